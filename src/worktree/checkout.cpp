#include <mlxpatch/worktree/checkout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>

#include "file_probe.hpp"
#include "file_swap.hpp"
#include "filter.hpp"
#include "index_file.hpp"
#include "new_file.hpp"
#include "path_move.hpp"
#include "safe_path.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

/// Up to this many files are synced one by one; for more, the whole file system is synced once.
constexpr std::size_t k_files_synced_singly = 32;

void refuse_unsafe_paths(const std::vector<PathMove>& moves) {
  for (const PathMove& move : moves) {
    if (move.after.file.exists()) require_safe_path(move.path);
  }
}

bool has_content(const git::Entry& entry) { return git::is_regular(entry.mode) || entry.mode == git::Mode::symlink; }

void fetch_missing(const git::Repository& repository, objects::ObjectStore& store, const std::vector<PathMove>& moves) {
  const IndexFile index(repository);
  std::vector<git::Oid> wanted;
  for (const PathMove& move : moves) {
    if (has_content(move.after.file) && !is_left_out(index.find(move.path))) wanted.push_back(move.after.file.oid);
  }
  store.fetch_missing(wanted);
}

std::vector<PathMove> checked_moves(const git::Repository& repository, objects::ObjectStore& store,
                                    const CheckoutMove& move) {
  if (repository.is_bare()) {
    throw Error("the repository has no worktree").doing("checking out files").at(repository.git_directory().string());
  }
  std::vector<PathMove> moves = path_moves(store, move);
  refuse_unsafe_paths(moves);
  return moves;
}

}  // namespace

/// Removals come first, so that a file may become a directory; then attributes files, since they say how the other
/// files are written; then the rest.
class Checkout::Steps {
 public:
  Steps(const git::Repository& repository, objects::ObjectStore& store, const CheckoutMove& move, Progress on_progress)
      : m_store(store),
        m_move(move),
        m_moves(checked_moves(repository, store, m_move)),
        m_lock(repository),
        m_index(repository, m_lock),
        m_worktree(repository.work_directory(), temporaries_directory(repository)),
        m_filter(repository),
        m_probe(repository, m_index, m_worktree, m_filter),
        m_swap(m_worktree),
        m_index_is_empty(git_index_entrycount(m_index.get()) == 0),
        m_has_symlinks(repository.config_bool("core.symlinks").value_or(true)),
        m_attributes_change(
            std::ranges::any_of(m_moves, [](const PathMove& path) { return is_attributes_file(path.path); })),
        m_durability(m_moves.size() <= k_files_synced_singly ? Durability::before_rename : Durability::later),
        m_on_progress(std::move(on_progress)) {
    if (store.is_partial()) fetch_missing(repository, store, m_moves);
    for (std::string& path : m_index.conflicts()) m_conflicts.insert(std::move(path));
    if (!m_attributes_change) prepare_files();
  }

  void commit() {
    for (const PathMove& move : std::views::reverse(m_moves)) {
      if (!move.after.file.exists()) settle(move);
    }
    for (const PathMove& move : m_moves) {
      if (move.after.file.exists() && is_attributes_file(move.path)) settle(move);
    }
    if (m_attributes_change) prepare_files();
    for (const PathMove& move : m_moves) {
      if (move.after.file.exists() && !is_attributes_file(move.path)) settle(move);
    }
    if (m_has_unsynced) m_worktree.sync();
    if (!m_moves.empty()) m_index.write();
  }

  bool finish() {
    m_index.keep();
    const bool all = m_swap.finish();
    // Backwards, so that a directory comes after those inside it.
    for (const std::string& path : std::views::reverse(m_emptied)) m_worktree.remove_empty_directories_above(path);
    m_emptied.clear();
    return all;
  }

  bool take_back() {
    const bool has_index = m_index.take_back();
    return m_swap.take_back() && has_index;
  }

  const std::vector<std::string>& left() const { return m_left; }

 private:
  /// What became of a file. It has the stat if it was written here.
  struct Outcome {
    bool is_left = false;
    std::optional<struct stat> stat = {};
  };

  void settle(const PathMove& move) {
    const git_index_entry* entry = m_index.find(move.path);
    if (!index_has_one_of(move, entry)) {
      leave(move.path);
    } else if (is_left_out(entry)) {
      settle_without_file(move);
    } else {
      const Outcome outcome = move.after.file.exists() ? put(move, entry) : remove(move);
      if (outcome.is_left) leave(move.path);
      settle_index(move.path, move.after, outcome);
    }
    check_interrupt();
  }

  void leave(const std::string& path) {
    m_left.push_back(path);
    m_worktree.remove_temporary(path);
  }

  bool index_has_one_of(const PathMove& move, const git_index_entry* entry) const {
    return index_has(move.path, entry, move.before) || index_has(move.path, entry, move.after);
  }

  /// Whether a person has removed a file that the move only changes: it is replaced in one step, so that nothing of
  /// ours leaves it missing.
  static bool was_removed(const PathMove& move, const PathState& seen) {
    return !seen.exists && has_content(move.before.file) && has_content(move.after.file);
  }

  /// Whether the index has this side of a path. Whoever removes the whole index has not removed every file.
  bool index_has(const std::string& path, const git_index_entry* entry, const PathSide& side) const {
    if (m_conflicts.contains(path)) return side.conflict != nullptr;
    if (!entry) return m_index_is_empty || (!side.conflict && !side.file.exists());
    if (side.conflict) return false;
    return entry->mode == static_cast<std::uint32_t>(side.file.mode) && git::from_git(entry->id) == side.file.oid;
  }

  /// For a path whose file a sparse checkout leaves out.
  void settle_without_file(const PathMove& move) {
    if (move.after.file.exists()) {
      m_index.put_without_file(move.path, move.after.file);
    } else {
      m_index.remove(move.path);
    }
  }

  void settle_index(const std::string& path, const PathSide& side, const Outcome& outcome) {
    if (side.conflict) {
      m_index.put_conflict(path, side.conflict->base, side.conflict->ours, side.conflict->theirs);
    } else if (side.file.exists()) {
      m_index.put(path, side.file, outcome.stat ? &*outcome.stat : nullptr);
    } else {
      m_index.remove(path);
    }
  }

  /// Writes the new files beside those that they will replace, as far as that is possible now.
  void prepare_files() {
    std::size_t done = 0;
    bool any = false;
    for (const PathMove& move : m_moves) {
      if (may_want_file(move)) {
        const PathState seen = m_worktree.look(move.path);
        if (wants_file(move, seen)) {
          prepare(move);
          if (!seen.exists) m_free.insert(move.path);
          any = true;
        }
      }
      if (m_on_progress) m_on_progress(++done, m_moves.size());
      check_interrupt();
    }
    if (any && m_durability == Durability::later) m_worktree.sync();
  }

  /// Whether the path's new file is one to write, if the worktree has what it should.
  bool may_want_file(const PathMove& move) const {
    if (!has_content(move.after.file) || m_swap.is_prepared(move.path)) return false;
    const git_index_entry* entry = m_index.find(move.path);
    return !is_left_out(entry) && index_has_one_of(move, entry);
  }

  bool wants_file(const PathMove& move, const PathState& seen) {
    if (!seen.blocked_by.empty()) return false;
    if (!seen.exists) return !was_removed(move, seen);
    return seen.is_directory() ||
           (!holds_after(move, seen, m_index.find(move.path)) && m_probe.holds(move.path, seen, move.before.file));
  }

  void prepare(const PathMove& move) {
    const git::Entry& entry = move.after.file;
    const Bytes bytes = m_store.read(entry.oid, git::ObjectType::blob);
    if (entry.mode == git::Mode::symlink) {
      if (m_has_symlinks) return m_swap.prepare_symlink_whole(move.path, *bytes);
      return m_swap.prepare_whole(move.path, {*bytes, false, m_durability});
    }
    const std::string filtered = m_filter.to_worktree(move.path, *bytes, entry.oid);
    m_swap.prepare_whole(move.path, {filtered, entry.mode == git::Mode::executable, m_durability});
  }

  Outcome remove(const PathMove& move) {
    const PathState seen = m_worktree.look(move.path);
    if (!seen.blocked_by.empty()) return {};
    if (seen.is_directory()) {
      m_worktree.remove_directory(move.path);
    } else if (!seen.exists) {
      m_worktree.remove_temporary(move.path);
    } else if (!m_probe.holds(move.path, seen, move.before.file) || !m_swap.remove(move.path, seen)) {
      return {true};
    }
    m_emptied.insert(move.path.substr(0, move.path.rfind('/') + 1));
    return {};
  }

  Outcome put(const PathMove& move, const git_index_entry* entry) {
    if (m_free.contains(move.path) && m_swap.is_prepared(move.path)) {
      if (const std::optional<struct stat> stat = m_swap.replace(move.path, {})) return {false, stat};
    }
    PathState seen = m_worktree.look(move.path);
    if (!seen.blocked_by.empty()) return {true};
    if (move.after.file.mode == git::Mode::submodule) return put_submodule(move, seen);
    // Git knows no empty directories; one that is left at the file's path may go.
    if (seen.is_directory()) {
      if (!clear_directory(move.path)) return {true};
      seen = {};
    }
    if (seen.exists && holds_after(move, seen, entry)) {
      m_worktree.remove_temporary(move.path);
      return {false, seen.stat};
    }
    if (was_removed(move, seen)) return {true};
    if (seen.exists && !m_probe.holds(move.path, seen, move.before.file)) return {true};
    if (!m_swap.is_prepared(move.path)) {
      prepare(move);
      m_has_unsynced = m_durability == Durability::later;
    }
    const std::optional<struct stat> stat = m_swap.replace(move.path, seen);
    // Its new directory was not to be had, and now it is no part of one.
    if (!stat && !m_swap.is_prepared(move.path)) return put(move, entry);
    return {!stat, stat};
  }

  /// Whether the file has the content that it is to have: an earlier call wrote it.
  bool holds_after(const PathMove& move, const PathState& seen, const git_index_entry* entry) {
    // In the common case the index knows the file as the one before.
    const git::Entry& after = move.after.file;
    if (entry && m_index.is_unchanged(*entry, seen.stat) && git::from_git(entry->id) != after.oid) return false;
    return m_probe.holds(move.path, seen, after);
  }

  /// In place of the file that may have become the submodule.
  Outcome put_submodule(const PathMove& move, const PathState& seen) {
    if (seen.is_directory()) return {};
    if (seen.exists && !m_probe.holds(move.path, seen, move.before.file)) return {true};
    if (seen.exists && !m_swap.remove(move.path, seen)) return {true};
    m_worktree.make_directory(move.path);
    return {};
  }

  /// Whether nothing but empty directories and what was taken away here was in it.
  bool clear_directory(const std::string& path) {
    for (const std::string& name : m_worktree.list(path)) {
      const std::string inner = fmt::format("{}/{}", path, name);
      if (m_worktree.look(inner).is_directory() ? !clear_directory(inner) : !m_worktree.remove_if_temporary(inner)) {
        return false;
      }
    }
    m_worktree.remove_directory(path);
    return !m_worktree.look(path).exists;
  }

  objects::ObjectStore& m_store;
  CheckoutMove m_move;
  std::vector<PathMove> m_moves;  ///< refers to m_move
  IndexLock m_lock;
  IndexFile m_index;
  WorktreeDirectory m_worktree;
  WorktreeFilter m_filter;
  FileProbe m_probe;
  FileSwap m_swap;
  bool m_index_is_empty;
  bool m_has_symlinks;
  bool m_attributes_change;  ///< they say how the other files are written, so those wait until these are in place
  Durability m_durability;
  bool m_has_unsynced = false;  ///< files that were written after the sync of the others
  Progress m_on_progress;
  std::unordered_set<std::string> m_conflicts;  ///< what the index has stages of
  std::unordered_set<std::string_view> m_free;  ///< paths of m_moves with a new file and, when looked at, nothing there
  std::set<std::string> m_emptied;              ///< directories that lost a file, with '/' at the end
  std::vector<std::string> m_left;
};

void fetch_for_checkout(const git::Repository& repository, objects::ObjectStore& store, const CheckoutMove& move) {
  if (store.is_partial()) fetch_missing(repository, store, path_moves(store, move));
}

Checkout::Checkout(const git::Repository& repository, objects::ObjectStore& store, const CheckoutMove& move,
                   Progress on_progress)
    : m_steps(std::make_unique<Steps>(repository, store, move, std::move(on_progress))) {}
Checkout::~Checkout() = default;

std::vector<std::string> Checkout::commit() {
  m_steps->commit();
  std::vector<std::string> left = m_steps->left();
  std::ranges::sort(left);
  return left;
}

bool Checkout::take_back() { return m_steps->take_back(); }

bool Checkout::finish() { return m_steps->finish(); }

std::vector<std::string> checkout(const git::Repository& repository, objects::ObjectStore& store,
                                  const CheckoutMove& move, const Checkout::Progress& on_progress) {
  Checkout checkout(repository, store, move, on_progress);
  try {
    std::vector<std::string> left = checkout.commit();
    checkout.finish();
    return left;
  } catch (const Error&) {
    if (!checkout.take_back()) {
      Checkout back(repository, store, {{move.trees.to, move.trees.from}, move.conflicts_after, move.conflicts_before});
      back.commit();
      back.finish();
    }
    throw;
  }
}

}  // namespace mlxpatch::worktree
