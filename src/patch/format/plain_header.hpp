#pragma once

#include <string>

#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Makes paths of the names in a plain diff, by -pN. Under -p1, names that have no part to strip (both begin with the
/// same directory, or have none) are used whole, because `diff -u old/x.orig old/x` and `svn diff` write such names.
class PlainNames {
 public:
  explicit PlainNames(int strip) : m_strip(strip) {}

  /// The path of a file that exists before and after; "" if its names do not agree.
  std::string common_path(std::string_view old_name, std::string_view new_name);
  /// The path of a file that exists on one side only.
  std::string single_path(std::string_view name);
  bool took_whole_names() const { return m_took_whole_names; }

 private:
  std::string stripped(std::string_view name) const;

  int m_strip;
  bool m_took_whole_names = false;
};

/// Reads one file of a plain diff: "---", at the cursor, "+++" and its hunks. Throws Error.
FilePatch read_plain_file(Cursor& cursor, PlainNames& names);

}  // namespace mlxpatch::patch
