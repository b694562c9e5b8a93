#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ui/format.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "commands.hpp"

namespace mlxpatch::cli {

/// What every command takes.
struct GlobalOptions {
  std::filesystem::path directory;              ///< -C; empty: the current folder
  std::optional<std::filesystem::path> config;  ///< --config, taken from `directory` where it is relative
  ui::ColorChoice color = ui::ColorChoice::automatic;
  ui::Format format = ui::Format::human;
  ui::Talk talk = ui::Talk::normal;
  enum class Trace { off, on } trace = Trace::off;
};

/// What a command line asks for: to run a command, or only to print a text.
struct Invocation {
  const Command* command = nullptr;  ///< null: `text` is printed, and that is all
  GlobalOptions global;
  Options options;
  std::string text;  ///< help or version
};

/// Parses the words behind the program's name. Throws Error(usage); touches no file.
Invocation parse(const std::vector<std::string>& words);

/// The command that the words name (be it known or not), for messages about words that can't be parsed.
std::string command_word(const std::vector<std::string>& words);
/// Whether a failure shall be told as JSON: --json stands among the words.
bool wants_json(const std::vector<std::string>& words);

}  // namespace mlxpatch::cli
