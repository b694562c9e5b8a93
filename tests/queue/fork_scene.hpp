#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/queue/replay.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Twenty lines, "line 1" to "line 20", some of them replaced ("" takes a line away).
inline std::string lines_with(const std::map<int, std::string>& replaced = {}) {
  std::string text;
  for (int i = 1; i <= 20; ++i) {
    const auto other = replaced.find(i);
    const std::string line = other == replaced.end() ? "line " + std::to_string(i) : other->second;
    if (!line.empty()) text += line + "\n";
  }
  return text;
}

/// A repository in which upstream's branch `main` and the branch `queue` leave the same base.
class ForkScene {
 public:
  /// The base has these files; "a" with lines_with() where none are given.
  explicit ForkScene(const std::map<std::string, std::string>& files = {{"a", lines_with()}})
      : repo(GitRepo::init(world / "repo")) {
    for (const auto& [path, bytes] : files) repo.write(path, bytes);
    base = repo.commit("Base");
    repo.create_branch("queue");
  }

  /// Commits one file to a branch; "" as bytes removes it. Returns the commit.
  std::string commit(const std::string& branch, const std::string& file, const std::string& bytes,
                     const std::string& message) const {
    repo.checkout(branch);
    if (bytes.empty()) repo.remove(file);
    if (!bytes.empty()) repo.write(file, bytes);
    return repo.commit(message);
  }
  std::string upstream(const std::string& file, const std::string& bytes, const std::string& message) const {
    return commit("main", file, bytes, message);
  }
  std::string patch(const std::string& file, const std::string& bytes, const std::string& message) const {
    return commit("queue", file, bytes, message);
  }

  static git::Oid id(const std::string& hex) { return git::Oid::from_hex(hex).value(); }

  git::ObjectStore& store() {
    if (!m_repository) m_repository.emplace(git::Repository::open(repo.path()));
    if (!m_store) m_store.emplace(*m_repository);
    return *m_store;
  }
  /// What git added since the last look is seen.
  void reopen() {
    m_store.reset();
    m_repository.reset();
  }

  std::vector<git::Oid> queue() { return queue::queue_between(store(), id(base), id(repo.rev_parse("queue"))); }

  queue::ReplayOptions options() const {
    queue::ReplayOptions options;
    options.on_conflict = queue::ReplayOptions::OnConflict::keep_going;
    options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 60}};
    return options;
  }
  queue::ReplayOptions in_one_stride() const {
    queue::ReplayOptions one = options();
    one.strides = queue::ReplayOptions::Strides::one;
    return one;
  }
  queue::ReplayResult replay(const queue::ReplayOptions& with, const std::string& onto = "main") {
    return queue::replay(store(), queue(), id(base), id(repo.rev_parse(onto)), with);
  }
  queue::ReplayResult replay() { return replay(options()); }

  /// A file of a tree that may exist in memory only.
  std::string file_in(const git::Oid& tree, const std::string& path) {
    const git::Entry entry = git::entry_at(store(), tree, path);
    return entry.exists() ? *store().read(entry.oid, git::ObjectType::blob) : "";
  }

  World world;
  GitRepo repo;
  std::string base;

 private:
  std::optional<git::Repository> m_repository;
  std::optional<git::ObjectStore> m_store;
};

}  // namespace mlxpatch::tests
