#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/patch/format/series.hpp>

#include "parts.hpp"
#include "target.hpp"

namespace {

using namespace mlxpatch;

std::optional<patch::Series> read(std::string_view bytes) {
  try {
    return patch::read_series(bytes, "series");
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// What a series says, by rules that are not the reader's code: a line is a name unless nothing but blanks comes before
/// its end or its '#'; CRs at the end are not part of it.
struct PlainSeries {
  std::vector<std::string_view> names;
  std::vector<std::string_view> remarks;
  std::vector<std::size_t> names_before_remark;
};

PlainSeries plainly_read(std::string_view bytes) {
  PlainSeries series;
  fuzz::Parts lines(bytes, '\n');
  while (lines.are_left()) {
    std::string_view line = lines.text();
    while (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t begin = line.find_first_not_of(" \t\r\f\v");
    if (begin == std::string_view::npos || line[begin] == '#') {
      series.remarks.push_back(line);
      series.names_before_remark.push_back(series.names.size());
    } else {
      const std::string_view words = line.substr(line.find_first_not_of(" \t"));
      series.names.push_back(words.substr(0, words.find_first_of(" \t")));
    }
  }
  return series;
}

void check_values(const patch::Series& series, const PlainSeries& plain) {
  fuzz::require(series.entries.size() == plain.names.size(), "each line that is no remark is a patch");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < series.entries.size(); ++i) {
    const patch::SeriesEntry& entry = series.entries[i];
    fuzz::require(entry.name == plain.names[i], "names are those of the file, in its order");
    fuzz::require(objects::is_safe_path(entry.name), "no name leaves the directory");
    fuzz::require(!entry.strip || (*entry.strip >= 0 && *entry.strip < 100), "-pN is a small number");
    fuzz::require(names.insert(entry.name).second, "no patch is listed twice");
  }
  fuzz::require(series.remarks.size() == plain.remarks.size(), "no remark is lost");
  for (std::size_t i = 0; i < series.remarks.size(); ++i) {
    fuzz::require(series.remarks[i].line == plain.remarks[i], "remarks are preserved");
    fuzz::require(series.remarks[i].before == plain.names_before_remark[i], "remarks keep their positions");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::optional<patch::Series> series = read(text);
  if (!series) return 0;
  check_values(*series, plainly_read(text));
  const std::string bytes = patch::write_series(*series);
  const std::optional<patch::Series> again = read(bytes);
  fuzz::require(again.has_value(), "what is written can be read");
  check_values(*again, plainly_read(text));
  for (std::size_t i = 0; i < series->entries.size(); ++i) {
    fuzz::require(again->entries[i].strip == series->entries[i].strip, "-pN is preserved");
  }
  fuzz::require(patch::write_series(*again) == bytes, "it is written the same the second time");
  return 0;
}
