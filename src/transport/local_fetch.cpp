#include "local_fetch.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_text.hpp>
#include <mlxpatch/transport/promised_objects.hpp>

#include "local_objects.hpp"
#include "whole_objects.hpp"

namespace mlxpatch::transport {
namespace {

/// More than this is left to libgit2, which does not keep it in memory.
constexpr std::size_t k_most_commits = 20'000;
constexpr std::size_t k_most_bytes = std::size_t{512} << 20U;

/// std::nullopt if the repository has no such object.
std::optional<git::ObjectType> type_of(const git::Repository& repository, const git::Oid& oid) {
  const git_oid raw = git::to_git(oid);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &type, repository.handle().odb(), &raw) < 0) return std::nullopt;
  return static_cast<git::ObjectType>(type);
}

/// Copies new objects from one store to another, each after those that it refers to.
class Carrier {
 public:
  Carrier(objects::ObjectStore& from, objects::ObjectStore& into) : m_from(from), m_into(into) {}

  /// Lists what is new in a tip: mostly commits, but a tag can name anything. False if that is unknown, or too much.
  bool add_tip(git::Oid tip) {
    for (;;) {
      if (m_into.contains(tip)) return true;
      const auto type = type_of(m_from.repository(), tip);
      if (type == git::ObjectType::commit) return add_commits(tip);
      if (type == git::ObjectType::tree) m_trees.push_back(tip);
      if (type == git::ObjectType::blob) m_blobs.push_back(tip);
      if (type != git::ObjectType::tag) return type.has_value();
      const Bytes tag = m_from.read(tip, git::ObjectType::tag);
      m_tags.push_back(tip);
      // "object <id>" is a tag's first line.
      std::string_view line = std::string_view(*tag).substr(0, tag->find('\n'));
      if (!consume(line, "object ")) return false;
      const auto target = git::Oid::from_hex(line);
      if (!target) return false;
      tip = *target;
    }
  }

  /// Copies all that is listed, or nothing at all if it is too much.
  void carry(const std::function<void(std::size_t, std::size_t)>& on_progress) {
    std::size_t done = 0;
    for (const git::Oid& commit : m_commits) {
      check_interrupt();
      if (is_too_much()) break;
      carry_commit(commit);
      on_progress(++done, m_commits.size());
    }
    for (const git::Oid& tree : m_trees) carry_tree({}, tree);
    for (const git::Oid& blob : m_blobs) carry_entry({}, {git::Mode::file, blob});
    for (const git::Oid& tag : m_tags) put(git::ObjectType::tag, tag, *m_from.read(tag, git::ObjectType::tag), {});
    if (is_too_much()) m_into.discard();
    m_into.write_pack();
  }

 private:
  /// Lists parents before children. False if there are too many.
  bool add_commits(const git::Oid& tip) {
    std::vector<std::pair<git::Oid, bool>> waiting{{tip, false}};  // and whether its parents are listed
    while (!waiting.empty()) {
      check_interrupt();
      const auto [commit, has_parents_listed] = waiting.back();
      waiting.pop_back();
      if (has_parents_listed) {
        m_commits.push_back(commit);
        continue;
      }
      if (m_into.contains(commit)) {
        if (!is_whole(commit)) return false;
        continue;
      }
      if (!m_listed.insert(commit).second) continue;
      if (m_listed.size() > k_most_commits) return false;
      waiting.emplace_back(commit, true);
      for (const git::Oid& parent : m_from.commit_links(commit).parents) waiting.emplace_back(parent, false);
    }
    return true;
  }

  /// Whether the repository has a commit with all that it refers to. That is so if some ref leads to it; what a killed
  /// fetch has left may be incomplete.
  bool is_whole(const git::Oid& commit) {
    const git::Repository& repository = m_into.repository();
    if (!m_refs) {
      m_refs.emplace();
      for (const git::Ref& ref : git::refs_below(repository, "refs/")) {
        if (type_of(repository, ref.target) == git::ObjectType::commit) m_refs->push_back(git::to_git(ref.target));
      }
    }
    if (m_whole.contains(commit)) return true;
    const git_oid raw = git::to_git(commit);
    if (git_graph_reachable_from_any(repository.handle().get(), &raw, m_refs->data(), m_refs->size()) != 1)
      return false;
    m_whole.insert(commit);
    return true;
  }

  void carry_commit(const git::Oid& commit) {
    const Bytes bytes = m_from.read(commit, git::ObjectType::commit);
    const git::CommitLinks links = m_from.commit_links(commit);
    const bool has_parent = !links.parents.empty();
    const git::Oid parent = has_parent ? links.parents.front() : git::Oid{};
    carry_tree(has_parent ? m_from.tree_of(parent) : git::Oid{}, links.tree);
    put(git::ObjectType::commit, commit, *bytes, parent);
  }

  /// Copies what a tree has and the tree before it, which is already there, does not have.
  void carry_tree(const git::Oid& before, const git::Oid& after) {
    if (before == after || m_into.is_new(after) || is_too_much()) return;
    const Bytes before_bytes = objects::read_tree(m_from, before);
    const Bytes after_bytes = objects::read_tree(m_from, after);
    objects::TreeCursor old_entry(*before_bytes);
    objects::TreeCursor entry(*after_bytes);
    for (;;) {
      objects::TreeCursor::skip_shared(old_entry, entry);
      if (entry.at_end()) break;
      const int order = old_entry.at_end() ? 1
                                           : objects::compare_entries(old_entry.name(), old_entry.is_tree(),
                                                                      entry.name(), entry.is_tree());
      if (order >= 0) {
        carry_entry(order == 0 ? old_entry.entry() : git::Entry{}, entry.entry());
        entry.next();
      }
      if (order <= 0) old_entry.next();
    }
    put(git::ObjectType::tree, after, *after_bytes, before);
  }

  void carry_entry(const git::Entry& before, const git::Entry& after) {
    if (after.mode == git::Mode::tree) {
      carry_tree(before.mode == git::Mode::tree ? before.oid : git::Oid{}, after.oid);
    } else if (after.mode != git::Mode::submodule && after.oid != before.oid && !is_too_much() &&
               !m_into.contains(after.oid)) {
      put(git::ObjectType::blob, after.oid, *m_from.read(after.oid, git::ObjectType::blob), before.oid);
    }
  }

  bool is_too_much() const { return m_bytes > k_most_bytes; }

  void put(git::ObjectType type, const git::Oid& oid, const std::string& bytes, const git::Oid& delta_base) {
    m_bytes += bytes.size();
    if (m_into.put(type, bytes, delta_base) == oid) return;
    throw Error(fmt::format("object {} does not match its id", oid.hex()), ErrorKind::damaged);
  }

  objects::ObjectStore& m_from;
  objects::ObjectStore& m_into;
  std::size_t m_bytes = 0;  ///< of the objects to be written
  std::vector<git::Oid> m_commits;
  std::vector<git::Oid> m_trees;
  std::vector<git::Oid> m_blobs;
  std::vector<git::Oid> m_tags;
  std::unordered_set<git::Oid, git::OidHash> m_listed;
  std::optional<std::vector<git_oid>> m_refs;  ///< commits that refs of the target name; read when first needed
  std::unordered_set<git::Oid, git::OidHash> m_whole;
};

}  // namespace

void take_new_local_objects(const git::Repository& into, std::string_view address, const std::vector<git::Oid>& tips,
                            const std::function<void(std::size_t, std::size_t)>& on_progress) {
  const std::optional<git::Repository> source = local_repository_at(address);
  if (!source || is_shallow(*source) || is_shallow(into)) return;
  if (PromisedObjects(*source, {}).is_partial() || PromisedObjects(into, {}).is_partial()) return;
  objects::ObjectStore from(*source);
  objects::ObjectStore store(into);
  Carrier carrier(from, store);
  try {
    for (const git::Oid& tip : tips) {
      if (!carrier.add_tip(tip)) return;
    }
    carrier.carry(on_progress);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    throw damaged_source("fetching from a repository on this machine", address, error.what());
  }
}

}  // namespace mlxpatch::transport
