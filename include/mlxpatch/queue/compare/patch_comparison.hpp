#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// How what a patch does to one file differs from what another version of it does. A hunk here is a run of removed and
/// added lines without a line of context in between, so that it does not depend on how much context a diff has.
struct FileComparison {
  enum class State {
    changed,  ///< both versions change the file
    added,    ///< only the new one does
    removed,  ///< only the old one does
  };
  std::string path;  ///< the file's new one; the old one of a file that the patch removes
  State state = State::changed;
  bool is_other_action = false;  ///< created, removed, renamed, copied or given a mode in one version only
  std::size_t hunks_added = 0;
  std::size_t hunks_removed = 0;
  std::size_t hunks_changed = 0;
};

/// How two versions of a patch differ.
struct PatchComparison {
  std::vector<FileComparison> files;  ///< those that differ, in the order of the new version; at the end the removed
  bool has_other_message = false;
  bool has_other_author = false;  ///< name or address
  /// What `git range-diff` shows of the pair, without its indentation: a diff of both versions, each with its author,
  /// message and diff. Left out is what differs in context and section headings alone. Empty if nothing differs.
  std::string text;

  bool is_same() const { return files.empty() && !has_other_message && !has_other_author; }
};

/// Compares two versions of a patch by the lines that they add and remove; context, line numbers and blobs' ids do not
/// count. What only one of them says (a bare diff has no message) does not either, nor does a Patch-Name trailer.
PatchComparison compare_patches(const patch::Patch& before, const patch::Patch& after);

/// The files of a patch that has no other version, each as `state` says, with all its hunks.
std::vector<FileComparison> files_of(const patch::Patch& patch, FileComparison::State state);

}  // namespace mlxpatch::queue
