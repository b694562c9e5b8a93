#include "help.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>

#include "commands.hpp"
#include "flags.hpp"

namespace mlxpatch::cli {

namespace {

constexpr std::size_t k_width = 80;
// If the left side of a row is wider than this, the text starts on the next line.
constexpr std::size_t k_widest_left = 22;

/// "left   text", the text wrapped between words and aligned.
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
  // "--long" is aligned with "-s, --long".
  const std::size_t comma = left.find(',');
  if (comma != std::string::npos) left.insert(comma + 1, " ");
  if (row.kind != HelpRow::Kind::argument && left.starts_with("--")) left.insert(0, "    ");
  if (!row.placeholder.empty()) left += " " + row.placeholder;
  if (row.kind == HelpRow::Kind::argument && row.many && !left.starts_with("--")) left += "...";
  return left;
}

enum class Part { arguments, options };

/// The command's own rows, without those that every command has.
std::string rows_of(const Flags& flags, Part part) {
  std::string text;
  for (std::size_t index = 0; index < flags.first_global(); ++index) {
    const HelpRow& row = flags.rows()[index];
    const bool is_argument = row.kind == HelpRow::Kind::argument;
    if (is_argument == (part == Part::arguments)) text += row_of(left_of(row), row.help);
  }
  return text;
}

}  // namespace

std::string version_text() { return "mlxpatch " MLXPATCH_VERSION "\n"; }

std::string usage_line(const Command& command, const Flags& flags) {
  std::string usage = fmt::format("mlxpatch {}", command.name);
  std::string arguments;
  bool has_options = false;
  for (std::size_t index = 0; index < flags.first_global(); ++index) {
    const HelpRow& row = flags.rows()[index];
    if (row.kind == HelpRow::Kind::argument) {
      const std::string name = left_of(row);
      arguments += row.need == Need::required ? " " + name : " [" + name + "]";
    } else if (row.need == Need::required) {
      usage += " " + row.shown();
    } else {
      has_options = true;
    }
  }
  return usage + (has_options ? " [OPTIONS]" : "") + arguments;
}

std::string overview(const Flags& global) {
  std::string text =
      "mlxpatch keeps a fork alive: an ordered queue of patches on a moving upstream.\n"
      "\n"
      "Usage: mlxpatch COMMAND [OPTIONS]\n";
  for (const auto& [group, title] : k_group_titles) {
    text += fmt::format("\n{}:\n", title);
    for (const Command& command : commands()) {
      if (command.group == group) text += fmt::format("  {:<14}{}\n", command.name, command.summary);
    }
  }
  text += "\nOptions of every command:\n";
  for (const HelpRow& row : global.rows()) text += row_of(left_of(row), row.help);
  text += "\nExit codes:\n";
  for (const auto& [code, meaning] : k_exit_codes) text += fmt::format("  {:<5}{}\n", code, meaning);
  text += "\n`mlxpatch help COMMAND` explains a command; `mlxpatch demo` shows them at work.\n";
  return text;
}

std::string command_help(const Command& command, const Flags& flags) {
  std::string text = fmt::format("{}.\n\nUsage: {}\n", command.summary, usage_line(command, flags));
  const std::string arguments = rows_of(flags, Part::arguments);
  const std::string options = rows_of(flags, Part::options);
  if (!arguments.empty()) text += "\n" + arguments;
  if (!options.empty()) text += "\nOptions:\n" + options;
  text += fmt::format("\n{}", command.manual);
  text += "\nEvery command also takes -C, --config, --json, --color, -q and -v; see\n`mlxpatch --help`.\n";
  return text;
}

}  // namespace mlxpatch::cli
