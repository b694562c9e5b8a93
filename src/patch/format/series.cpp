#include <mlxpatch/patch/format/series.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/path_safety.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

constexpr int k_most_strip = 99;

/// The file and line for an error.
struct Place {
  std::string_view file;
  std::size_t line = 0;
};

[[noreturn]] void refuse(const Place& place, const std::string& what_is_wrong, const std::string& hint) {
  Error error(what_is_wrong);
  error.doing("reading the list of patches");
  error.at(escape_control(place.file) + ":" + std::to_string(place.line));
  error.hint(hint);
  throw error;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view k_blanks = " \t";
  std::size_t start = line.find_first_not_of(k_blanks);
  while (start != std::string_view::npos) {
    const std::size_t end = line.find_first_of(k_blanks, start);
    words.push_back(line.substr(start, end - start));
    start = end == std::string_view::npos ? end : line.find_first_not_of(k_blanks, end);
  }
  return words;
}

/// A merge of two branches that both change the list leaves git's markers in it.
void refuse_conflict_marker(std::string_view line, const Place& place) {
  if (words_of(line).front() != "<<<<<<<") return;
  Error error("the file holds the markers of an unresolved git merge", ErrorKind::usage);
  error.doing("reading the list of patches");
  error.at(escape_control(place.file) + ":" + std::to_string(place.line));
  error.hint("list the patches of both sides in their order, and remove the marker lines");
  throw error;
}

/// The number of a -pN; std::nullopt if the word is something else.
std::optional<int> strip_of(std::string_view flag) {
  std::size_t value = 0;
  if (flag == "-pab" || flag == "-p") return 1;
  if (!consume(flag, "-p") || !consume_number(flag, value) || !flag.empty() || value > k_most_strip) {
    return std::nullopt;
  }
  return static_cast<int>(value);
}

SeriesEntry read_entry(std::string_view line, const Place& place) {
  SeriesEntry entry;
  const std::vector<std::string_view> words = words_of(line);
  entry.name = words.front();
  const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; };
  if (std::any_of(entry.name.begin(), entry.name.end(), is_control)) {
    refuse(place, shown(entry.name) + " has a control character", "rename the patch file");
  }
  if (!objects::is_safe_path(entry.name)) {
    refuse(place, shown(entry.name) + " is not the name of a file in the patch directory",
           "name patches relative to the patch directory, without \"..\"");
  }
  for (std::size_t index = 1; index < words.size(); ++index) {
    if (words[index].starts_with('#')) {
      entry.comment = trim_end(line.substr(static_cast<std::size_t>(words[index].data() - line.data())));
      break;
    }
    const std::optional<int> strip = strip_of(words[index]);
    if (!strip) {
      refuse(place, "the flag " + shown(words[index]) + " is not known; expected -p0, -p1 and the like",
             words[index] == "-R" ? "write the reversed patch to a file of its own" : "remove the flag");
    }
    entry.strip = strip;
  }
  return entry;
}

}  // namespace

Series read_series(std::string_view bytes, std::string_view file_name) {
  Series series;
  std::unordered_map<std::string, std::size_t> lines_by_name;
  std::size_t number = 0;
  for (const std::string_view text : split_lines(bytes)) {
    const Place place{file_name, ++number};
    // A transport may leave any number of CRs at the end; none of them is part of a name.
    std::string_view line = Line{text, number}.content();
    while (line.ends_with('\r')) line.remove_suffix(1);
    const std::string_view trimmed = trim(line);
    if (trimmed.empty() || trimmed.starts_with('#')) {
      series.remarks.push_back({series.entries.size(), std::string(line)});
      continue;
    }
    refuse_conflict_marker(line, place);
    SeriesEntry entry = read_entry(line, place);
    const auto [earlier, is_new] = lines_by_name.try_emplace(entry.name, number);
    if (!is_new) {
      refuse(place, shown(entry.name) + " is already listed in line " + std::to_string(earlier->second),
             "remove one of the two lines");
    }
    series.entries.push_back(std::move(entry));
  }
  return series;
}

std::string write_series(const Series& series) {
  std::string bytes;
  std::size_t remark = 0;
  const auto write_remarks_before = [&](std::size_t entry) {
    for (; remark < series.remarks.size() && series.remarks[remark].before <= entry; ++remark) {
      bytes += series.remarks[remark].line + "\n";
    }
  };
  for (std::size_t index = 0; index < series.entries.size(); ++index) {
    write_remarks_before(index);
    const SeriesEntry& entry = series.entries[index];
    bytes += entry.name;
    if (entry.strip) bytes += " -p" + std::to_string(*entry.strip);
    if (!entry.comment.empty()) bytes += " " + entry.comment;
    bytes += "\n";
  }
  write_remarks_before(series.remarks.empty() ? 0 : series.remarks.back().before);
  return bytes;
}

}  // namespace mlxpatch::patch
