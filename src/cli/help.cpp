#include "help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::cli {

namespace {

constexpr std::size_t k_width = 80;
// A row whose left side is wider than this starts its text on the next line.
constexpr std::size_t k_widest_left = 22;

constexpr std::array<std::pair<Group, std::string_view>, 5> k_titles = {{
    {Group::main_road, "The main road: setup once, update now and then, regen after fixes, check in CI"},
    {Group::looking, "Looking"},
    {Group::conflicts, "When an update stops, or went wrong"},
    {Group::project, "The project around it"},
    {Group::plumbing, "Plumbing: in any git repository, without a mlxpatch.toml"},
}};

/// "left   text", the text wrapped at words and lined up.
std::string row_of(const std::string& left, const std::string& text) {
  const std::size_t indent = 2 + k_widest_left + 2;
  std::string rows = "  " + left;
  const bool is_too_wide = left.size() > k_widest_left;
  std::size_t column = is_too_wide ? k_width : rows.size();
  if (!is_too_wide) {
    rows.append(indent - column, ' ');
    column = indent;
  }
  for (const std::string_view word : split(text, ' ')) {
    if (column + word.size() > k_width) {
      rows = std::string(trim_end(rows)) + "\n" + std::string(indent, ' ');
      column = indent;
    }
    rows += word;
    rows += ' ';
    column += word.size() + 1;
  }
  return std::string(trim_end(rows)) + "\n";
}

std::string left_of(const HelpRow& row) {
  std::string left = row.names;
  // "--long" lines up with "-s, --long".
  const std::size_t comma = left.find(',');
  if (comma != std::string::npos) left.insert(comma + 1, " ");
  if (row.kind != HelpRow::Kind::argument && left.starts_with("--")) left.insert(0, "    ");
  if (!row.placeholder.empty()) left += " " + row.placeholder;
  if (row.kind == HelpRow::Kind::argument && row.many && !left.starts_with("--")) left += "...";
  return left;
}

enum class Part { arguments, options };

/// The rows of the command itself, without those of every command.
std::string rows_of(const Flags& flags, Part part) {
  std::string text;
  for (std::size_t index = 0; index < flags.first_global(); ++index) {
    const HelpRow& row = flags.rows()[index];
    const bool is_argument = row.kind == HelpRow::Kind::argument;
    if (is_argument == (part == Part::arguments)) text += row_of(left_of(row), row.help);
  }
  return text;
}

std::string usage_of(const Command& command, const Flags& flags) {
  std::string usage = fmt::format("mlxpatch {}", command.name);
  std::string arguments;
  bool has_options = false;
  for (std::size_t index = 0; index < flags.first_global(); ++index) {
    const HelpRow& row = flags.rows()[index];
    if (row.kind != HelpRow::Kind::argument) {
      has_options = has_options || row.need == Need::optional;
      if (row.need == Need::required)
        usage += fmt::format(" {} {}", row.names.substr(0, row.names.find(',')), row.placeholder);
      continue;
    }
    const std::string name = left_of(row);
    arguments += row.need == Need::required ? " " + name : " [" + name + "]";
  }
  return usage + (has_options ? " [OPTIONS]" : "") + arguments;
}

}  // namespace

std::string version_text() { return "mlxpatch " MLXPATCH_VERSION "\n"; }

std::string overview(const Flags& global) {
  std::string text =
      "mlxpatch keeps a fork alive: an ordered queue of patches on a moving upstream.\n"
      "\n"
      "Usage: mlxpatch COMMAND [OPTIONS]\n";
  for (const auto& [group, title] : k_titles) {
    text += fmt::format("\n{}:\n", title);
    for (const Command& command : commands()) {
      if (command.group == group) text += fmt::format("  {:<14}{}\n", command.name, command.summary);
    }
  }
  text += "\nOptions of every command:\n";
  for (const HelpRow& row : global.rows()) text += row_of(left_of(row), row.help);
  text +=
      "\n`mlxpatch COMMAND --help` tells more. To see it all at work: `mlxpatch demo`.\n"
      "Exit codes: 0 done, 1 it could not be done, 2 wrong usage or configuration,\n"
      "3 stopped at a conflict, 4 a check failed, 130 interrupted.\n";
  return text;
}

std::string command_help(const Command& command, const Flags& flags) {
  std::string text = fmt::format("{}.\n\nUsage: {}\n", command.summary, usage_of(command, flags));
  const std::string arguments = rows_of(flags, Part::arguments);
  const std::string options = rows_of(flags, Part::options);
  if (!arguments.empty()) text += "\n" + arguments;
  if (!options.empty()) text += "\nOptions:\n" + options;
  text += fmt::format("\n{}", manual_of(command.name));
  text += "\nEvery command also takes -C, --config, --json, --color, -q and -v; see\n`mlxpatch --help`.\n";
  return text;
}

}  // namespace mlxpatch::cli
