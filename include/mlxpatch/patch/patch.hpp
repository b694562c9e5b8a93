#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// One line of a hunk. `text` has its line end ("\n", "\r\n") unless the file ends without one there.
struct HunkLine {
  char origin = ' ';  ///< ' ' context, '-' removed, '+' added
  std::string text;
};

/// A place of a text file and what becomes of it. Counts are lines; starts are 1-based (0 for an empty side).
struct Hunk {
  std::size_t old_start = 0;
  std::size_t old_count = 0;
  std::size_t new_start = 0;
  std::size_t new_count = 0;
  std::string section;  ///< behind the second @@
  std::vector<HunkLine> lines;
  std::size_t source_line = 0;  ///< where the hunk stands in the patch file, from 1
};

/// One direction of a git binary patch, still deflated.
struct BinaryData {
  enum class Kind { literal, delta } kind = Kind::literal;
  std::size_t size = 0;  ///< of the inflated data
  std::string deflated;
};

enum class FileAction { modify, create, remove, rename, copy };

/// What a patch does to one file. Paths have no a/ b/ prefix. Ids are as the `index` line gives them (often
/// abbreviated), empty where there is none.
struct FilePatch {
  FileAction action = FileAction::modify;
  std::string old_path;                    ///< empty for create
  std::string new_path;                    ///< empty for remove
  git::Mode old_mode = git::Mode::absent;  ///< absent where the patch does not say
  git::Mode new_mode = git::Mode::absent;
  std::string old_id;
  std::string new_id;
  std::vector<Hunk> hunks;
  std::optional<BinaryData> binary;  ///< forward
  std::optional<BinaryData> binary_reverse;
  std::size_t source_line = 0;
};

/// A patch as text gives it: a change with a message. Values that the text does not give stay empty.
struct Patch {
  std::string name;     ///< its file's name in the series, e.g. "mlx-lm-prompt-cache-size.patch"
  std::string message;  ///< UTF-8, subject first, ends with '\n'; empty for a bare diff
  std::optional<git::Signature> author;
  bool dated = false;  ///< whether the text gives the author's date; otherwise author->when is zero
  std::vector<FilePatch> files;
  std::vector<std::string>
      notes;  ///< what the reader corrected, for people: "CRs that the transport added were taken off"
};

}  // namespace mlxpatch::patch
