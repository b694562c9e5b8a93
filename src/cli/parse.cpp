#include "parse.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ui/format.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "commands.hpp"
#include "flags.hpp"
#include "help.hpp"

namespace mlxpatch::cli {

namespace {

enum class TextRequest { none, help, version };

/// What people who know other tools may type, and its name here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_foreign_names = {{
    {"clone", "setup"},
    {"rebase", "update"},
    {"sync", "update"},
    {"pull", "update"},
    {"refresh", "regen"},
    {"apply", "am"},
    {"resolve", "continue"},
    {"cherry-pick", "pick"},
    {"blame", "why"},
    {"range-diff", "diff"},
}};

/// The index of the command among the words; their count if there is none.
std::size_t find_command_word(const std::vector<std::string>& words) {
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string& word = words[index];
    if (word == "-C" || word == "--config" || word == "--color") {
      ++index;
    } else if (word == "--") {
      break;
    } else if (!word.starts_with('-') || word == "-") {
      return index;
    }
  }
  return words.size();
}

std::optional<ui::ColorChoice> color_named(std::string_view word) {
  if (word == "auto") return ui::ColorChoice::automatic;
  if (word == "always") return ui::ColorChoice::always;
  if (word == "never") return ui::ColorChoice::never;
  return std::nullopt;
}

ui::ColorChoice color_choice(const std::string& word) {
  if (const auto choice = color_named(word)) return *choice;
  throw Error(fmt::format("--color takes auto, always or never, not \"{}\"", word), ErrorKind::usage);
}

void declare_global(Flags& flags, GlobalOptions& global, TextRequest& request) {
  flags.begin_global();
  flags.option("-C", "DIR", global.directory, "Run as if started in DIR");
  flags.option("--config", "FILE", global.config, "Use this mlxpatch.toml (default: searched upwards from here)");
  flags.flag("--json", global.format, ui::Format::json, "Print the result as one JSON document");
  flags.option_of("--color", "WHEN", "auto, always or never (default: auto)",
                  [&global](const std::string& word) { global.color = color_choice(word); });
  flags.flag("-q,--quiet", global.verbosity, ui::Verbosity::quiet, "Print only results and warnings");
  flags.flag("-v,--verbose", global.trace, GlobalOptions::Trace::on, "Print a trace for developers to stderr");
  flags.flag("--version", request, TextRequest::version, "Print the version");
  flags.flag("-h,--help", request, TextRequest::help, "Print this help");
}

[[noreturn]] void refuse_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  Error error(fmt::format("there is no command \"{}\"", word), ErrorKind::usage);
  std::vector<std::string> near = near_names(word, names);
  for (const auto& [theirs, ours] : k_foreign_names) {
    if (theirs == word) near = {std::string(ours)};
  }
  for (const std::string& name : near) error.hint(fmt::format("did you mean `mlxpatch {}`?", name));
  error.hint("`mlxpatch --help` lists the commands");
  throw error;
}

const Command& known_command(const std::string& word) {
  const Command* command = find_command(word);
  if (command == nullptr) refuse_command(word);
  return *command;
}

Invocation parse_without_command(const std::vector<std::string>& words) {
  Invocation invocation;
  TextRequest request = TextRequest::none;
  Flags flags;
  declare_global(flags, invocation.global, request);
  try {
    flags.parse(words);
  } catch (Error& error) {
    error.hint("usage: mlxpatch COMMAND [OPTIONS]; `mlxpatch --help` lists the commands");
    throw;
  }
  invocation.text = request == TextRequest::version ? version_text() : overview(flags);
  return invocation;
}

/// `mlxpatch help COMMAND` means `mlxpatch COMMAND --help`.
std::vector<std::string> as_help_flag(const std::vector<std::string>& words, std::size_t at) {
  std::vector<std::string> same(words);
  same.erase(same.begin() + static_cast<std::ptrdiff_t>(at));
  same.emplace_back("--help");
  return same;
}

}  // namespace

std::string command_word(const std::vector<std::string>& words) {
  const std::size_t at = find_command_word(words);
  return at == words.size() ? std::string() : words[at];
}

bool wants_json(const std::vector<std::string>& words) {
  const auto end = std::ranges::find(words, "--");
  return std::find(words.begin(), end, "--json") != end;
}

ui::ColorChoice wanted_color(const std::vector<std::string>& words) {
  constexpr std::string_view k_flag = "--color";
  ui::ColorChoice choice = ui::ColorChoice::automatic;
  const auto end = std::ranges::find(words, "--");
  for (auto word = words.begin(); word != end; ++word) {
    const std::string_view text = *word;
    if (text == k_flag && std::next(word) != end) {
      choice = color_named(*++word).value_or(choice);
    } else if (text.starts_with(k_flag) && text.substr(k_flag.size()).starts_with('=')) {
      choice = color_named(text.substr(k_flag.size() + 1)).value_or(choice);
    }
  }
  return choice;
}

Invocation parse(const std::vector<std::string>& words) {
  const std::size_t at = find_command_word(words);
  if (at == words.size()) return parse_without_command(words);
  if (words[at] == "help") return parse(as_help_flag(words, at));

  Invocation invocation;
  const Command& command = known_command(words[at]);
  TextRequest request = TextRequest::none;
  Flags flags;
  command.declare(flags, invocation.options);
  declare_global(flags, invocation.global, request);
  std::vector<std::string> others(words);
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(at));
  try {
    flags.parse(std::move(others));
    if (request != TextRequest::none) {
      invocation.text = request == TextRequest::version ? version_text() : command_help(command, flags);
      return invocation;
    }
    flags.check_required();
    command.finish(invocation.options, invocation.global.directory);
  } catch (Error& error) {
    if (error.hints().empty()) error.hint("usage: " + usage_line(command, flags));
    error.doing(std::string(command.name)).hint(fmt::format("`mlxpatch help {}` explains it", command.name));
    throw;
  }
  if (invocation.global.config) invocation.global.config = invocation.global.directory / *invocation.global.config;
  invocation.command = &command;
  return invocation;
}

}  // namespace mlxpatch::cli
