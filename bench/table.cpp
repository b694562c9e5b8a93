#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>

#include "contender.hpp"
#include "measure.hpp"
#include "table.hpp"
#include "tournament.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::string_view k_begin = "<!-- measured: begin -->\n";
constexpr std::string_view k_end = "<!-- measured: end -->\n";

using Row = std::array<std::string, 8>;

std::string in_seconds(double seconds) {
  return seconds < 1 ? fmt::format("{:.0f} ms", seconds * 1000) : fmt::format("{:.2f} s", seconds);
}

std::string in_words(const Standing& standing) {
  switch (standing.verdict) {
    case Verdict::not_run:
      return standing.contender->absent;
    case Verdict::nothing_to_compare:
      return "";
    case Verdict::as_expected:
      return "right";
    case Verdict::differs:
      return "**wrong**";
    case Verdict::failed:
      return "**gave up**";
  }
  return "";
}

/// Our first contender of the same task.
const Standing* ours(const std::vector<Standing>& standings, const Standing& standing) {
  const auto found = std::find_if(standings.begin(), standings.end(), [&](const Standing& other) {
    return other.contender->task == standing.contender->task && other.contender->side == Side::ours;
  });
  return found == standings.end() || found->costs.empty() ? nullptr : &*found;
}

Row row_of(const std::vector<Standing>& standings, const Standing& standing) {
  Row row{standing.contender->task, fmt::format("`{}`", standing.contender->name)};
  row[7] = in_words(standing);
  if (standing.costs.empty()) return row;
  const Cost cost = median_of(standing.costs);
  row[2] = in_seconds(cost.cpu_seconds);
  if (const Standing* base = ours(standings, standing)) {
    const double factor = cost.cpu_seconds / median_of(base->costs).cpu_seconds;
    row[3] = factor < 9.95 ? fmt::format("{:.1f}", factor) : fmt::format("{:.0f}", factor);
  }
  row[4] = in_seconds(cost.wall_seconds);
  row[5] = fmt::format("{:.0f} MiB", cost.peak_mebibytes);
  row[6] = std::to_string(standing.costs.size());
  return row;
}

}  // namespace

std::string table_of(const std::vector<Standing>& standings) {
  const Row head{"task", "program", "CPU", "CPU / ours", "wall", "peak memory", "runs", "result"};
  std::vector<Row> rows;
  for (const Standing& standing : standings) rows.push_back(row_of(standings, standing));
  std::array<std::size_t, 8> widths{};
  for (std::size_t i = 0; i < head.size(); ++i) {
    widths[i] = head[i].size();
    for (const Row& row : rows) widths[i] = std::max(widths[i], row[i].size());
  }
  const auto is_number = [](std::size_t column) { return column >= 2 && column <= 6; };
  std::string text;
  const auto append = [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += is_number(i) ? fmt::format("| {:>{}} ", row[i], widths[i]) : fmt::format("| {:<{}} ", row[i], widths[i]);
    }
    text += "|\n";
  };
  append(head);
  for (std::size_t i = 0; i < head.size(); ++i) {
    text += is_number(i) ? fmt::format("| {}: ", std::string(widths[i] - 1, '-'))
                         : fmt::format("| {} ", std::string(widths[i], '-'));
  }
  text += "|\n";
  for (const Row& row : rows) append(row);
  std::string notes;
  for (const Standing& standing : standings) {
    if (!standing.words.empty())
      notes += fmt::format("- {}, `{}`: {}\n", standing.contender->task, standing.contender->name, standing.words);
  }
  return notes.empty() ? text : text + "\n" + notes;
}

void replace_measured_part(const std::filesystem::path& document, const std::string& text) {
  const std::string before = read_file(document);
  const std::size_t begin = before.find(k_begin);
  const std::size_t end = before.find(k_end);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    throw Error("the two marker comments for what is measured are not there").at(document.string());
  }
  write_file(document, before.substr(0, begin) + std::string(k_begin) + "\n" + text + "\n\n" + before.substr(end));
}

}  // namespace mlxpatch::bench
