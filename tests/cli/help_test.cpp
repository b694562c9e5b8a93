#include <algorithm>
#include <iomanip>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <support/golden.hpp>
#include <support/world.hpp>

#include "commands.hpp"
#include "parse.hpp"

namespace {

using namespace mlxpatch;

std::string help_of(const std::string& command) { return cli::parse({command, "--help"}).text; }

}  // namespace

TEST_CASE("the overview and each command's help are the accepted ones") {
  const tests::World world;
  tests::golden("help", cli::parse({}).text);
  for (const cli::Command& command : cli::commands()) {
    const std::string name(command.name);
    DYNAMIC_SECTION(name) { tests::golden("help-" + name, help_of(name)); }
  }
}

TEST_CASE("every command is in the overview, has a manual with an example, and fits in 80 columns") {
  const std::string overview = cli::parse({}).text;
  for (const cli::Command& command : cli::commands()) {
    CAPTURE(command.name);
    CHECK(overview.find("\n  " + std::string(command.name) + " ") != std::string::npos);
    CHECK(command.manual.find("\n\nChanges: ") != std::string_view::npos);
    CHECK(command.manual.find("\n\nExamples:\n\n    ") != std::string_view::npos);
    CHECK(help_of(std::string(command.name)).find(command.manual) != std::string::npos);
    const std::string help = help_of(std::string(command.name)) + overview;
    for (const std::string_view line : split_lines(help)) {
      CAPTURE(line);
      CHECK(trim_end(line).size() <= 80);
    }
  }
}

TEST_CASE("every example in a manual is a command line that is accepted") {
  for (const cli::Command& command : cli::commands()) {
    int examples = 0;
    for (const std::string_view line : split_lines(command.manual)) {
      if (!line.starts_with("    mlxpatch ")) continue;
      ++examples;
      std::string words(trim(line));
      // What follows three blanks explains the example; what follows ">" is the shell's.
      for (const std::string_view end : {"   ", " > "}) words = words.substr(0, words.find(end));
      std::istringstream stream(words);
      std::vector<std::string> arguments;
      for (std::string word; stream >> std::quoted(word);) arguments.push_back(word);
      arguments.erase(arguments.begin());
      CAPTURE(words);
      CHECK_NOTHROW(cli::parse(arguments));
    }
    CAPTURE(command.name);
    CHECK(examples > 0);
  }
}

TEST_CASE("a manual names only commands and flags that exist") {
  const std::string overview = cli::parse({}).text;
  for (const cli::Command& command : cli::commands()) {
    std::string text(command.manual);
    std::replace(text.begin(), text.end(), '\n', ' ');
    const std::regex mention("`mlxpatch +([a-z-]+)([^`]*)`");
    for (std::sregex_iterator found(text.begin(), text.end(), mention), end; found != end; ++found) {
      CAPTURE(command.name, found->str());
      REQUIRE(cli::find_command(found->str(1)) != nullptr);
      const std::string help = help_of(found->str(1)) + overview;
      std::istringstream stream(found->str(2));
      for (std::string word; stream >> word && word != "--";) {
        if (word.starts_with("--")) CHECK(help.find(word) != std::string::npos);
      }
    }
  }
}
