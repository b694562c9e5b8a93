#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// What an uncommitted hunk changes of its file.
enum class HunkKind {
  lines,    ///< lines next to each other, of a text
  mode,     ///< executable or not
  content,  ///< all of it: a binary file, the target of a link, a submodule's commit
  added,    ///< the file is new
  removed,  ///< the file is gone
  type      ///< a file became a link, for example
};

/// Why a hunk stays uncommitted.
enum class Stays {
  no_patch,        ///< no patch changes the file
  upstream_lines,  ///< it is in upstream's lines, away from those of the several patches that change the file
  between,         ///< it begins at one patch's lines and ends at another's, and is in the lines of neither
  several,         ///< it changes the file as a whole, and several patches change the file
  would_empty      ///< with it, nothing would be left of the patch that it belongs to
};

struct UncommittedHunk {
  std::string path;
  HunkKind kind = HunkKind::lines;
  diff::LineChange lines;            ///< of HunkKind::lines: in the file as committed, and as it is with all hunks
  std::optional<std::size_t> patch;  ///< the index of the patch that it became part of
  Stays stays = Stays::no_patch;     ///< if it did not
  /// Then the indices of the patches to which it may belong, in the queue's order.
  std::vector<std::size_t> candidates;
};

/// A change on top of the queue that no commit has.
struct Uncommitted {
  git::Oid before;                 ///< the tree at the end of the queue
  git::Oid after;                  ///< the same with the change
  std::vector<std::string> paths;  ///< only files that have one of these names or are below one; empty: all files
};

/// A queue that ends as before, but for the hunks that became part of its patches.
struct Absorbed : EditedQueue {
  std::vector<UncommittedHunk> hunks;  ///< by path, then in the order of the lines
};

/// Makes each hunk of an uncommitted change (by lines without context) part of the patch that it belongs to:
/// - the last one whose lines it changes;
/// - if it changes none's, the one whose lines it touches, with no line in between. Where it begins at one patch's and
///   ends at another's, it stays;
/// - if it touches none's, the only one that changes the file. Where several do, it stays.
/// That is the last patch with which it does not commute, except that a hunk in the lines of one patch is not taken by
/// a later patch whose lines are beside them. A hunk goes down below the later patches by exact line offsets, and all
/// patches keep their own hunks. Other changes of a file do not commute with a patch that changes the same of it; see
/// HunkKind.
///
/// `commits` as for rearrange(). In memory: new objects stay pending in the store. Throws Error if a commit does not
/// have exactly one parent, or if the queue would not end at the tree that it has to end at.
Absorbed absorb(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const Uncommitted& uncommitted,
                const ReplayOptions& options);

}  // namespace mlxpatch::queue
