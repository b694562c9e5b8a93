#include <mlxpatch/worktree/status.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/index_lock.hpp>

#include "filter.hpp"
#include "index_file.hpp"
#include "suspects.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

using OwnedDiff = git::Owned<git_diff, git_diff_free>;
using OwnedTree = git::Owned<git_tree, git_tree_free>;

constexpr unsigned k_staged = GIT_STATUS_INDEX_NEW | GIT_STATUS_INDEX_MODIFIED | GIT_STATUS_INDEX_DELETED |
                              GIT_STATUS_INDEX_RENAMED | GIT_STATUS_INDEX_TYPECHANGE;
constexpr unsigned k_modified = GIT_STATUS_WT_MODIFIED | GIT_STATUS_WT_DELETED | GIT_STATUS_WT_TYPECHANGE |
                                GIT_STATUS_WT_RENAMED | GIT_STATUS_WT_UNREADABLE;

std::string path_of(const git_diff_delta& delta) {
  return delta.new_file.path ? delta.new_file.path : delta.old_file.path;
}

/// Changes inside a submodule are its own; only its commit matters to the repository.
bool is_dirty_submodule_only(const git_diff_delta& delta) {
  return delta.old_file.mode == GIT_FILEMODE_COMMIT && delta.new_file.mode == GIT_FILEMODE_COMMIT &&
         git_oid_equal(&delta.old_file.id, &delta.new_file.id);
}

git::Entry entry_of(const git_diff_file& file) { return {static_cast<git::Mode>(file.mode), git::from_git(file.id)}; }

/// Reads a file of the worktree as git add does, and puts it into the store.
class FileReader {
 public:
  FileReader(const git::Repository& repository, objects::ObjectStore& store)
      : m_store(store),
        m_worktree(repository.work_directory()),
        m_filter(repository),
        m_has_modes(repository.config_bool("core.filemode").value_or(true)),
        m_has_symlinks(repository.config_bool("core.symlinks").value_or(true)) {}

  /// `before` is the index's entry. The result is absent if there is no file any more.
  git::Entry read(const std::string& path, const git::Entry& before) {
    const PathState state = m_worktree.look(path);
    if (state.is_symlink()) return {git::Mode::symlink, put(m_worktree.read(path), before)};
    if (!state.is_file()) return {};
    if (before.mode == git::Mode::symlink && !m_has_symlinks)
      return {git::Mode::symlink, put(m_worktree.read(path), before)};
    const bool executable = m_has_modes ? (state.stat.st_mode & S_IXUSR) != 0 : before.mode == git::Mode::executable;
    return {executable ? git::Mode::executable : git::Mode::file,
            put(m_filter.to_blob(path, m_worktree.read(path)), before)};
  }

 private:
  git::Oid put(std::string bytes, const git::Entry& before) {
    const bool are_alike = before.exists() && before.mode != git::Mode::submodule;
    return m_store.put(git::ObjectType::blob, std::move(bytes), are_alike ? before.oid : git::Oid{});
  }

  objects::ObjectStore& m_store;
  WorktreeDirectory m_worktree;
  WorktreeFilter m_filter;
  bool m_has_modes;
  bool m_has_symlinks;
};

/// Whether the path is in the index without content, after `git add -N`.
bool is_only_intended(const IndexFile& index, const std::string& path) {
  const git_index_entry* entry = index.find(path);
  return entry != nullptr && (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

/// The tree of HEAD; zero if there is no commit yet.
git::Oid head_tree(const git::Repository& repository) {
  git_oid commit{};
  if (git_reference_name_to_id(&commit, repository.handle().get(), "HEAD") < 0) return {};
  git_commit* found = nullptr;
  if (git_commit_lookup(&found, repository.handle().get(), &commit) == 0) {
    const git::OwnedCommit object(found);
    return git::from_git(*git_commit_tree_id(found));
  }
  // The library refuses commits with odd people or dates in them, which git takes. Our reader says if it is missing.
  return objects::ObjectStore(repository).tree_of(git::from_git(commit));
}

/// Null if the id is zero.
OwnedTree find_tree(const git::Repository& repository, const git::Oid& tree) {
  if (!tree) return nullptr;
  const git_oid oid = git::to_git(tree);
  return git::take<OwnedTree>("reading the tree of HEAD", git_tree_lookup, repository.handle().get(), &oid);
}

git_diff_options diff_options() {
  auto options = git::with_defaults(git_diff_options_init, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
  return options;
}

template <typename Visit>
void for_each_delta(const git_diff* diff, Visit visit) {
  for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) visit(*git_diff_get_delta(diff, i));
}

/// How the index differs from HEAD. Leaves out conflicting paths.
std::vector<objects::PathEdit> staged_edits(const git::Repository& repository, const IndexFile& index,
                                            const git::Oid& tree) {
  git_repository* raw = repository.handle().get();
  const OwnedTree object = find_tree(repository, tree);
  const git_diff_options options = diff_options();
  const auto diff = git::take<OwnedDiff>("comparing the index with HEAD", git_diff_tree_to_index, raw, object.get(),
                                         index.get(), &options);
  std::vector<objects::PathEdit> edits;
  for_each_delta(diff.get(), [&](const git_diff_delta& delta) {
    if (delta.status == GIT_DELTA_CONFLICTED || delta.status == GIT_DELTA_UNMODIFIED) return;
    const std::string path = path_of(delta);
    const bool is_staged = index.find(path) != nullptr && !is_only_intended(index, path);
    edits.push_back({path, is_staged ? entry_of(delta.new_file) : git::Entry{}});
  });
  return edits;
}

/// A file that is gone between the library's listing it and its reading it, as while git switches branches, is a
/// failure to the library. The next look finds what is there then.
git::OwnedStatusList listed_status(const git::Repository& repository, const git_status_options& options) {
  constexpr int k_looks = 5;
  git_status_list* raw = nullptr;
  int code = -1;
  for (int look = 0; look < k_looks && code < 0; ++look) {
    check_interrupt();
    code = git_status_list_new(&raw, repository.handle().get(), &options);
  }
  git::check(code, "comparing the worktree with the index");
  return git::OwnedStatusList(raw);
}

void add_listed(git_status_list* list, const IndexFile& index, WorktreeStatus& status) {
  for (std::size_t i = 0; i < git_status_list_entrycount(list); ++i) {
    const git_status_entry* entry = git_status_byindex(list, i);
    const git_diff_delta* in_worktree = entry->index_to_workdir;
    const std::string path = path_of(in_worktree ? *in_worktree : *entry->head_to_index);
    if (entry->status & GIT_STATUS_CONFLICTED) {
      status.unmerged.push_back(path);
      continue;
    }
    if ((entry->status & k_staged) && !is_only_intended(index, path)) {
      status.staged.push_back(path_of(*entry->head_to_index));
    }
    if ((entry->status & GIT_STATUS_WT_DELETED) && is_left_out(index.find(path))) continue;
    if ((entry->status & k_modified) && !is_dirty_submodule_only(*in_worktree)) status.modified.push_back(path);
    if (entry->status & GIT_STATUS_WT_NEW) status.untracked.push_back(path);
  }
}

}  // namespace

WorktreeStatus worktree_status(const git::Repository& repository) {
  const IndexFile index(repository);
  auto options = git::with_defaults(git_status_options_init, GIT_STATUS_OPTIONS_VERSION);
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED;
  // The library would take a HEAD that it can't read for one without a commit, and every file for an added one.
  const git::Oid head = head_tree(repository);
  const OwnedTree tree = find_tree(repository, head);
  options.baseline = tree.get();
  WorktreeStatus status;
  // The library asks more of the system than git does, so it is asked of little.
  std::optional<Suspects> suspects = find_suspects(repository, index, head);
  std::vector<char*> asked;
  if (suspects) {
    status.untracked = std::move(suspects->untracked);
    if (suspects->paths.empty()) return status;
    for (std::string& path : suspects->paths) asked.push_back(path.data());
    options.pathspec = {asked.data(), asked.size()};
    options.flags = GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
  }
  add_listed(listed_status(repository, options).get(), index, status);
  for (auto* paths : {&status.staged, &status.modified, &status.unmerged, &status.untracked}) {
    std::sort(paths->begin(), paths->end());
    paths->erase(std::unique(paths->begin(), paths->end()), paths->end());
  }
  return status;
}

std::vector<std::string> unmerged_paths(const git::Repository& repository) {
  std::vector<std::string> paths = IndexFile(repository).conflicts();
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<ConflictedPath> unmerged_entries(const git::Repository& repository) {
  const IndexFile index(repository);
  std::vector<ConflictedPath> conflicts;
  for (const std::string& path : unmerged_paths(repository)) {
    const git_index_entry* base = nullptr;
    const git_index_entry* ours = nullptr;
    const git_index_entry* theirs = nullptr;
    git::check(git_index_conflict_get(&base, &ours, &theirs, index.get(), path.c_str()), "reading a conflict");
    const auto entry = [](const git_index_entry* stage) {
      return stage ? git::Entry{static_cast<git::Mode>(stage->mode), git::from_git(stage->id)} : git::Entry{};
    };
    conflicts.push_back({path, entry(base), entry(ours), entry(theirs), {}});
  }
  return conflicts;
}

git::Oid index_tree(const git::Repository& repository, objects::ObjectStore& store,
                    const std::vector<objects::PathEdit>& resolved) {
  const IndexFile index(repository);
  std::vector<std::string> conflicts = index.conflicts();
  std::erase_if(conflicts, [&](const std::string& path) {
    return std::ranges::find(resolved, path, &objects::PathEdit::path) != resolved.end();
  });
  if (!conflicts.empty()) {
    Error error("the index has unmerged entries");
    error.doing("making a tree of the index");
    for (const std::string& path : conflicts) error.at(path);
    throw error.hint("resolve the conflicts, then: git add <file>");
  }
  const git::Oid tree = head_tree(repository);
  return objects::edit_tree(store, objects::edit_tree(store, tree, staged_edits(repository, index, tree)), resolved);
}

git::Oid worktree_tree(const git::Repository& repository, objects::ObjectStore& store) {
  const IndexFile index(repository);
  const git::Oid tree = head_tree(repository);
  const git::Oid staged = objects::edit_tree(store, tree, staged_edits(repository, index, tree));
  const git_diff_options options = diff_options();
  const auto diff = git::take<OwnedDiff>("comparing the worktree with the index", git_diff_index_to_workdir,
                                         repository.handle().get(), index.get(), &options);
  FileReader reader(repository, store);
  std::vector<objects::PathEdit> edits;
  for_each_delta(diff.get(), [&](const git_diff_delta& delta) {
    if (delta.status == GIT_DELTA_CONFLICTED || delta.status == GIT_DELTA_UNMODIFIED) return;
    const std::string path = path_of(delta);
    if (delta.status == GIT_DELTA_DELETED && is_left_out(index.find(path))) return;
    if (delta.new_file.mode == GIT_FILEMODE_COMMIT) {
      if (!is_dirty_submodule_only(delta)) edits.push_back({path, entry_of(delta.new_file)});
      return;
    }
    edits.push_back({path, reader.read(path, entry_of(delta.old_file))});
  });
  for (const std::string& path : index.conflicts()) {
    edits.push_back({path, reader.read(path, objects::entry_at(store, staged, path))});
  }
  return objects::edit_tree(store, staged, edits);
}

void change_index(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from_tree,
                  const git::Oid& to_tree) {
  const IndexLock lock(repository);
  IndexFile index(repository, lock);
  for (const objects::PathChange& change : objects::changes_between(store, from_tree, to_tree)) {
    const git_index_entry* present = index.find(change.path);
    if (!change.after.exists()) {
      index.remove(change.path);
    } else if (is_left_out(present)) {
      index.put_without_file(change.path, change.after);
    } else {
      index.put(change.path, change.after, nullptr);
    }
  }
  index.write();
  index.keep();
}

}  // namespace mlxpatch::worktree
