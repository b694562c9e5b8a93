#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::patch {

struct SeriesEntry {
  std::string name;  ///< the patch file, relative to the folder
  int strip = 1;     ///< its -pN
};

/// A `series` file as quilt writes it. Comments and blank lines are kept where they stood.
struct Series {
  std::vector<SeriesEntry> entries;
  /// Lines that are no entry, each with the entry index that it stands before (entries.size(): at the end).
  struct Remark {
    std::size_t before = 0;
    std::string line;
  };
  std::vector<Remark> remarks;
};

/// Reads it. Throws Error with file and line for a flag that it does not know, a name that leaves the folder, or a name
/// that stands twice.
Series read_series(std::string_view bytes, std::string_view file_name);

/// The file's bytes. Each remark stays before the entry that it stood before.
std::string write_series(const Series& series);

}  // namespace mlxpatch::patch
