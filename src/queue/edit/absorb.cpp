#include <mlxpatch/queue/edit/absorb.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commit_chain.hpp"
#include "edit/file_lines.hpp"
#include "replay/queued_patch.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

using Indices = std::vector<std::size_t>;

/// A file with uncommitted hunks.
struct ChangedFile {
  objects::PathChange change;
  std::vector<FileStep> steps;     ///< the patches that change it
  std::optional<FileLines> lines;  ///< if its hunks are lines
  Indices hunks;                   ///< in the result; those of lines come first, in their order
};

bool is_wanted(const std::string& path, const std::vector<std::string>& wanted) {
  return wanted.empty() ||
         std::ranges::any_of(wanted, [&](const std::string& name) { return is_at_or_below(path, name); });
}

HunkKind kind_of_whole(const objects::PathChange& change) {
  if (!change.before.exists()) return HunkKind::added;
  if (!change.after.exists()) return HunkKind::removed;
  return git::is_same_type(change.before.mode, change.after.mode) ? HunkKind::content : HunkKind::type;
}

class Absorption {
 public:
  Absorption(objects::ObjectStore& store, std::vector<QueuedPatch> patches, const Uncommitted& uncommitted)
      : m_store(store), m_patches(std::move(patches)), m_uncommitted(uncommitted), m_merger(store) {
    for (const objects::PathChange& change : objects::changes_between(store, uncommitted.before, uncommitted.after)) {
      check_interrupt();
      if (is_wanted(change.path, uncommitted.paths)) add(change);
    }
  }

  Absorbed run(const ReplayOptions& options) {
    std::vector<git::Oid> trees = trees_with_hunks();
    while (keep_emptying_hunks(trees)) trees = trees_with_hunks();
    if ((trees.empty() ? m_uncommitted.before : trees.back()) != tree_to_end_at()) {
      throw Error("the queue would not end at the tree that it had with the absorbed hunks")
          .doing("absorbing uncommitted changes (nothing was changed)");
    }
    m_made.tree = m_uncommitted.before;
    if (!m_patches.empty()) {
      CommitChain chain(m_store, m_patches.front().commit.parents.front(), options.committer);
      for (std::size_t i = 0; i < m_patches.size(); ++i) chain.take(m_patches[i], i, trees[i]);
      static_cast<EditedQueue&>(m_made) = chain.end();
    }
    return std::move(m_made);
  }

 private:
  void add(const objects::PathChange& change) {
    ChangedFile file;
    file.change = change;
    for (std::size_t i = 0; i < m_patches.size(); ++i) {
      const auto& changes = m_patches[i].changes;
      const auto found = std::ranges::lower_bound(changes, change.path, {}, &objects::PathChange::path);
      if (found != changes.end() && found->path == change.path) file.steps.push_back({i, found->before, found->after});
    }
    if (has_lines(change)) {
      file.lines.emplace(m_store, file.steps, change.before, change.after);
      for (std::size_t i = 0; i < file.lines->hunks().size(); ++i) add_lines(file, i);
    } else if (change.before.oid != change.after.oid || !git::is_same_type(change.before.mode, change.after.mode)) {
      add_whole(file, kind_of_whole(change));
    }
    if (git::is_regular(change.before.mode) && git::is_regular(change.after.mode) &&
        change.before.mode != change.after.mode) {
      add_whole(file, HunkKind::mode);
    }
    m_files.push_back(std::move(file));
  }

  bool has_lines(const objects::PathChange& change) {
    return changes_text(m_store, change) &&
           m_merger.merges_lines(objects::OverlayTree(m_store, m_uncommitted.before), change.path);
  }

  void add_lines(ChangedFile& file, std::size_t index) {
    UncommittedHunk hunk;
    hunk.lines = file.lines->hunks()[index];
    const HunkPlace place = file.lines->place_of(index);
    if (place.kind == HunkPlace::Kind::between) {
      hunk.stays = Stays::between;
      for (const std::size_t step : place.steps) hunk.candidates.push_back(file.steps[step].patch);
    } else if (!place.steps.empty()) {
      hunk.patch = file.steps[place.steps.front()].patch;
    } else {
      put_apart(file, hunk);
    }
    put(file, std::move(hunk));
  }

  void add_whole(ChangedFile& file, HunkKind kind) {
    UncommittedHunk hunk;
    hunk.kind = kind;
    if (const FileStep* last = last_of_kind(file, kind)) {
      hunk.patch = last->patch;
    } else {
      put_apart(file, hunk);
    }
    if (kind == HunkKind::added && hunk.patch && !has_room(file.change.path, *hunk.patch)) {
      hunk.stays = Stays::several;
      hunk.candidates = {*hunk.patch};
      hunk.patch.reset();
    }
    put(file, std::move(hunk));
  }

  void put(ChangedFile& file, UncommittedHunk hunk) {
    hunk.path = file.change.path;
    file.hunks.push_back(m_made.hunks.size());
    m_made.hunks.push_back(std::move(hunk));
  }

  /// For a hunk that commutes with every patch, or with which several don't although none is the last one.
  static void put_apart(const ChangedFile& file, UncommittedHunk& hunk) {
    if (file.steps.size() == 1) {
      hunk.patch = file.steps.front().patch;
      return;
    }
    hunk.stays = hunk.kind == HunkKind::lines ? Stays::upstream_lines : Stays::several;
    if (file.steps.empty()) hunk.stays = Stays::no_patch;
    for (const FileStep& step : file.steps) hunk.candidates.push_back(step.patch);
  }

  /// The last patch that changes the same of the file. One that adds, removes or replaces it has no last: of all
  /// patches that change the file, each would be left with a change of what is not there any more.
  static const FileStep* last_of_kind(const ChangedFile& file, HunkKind kind) {
    if (kind != HunkKind::mode && kind != HunkKind::content) return nullptr;
    const auto last = std::ranges::find_if(file.steps.rbegin(), file.steps.rend(), [&](const FileStep& step) {
      if (kind == HunkKind::mode) return step.before.mode != step.after.mode;
      return step.before.oid != step.after.oid || !git::is_same_type(step.before.mode, step.after.mode);
    });
    return last == file.steps.rend() ? nullptr : &*last;
  }

  /// Whether from a patch on there is neither a directory at the path nor a file above it.
  bool has_room(const std::string& path, std::size_t patch) const {
    for (; patch < m_patches.size(); ++patch) {
      const git::Oid& tree = m_patches[patch].commit.tree;
      if (objects::entry_at(m_store, tree, path).exists()) return false;
      for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
        const git::Entry above = objects::entry_at(m_store, tree, std::string_view(path).substr(0, end));
        if (above.exists() && above.mode != git::Mode::tree) return false;
      }
    }
    return true;
  }

  /// The file after a step, with its hunks that are part of this patch or an earlier one.
  git::Entry entry_after(const ChangedFile& file, std::size_t step) const {
    git::Entry entry = file.steps[step].after;
    Indices lines;
    for (std::size_t i = 0; i < file.hunks.size(); ++i) {
      const UncommittedHunk& hunk = m_made.hunks[file.hunks[i]];
      if (!hunk.patch || *hunk.patch > file.steps[step].patch) continue;
      if (hunk.kind == HunkKind::lines) {
        lines.push_back(i);
      } else {
        entry = with_whole(entry, file.change.after, hunk.kind);
      }
    }
    if (!lines.empty()) {
      entry.oid = m_store.put(git::ObjectType::blob, file.lines->text_after(step, lines), file.steps[step].after.oid);
    }
    return entry;
  }

  static git::Entry with_whole(const git::Entry& entry, const git::Entry& changed, HunkKind kind) {
    if (kind == HunkKind::mode) return {changed.mode, entry.oid};
    if (kind == HunkKind::content) return {entry.mode, changed.oid};
    return changed;
  }

  /// The tree of each patch with the hunks that are part of it or of an earlier one.
  std::vector<git::Oid> trees_with_hunks() const {
    std::map<std::size_t, std::vector<std::pair<const ChangedFile*, std::size_t>>> steps_of;
    for (const ChangedFile& file : m_files) {
      for (std::size_t step = 0; step < file.steps.size(); ++step) {
        steps_of[file.steps[step].patch].emplace_back(&file, step);
      }
    }
    std::map<std::string, git::Entry> edits;
    std::vector<git::Oid> trees;
    for (std::size_t i = 0; i < m_patches.size(); ++i) {
      check_interrupt();
      for (const auto& [file, step] : steps_of[i]) {
        const git::Entry entry = entry_after(*file, step);
        edits.erase(file->change.path);
        if (entry != file->steps[step].after) edits.emplace(file->change.path, entry);
      }
      objects::OverlayTree tree(m_store, m_patches[i].commit.tree);
      tree.put(edits);
      trees.push_back(edits.empty() ? m_patches[i].commit.tree : tree.write());
    }
    return trees;
  }

  /// A patch of which nothing would be left does not get its hunks. Returns whether there is one.
  bool keep_emptying_hunks(const std::vector<git::Oid>& trees) {
    bool any = false;
    for (std::size_t i = 0; i < m_patches.size(); ++i) {
      if (trees[i] != (i == 0 ? m_patches.front().before_tree : trees[i - 1])) continue;
      for (UncommittedHunk& hunk : m_made.hunks) {
        if (hunk.patch != i) continue;
        hunk.patch.reset();
        hunk.stays = Stays::would_empty;
        hunk.candidates = {i};
        any = true;
      }
    }
    return any;
  }

  /// The uncommitted change without what stays, which must be what the patches end at.
  git::Oid tree_to_end_at() const {
    std::vector<objects::PathEdit> edits;
    for (const ChangedFile& file : m_files) {
      git::Entry entry = file.change.before;
      Indices staying;
      for (std::size_t i = 0; i < file.hunks.size(); ++i) {
        const UncommittedHunk& hunk = m_made.hunks[file.hunks[i]];
        if (hunk.kind == HunkKind::lines && !hunk.patch) staying.push_back(i);
        if (hunk.kind != HunkKind::lines && hunk.patch) entry = with_whole(entry, file.change.after, hunk.kind);
      }
      if (file.lines) entry.oid = m_store.put(git::ObjectType::blob, file.lines->changed_without(staying));
      if (entry != file.change.before) edits.push_back({file.change.path, entry});
    }
    return objects::edit_tree(m_store, m_uncommitted.before, std::move(edits));
  }

  objects::ObjectStore& m_store;
  std::vector<QueuedPatch> m_patches;
  const Uncommitted& m_uncommitted;
  merge::TreeMerger m_merger;
  std::vector<ChangedFile> m_files;
  Absorbed m_made;
};

}  // namespace

Absorbed absorb(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const Uncommitted& uncommitted,
                const ReplayOptions& options) {
  return Absorption(store, load_queue(store, commits, options.names), uncommitted).run(options);
}

}  // namespace mlxpatch::queue
