#include "help.hpp"

#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <mlxpatch/base/text.hpp>
#include <support/golden.hpp>
#include <support/world.hpp>

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

TEST_CASE("every command stands in the overview, has a manual with an example, and fits in 80 columns") {
  const std::string overview = cli::parse({}).text;
  for (const cli::Command& command : cli::commands()) {
    CAPTURE(command.name);
    CHECK(overview.find("\n  " + std::string(command.name) + " ") != std::string::npos);
    CHECK(cli::manual_of(command.name).find("Examples:\n  ") != std::string_view::npos);
    const std::string help = help_of(std::string(command.name)) + overview;
    for (const std::string_view line : split_lines(help)) {
      CAPTURE(line);
      CHECK(trim_end(line).size() <= 80);
    }
  }
}

TEST_CASE("every example in a help text is a command line that is taken") {
  for (const cli::Command& command : cli::commands()) {
    for (const std::string_view line : split_lines(cli::manual_of(command.name))) {
      if (!line.starts_with("  mlxpatch ")) continue;
      std::string words(trim(line));
      // What stands behind three blanks explains the example; what stands behind ">" is the shell's.
      for (const std::string_view end : {"   ", " > "}) words = words.substr(0, words.find(end));
      std::istringstream stream(words);
      std::vector<std::string> arguments;
      for (std::string word; stream >> word;) arguments.push_back(word);
      arguments.erase(arguments.begin());
      CAPTURE(words);
      CHECK_NOTHROW(cli::parse(arguments));
    }
  }
}
