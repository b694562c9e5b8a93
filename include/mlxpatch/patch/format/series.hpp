#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::patch {

struct SeriesEntry {
  std::string name;          ///< the patch file, relative to the patch directory
  std::optional<int> strip;  ///< its -pN, if it has one
  std::string comment{};     ///< behind it in its line, from the '#' on; empty: none
};

/// A `series` file as quilt writes it. Comments and blank lines keep their positions.
struct Series {
  std::vector<SeriesEntry> entries;
  /// A line that is not an entry, and the index of the entry that follows it (entries.size(): none).
  struct Remark {
    std::size_t before = 0;
    std::string line;
  };
  std::vector<Remark> remarks;
};

/// Reads a series. Throws Error with file and line for an unknown flag, a name that leads out of the patch directory,
/// or a name that is listed twice.
Series read_series(std::string_view bytes, std::string_view file_name);

/// Returns the bytes of the file, with each remark before its entry. They are sorted by that.
std::string write_series(const Series& series);

}  // namespace mlxpatch::patch
