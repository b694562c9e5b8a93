#include "human/history.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/history.hpp>

#include "columns.hpp"
#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

/// "2026-01-30 12:34" of an ISO 8601 date.
std::string minute_of(std::string_view date) {
  std::string minute(date.substr(0, 16));
  std::ranges::replace(minute, 'T', ' ');
  return escaped(minute);
}

std::string log_headline(const report::Log& log) {
  const std::string range = fmt::format("{}..{}", short_id(log.base), short_id(log.tip));
  if (log.of == 0) return fmt::format("No upstream commit in {}: nothing is new.", range);
  if (!log.only_touching) return fmt::format("{} in {}.", count_of(log.of, "upstream commit"), range);
  return fmt::format("{} of {} in {} {} files of your patches.", log.commits.size(),
                     count_of(log.of, "upstream commit"), range, log.commits.size() == 1 ? "touches" : "touch");
}

}  // namespace

void show(Page& page, const report::Log& log) {
  page.headline(log_headline(log));
  page.gap();
  for (const report::Log::Line& line : log.commits) {
    const report::CommitLine& commit = line.commit;
    page.line(fmt::format("  {}  {}  {}", page.colored(Color::bold, short_id(commit.id)), day_of(commit.date),
                          escaped(commit.subject)));
    if (!commit.author.empty() || !line.touching.empty()) {
      const std::string touching = line.touching.empty() ? "" : "touches " + join(line.touching, ", ");
      const std::string_view between = commit.author.empty() || touching.empty() ? "" : "; ";
      page.line("            " + page.colored(Color::faint, fmt::format("{}{}{}", commit.author, between, touching)));
    }
  }
}

void show(Page& page, const report::Undo& undo) {
  const bool is_redo = undo.way == report::Undo::Way::again;
  page.headline(fmt::format("{} operation {}: {}.", is_redo ? "Redid" : "Undid", undo.id, undo.what));
  page.gap();
  Rows rows = {{"branch", undo.tip.empty() ? "" : "at " + short_id(undo.tip) + " again"}};
  put_files(rows, is_redo ? "wrote" : "restored", undo.files);
  put_files(rows, "removed", undo.removed);
  page.facts(rows);
  page.notes(undo.notes);
  page.kept(undo.kept);
}

void show(Page& page, const report::History& history) {
  if (history.operations.empty()) {
    page.headline("There are no operations yet.");
    return;
  }
  std::size_t id_width = 0;
  std::size_t command_width = 0;
  for (const report::History::Line& line : history.operations) {
    id_width = std::max(id_width, columns_of(escaped(line.id)));
    command_width = std::max(command_width, columns_of(escaped(line.command)));
  }
  for (const report::History::Line& line : history.operations) {
    const std::string_view state = line.state == report::History::State::undone ? "  (undone)" : "";
    const std::string row = fmt::format("{:>{}}  {}  {}  {}{}", escaped(line.id), id_width, minute_of(line.date),
                                        padded(escaped(line.command), command_width), escaped(line.summary), state);
    page.line(trim_end(row));
  }
}

}  // namespace mlxpatch::ui
