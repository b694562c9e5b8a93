#include "local_fetch.hpp"

#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/promised.hpp>
#include <mlxpatch/git/refs.hpp>

#include "handle.hpp"
#include "local_objects.hpp"
#include "tree_text.hpp"

namespace mlxpatch::git {
namespace {

/// What is more is for the library, which does not hold it in memory.
constexpr std::size_t k_most_commits = 20'000;
constexpr std::size_t k_most_bytes = std::size_t{512} << 20U;

/// Nothing where the repository has no such object.
std::optional<ObjectType> type_of(const Repository& repository, const Oid& oid) {
  const git_oid raw = to_git(oid);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &type, repository.handle().odb(), &raw) < 0) return std::nullopt;
  return static_cast<ObjectType>(type);
}

/// Carries new objects from one store to another: what a thing refers to goes before it.
class Carrier {
 public:
  Carrier(ObjectStore& from, ObjectStore& into) : m_from(from), m_into(into) {}

  /// Lists what is new of a tip: mostly commits, but a tag can name anything. False where that can't be told, or is too
  /// much.
  bool add_tip(Oid tip) {
    for (;;) {
      if (m_into.contains(tip)) return true;
      const auto type = type_of(m_from.repository(), tip);
      if (type == ObjectType::commit) return add_commits(tip);
      if (type == ObjectType::tree) m_trees.push_back(tip);
      if (type == ObjectType::blob) m_blobs.push_back(tip);
      if (type != ObjectType::tag) return type.has_value();
      const Bytes tag = m_from.read(tip, ObjectType::tag);
      m_tags.push_back(tip);
      // "object <id>" is a tag's first line.
      std::string_view line = std::string_view(*tag).substr(0, tag->find('\n'));
      if (!consume(line, "object ")) return false;
      const auto target = Oid::from_hex(line);
      if (!target) return false;
      tip = *target;
    }
  }

  /// Carries nothing at all where it is too much.
  void carry(const std::function<void(std::size_t, std::size_t)>& on_progress) {
    std::size_t done = 0;
    for (const Oid& commit : m_commits) {
      check_interrupt();
      if (is_too_much()) break;
      carry_commit(commit);
      on_progress(++done, m_commits.size());
    }
    for (const Oid& tree : m_trees) carry_tree({}, tree);
    for (const Oid& blob : m_blobs) carry_entry({}, {Mode::file, blob});
    for (const Oid& tag : m_tags) put(ObjectType::tag, tag, *m_from.read(tag, ObjectType::tag), {});
    if (is_too_much()) m_into.discard();
    m_into.write_pack();
  }

 private:
  /// Parents before children. False where there are too many.
  bool add_commits(const Oid& tip) {
    std::vector<std::pair<Oid, bool>> waiting{{tip, false}};  // and whether its parents are listed
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
      for (const Oid& parent : m_from.commit_links(commit).parents) waiting.emplace_back(parent, false);
    }
    return true;
  }

  /// Whether a commit that is there is there with all that it refers to, as all is that some ref leads to: what a
  /// killed fetch has left behind may be a part.
  bool is_whole(const Oid& commit) {
    const Repository& repository = m_into.repository();
    if (!m_refs) {
      m_refs.emplace();
      for (const Ref& ref : refs_below(repository, "refs/")) {
        if (type_of(repository, ref.target) == ObjectType::commit) m_refs->push_back(to_git(ref.target));
      }
    }
    if (m_whole.contains(commit)) return true;
    const git_oid raw = to_git(commit);
    if (git_graph_reachable_from_any(repository.handle().get(), &raw, m_refs->data(), m_refs->size()) != 1)
      return false;
    m_whole.insert(commit);
    return true;
  }

  void carry_commit(const Oid& commit) {
    const Bytes bytes = m_from.read(commit, ObjectType::commit);
    const CommitLinks links = m_from.commit_links(commit);
    const bool has_parent = !links.parents.empty();
    const Oid parent = has_parent ? links.parents.front() : Oid{};
    carry_tree(has_parent ? m_from.tree_of(parent) : Oid{}, links.tree);
    put(ObjectType::commit, commit, *bytes, parent);
  }

  /// All of a tree that the tree before it, which is there, has not.
  void carry_tree(const Oid& before, const Oid& after) {
    if (before == after || m_into.is_new(after) || is_too_much()) return;
    const Bytes before_bytes = read_tree(m_from, before);
    const Bytes after_bytes = read_tree(m_from, after);
    TreeCursor old_entry(*before_bytes);
    TreeCursor entry(*after_bytes);
    for (;;) {
      TreeCursor::skip_shared(old_entry, entry);
      if (entry.at_end()) break;
      const int order = old_entry.at_end()
                            ? 1
                            : compare_entries(old_entry.name(), old_entry.is_tree(), entry.name(), entry.is_tree());
      if (order >= 0) {
        carry_entry(order == 0 ? old_entry.entry() : Entry{}, entry.entry());
        entry.next();
      }
      if (order <= 0) old_entry.next();
    }
    put(ObjectType::tree, after, *after_bytes, before);
  }

  void carry_entry(const Entry& before, const Entry& after) {
    if (after.mode == Mode::tree) {
      carry_tree(before.mode == Mode::tree ? before.oid : Oid{}, after.oid);
    } else if (after.mode != Mode::submodule && after.oid != before.oid && !is_too_much() &&
               !m_into.contains(after.oid)) {
      put(ObjectType::blob, after.oid, *m_from.read(after.oid, ObjectType::blob), before.oid);
    }
  }

  bool is_too_much() const { return m_bytes > k_most_bytes; }

  void put(ObjectType type, const Oid& oid, const std::string& bytes, const Oid& predecessor) {
    m_bytes += bytes.size();
    if (m_into.put(type, bytes, predecessor) == oid) return;
    throw Error(fmt::format("object {} is damaged: its bytes are not what its id says", oid.hex()))
        .doing("fetching from a repository on this machine")
        .at(m_from.repository().git_directory().string())
        .hint(fmt::format("git -C {} fsck", m_from.repository().git_directory().string()));
  }

  ObjectStore& m_from;
  ObjectStore& m_into;
  std::size_t m_bytes = 0;  ///< of what waits to be written
  std::vector<Oid> m_commits;
  std::vector<Oid> m_trees;
  std::vector<Oid> m_blobs;
  std::vector<Oid> m_tags;
  std::unordered_set<Oid, OidHash> m_listed;
  std::optional<std::vector<git_oid>> m_refs;  ///< of the repository that is filled; once asked for
  std::unordered_set<Oid, OidHash> m_whole;
};

}  // namespace

void take_new_local_objects(const Repository& into, std::string_view address, const std::vector<Oid>& tips,
                            const std::function<void(std::size_t, std::size_t)>& on_progress) {
  const std::optional<Repository> source = local_repository_at(address);
  if (!source || is_shallow(*source) || is_shallow(into)) return;
  if (PromisedObjects(*source, {}).is_partial() || PromisedObjects(into, {}).is_partial()) return;
  ObjectStore from(*source);
  ObjectStore store(into);
  Carrier carrier(from, store);
  for (const Oid& tip : tips) {
    if (!carrier.add_tip(tip)) return;
  }
  carrier.carry(on_progress);
}

}  // namespace mlxpatch::git
