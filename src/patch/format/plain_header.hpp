#pragma once

#include <string>

#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// How the names of a plain diff become paths: with -pN; but names that cannot have a part to take off (both begin with
/// the same folder, or have none) are taken whole under -p1, as `diff -u old/x.orig old/x` and `svn diff` write them.
class PlainNames {
 public:
  explicit PlainNames(int strip) : m_strip(strip) {}

  /// Both names of a file that is there before and after; "" where they do not agree.
  std::string common_path(std::string_view old_name, std::string_view new_name);
  /// The name of a file that is there on one side only.
  std::string single_path(std::string_view name);
  bool took_whole_names() const { return m_took_whole_names; }

 private:
  std::string stripped(std::string_view name) const;

  int m_strip;
  bool m_took_whole_names = false;
};

/// Reads one file of a plain diff: "---", at which the cursor stands, "+++" and its hunks.
FilePatch read_plain_file(Cursor& cursor, PlainNames& names);

}  // namespace mlxpatch::patch
