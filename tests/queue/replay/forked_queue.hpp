#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

namespace mlxpatch::tests {

/// A forked repository whose branch `queue` is replayed on another upstream commit.
class ForkedQueue : public ForkedRepo {
 public:
  using ForkedRepo::ForkedRepo;

  objects::ObjectStore& store() {
    if (!m_repository) m_repository.emplace(git::Repository::open(repo.path()));
    if (!m_store) m_store.emplace(*m_repository);
    return *m_store;
  }
  /// Makes a new store, which sees what git has written since.
  void reopen() {
    m_store.reset();
    m_repository.reset();
  }

  std::vector<git::Oid> queue() { return queue::queue_between(store(), id_of(base), id_of(repo.rev_parse("queue"))); }
  git::Oid upstream_tip() const { return id_of(repo.rev_parse("main")); }

  queue::ReplayOptions options() const {
    queue::ReplayOptions options;
    options.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
    options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 60}};
    return options;
  }
  queue::ReplayOptions direct() const {
    queue::ReplayOptions direct = options();
    direct.policy.range = queue::ReplayPolicy::Range::direct;
    return direct;
  }
  queue::ReplayResult replay(const queue::ReplayOptions& with) {
    return queue::replay(store(), queue(), id_of(base), upstream_tip(), with);
  }
  queue::ReplayResult replay() { return replay(options()); }

  /// The bytes of a file in a tree, which may exist in memory only; "" if the tree does not have it.
  std::string file_in(const git::Oid& tree, const std::string& path) {
    const git::Entry entry = objects::entry_at(store(), tree, path);
    return entry.exists() ? *store().read(entry.oid, git::ObjectType::blob) : "";
  }

 private:
  std::optional<git::Repository> m_repository;
  std::optional<objects::ObjectStore> m_store;
};

/// Whether one of the notes has these words in it.
inline bool has_note(const queue::ReplayedPatch& patch, std::string_view words) {
  return std::ranges::any_of(patch.notes,
                             [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

}  // namespace mlxpatch::tests
