#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ui/format.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "commands.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

/// The options that every command takes.
struct GlobalOptions {
  std::filesystem::path directory;              ///< -C; empty: the current directory
  std::optional<std::filesystem::path> config;  ///< --config; a relative path is relative to `directory`
  ui::ColorChoice color = ui::ColorChoice::automatic;
  ui::Format format = ui::Format::human;
  ui::Verbosity verbosity = ui::Verbosity::normal;
  enum class Trace { off, on } trace = Trace::off;
};

/// What a command line asks for: to run a command, or to print a text.
struct Invocation {
  const Command* command = nullptr;  ///< null: only print `text`
  GlobalOptions global;
  Options options;
  std::string text;  ///< help or version
};

/// Parses the words after the program's name. Throws Error(usage); touches no file.
Invocation parse(const std::vector<std::string>& words);

/// The command that the words name, known or not, for messages about words that can't be parsed; "" if there is none.
std::string command_word(const std::vector<std::string>& words);
/// Whether a failure is to be printed as JSON: --json is among the words.
bool wants_json(const std::vector<std::string>& words);
/// How a failure is to be colored: the last --color among the words that can be read, even if the others can't.
ui::ColorChoice wanted_color(const std::vector<std::string>& words);

}  // namespace mlxpatch::cli
