#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// One line of a hunk. `text` includes its line end ("\n", "\r\n"), if the line has one.
struct HunkLine {
  char origin = ' ';  ///< ' ' context, '-' removed, '+' added
  std::string text;
};

/// One changed stretch of a text file, with its context. Counts are lines; starts are from 1 (0 for an empty side).
struct Hunk {
  std::size_t old_start = 0;
  std::size_t old_count = 0;
  std::size_t new_start = 0;
  std::size_t new_count = 0;
  std::string section;  ///< the text after the second @@
  std::vector<HunkLine> lines;
  std::size_t source_line = 0;  ///< the line of its header in the patch file, from 1
};

/// One direction of a git binary patch, still deflated.
struct BinaryData {
  enum class Kind { literal, delta } kind = Kind::literal;
  std::size_t size = 0;  ///< of the inflated data
  std::string deflated;
};

enum class FileAction { modify, create, remove, rename, copy };

/// What a patch does to one file. Paths are what the patch's strip level leaves of the names: without a/ and b/. Ids
/// are as in the `index` line (often abbreviated), empty if there is none or if it holds none.
struct FilePatch {
  FileAction action = FileAction::modify;
  std::string old_name;  ///< as the patch has it, with its prefix; empty for /dev/null
  std::string new_name;
  std::string old_path;                    ///< empty for create
  std::string new_path;                    ///< empty for remove
  git::Mode old_mode = git::Mode::absent;  ///< absent if the patch does not say
  git::Mode new_mode = git::Mode::absent;
  std::string old_id;
  std::string new_id;
  std::vector<Hunk> hunks;
  std::optional<BinaryData> binary;  ///< forward
  std::optional<BinaryData> binary_reverse;
  std::size_t source_line = 0;  ///< the first line of its diff in the patch file, from 1
};

/// A patch as read from text: a change with a message. What the text does not give stays empty.
struct Patch {
  std::string name;          ///< of its file in the series, e.g. "mlx-lm-prompt-cache-size.patch"
  std::string message;       ///< UTF-8, subject first, ends with '\n'; empty for a bare diff
  bool has_message = false;  ///< whether the patch says what its message is: an empty one is then meant to be empty
  std::optional<git::Signature> author;
  bool dated = false;  ///< whether the text gives the author's date; author->when is zero otherwise
  std::vector<FilePatch> files;
  int strip = 1;           ///< the strip level (-pN) that gave the files their paths
  bool has_strip = false;  ///< whether it was given, and so holds whatever exists
  std::string directory;   ///< below which all paths are, with no '/' at its end; empty: the root
  bool lost_crs = false;   ///< every line ended with CRLF; the CRs are gone, though some may be content
  /// What the reader corrected or left out, for people: "CRs that the transport added were removed".
  std::vector<std::string> notes;
};

}  // namespace mlxpatch::patch
