// docs/commands is written from the command table. Each page begins with the command's summary, usage, options and
// manual as `mlxpatch help` prints them, and the index with a table for each group. What follows k_end_of_manual is
// edited by hand: sample output and links. MLXPATCH_ACCEPT=1 rewrites the first part and keeps the second.

#include <cstdlib>
#include <filesystem>
#include <source_location>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>

#include "commands.hpp"
#include "help.hpp"
#include "parse.hpp"

namespace {

using namespace mlxpatch;
using namespace mlxpatch::tests;

constexpr std::string_view k_end_of_manual =
    "<!-- Up to here written from src/cli by tests/cli/docs_test.cpp; what follows is edited by hand. -->\n";

std::filesystem::path page_file(const std::string& name) {
  const std::filesystem::path here = std::source_location::current().file_name();
  return here.parent_path() / ".." / ".." / "docs" / "commands" / (name + ".md");
}

/// `mlxpatch help NAME` as Markdown: summary and manual as they are, usage and options as a block.
std::string manual_page(const cli::Command& command) {
  const std::string name(command.name);
  const std::string help = cli::parse({name, "--help"}).text;
  const std::size_t usage = help.find("Usage: ");
  const std::size_t manual = help.find(command.manual);
  REQUIRE(usage != std::string::npos);
  REQUIRE(manual != std::string::npos);
  return fmt::format("# mlxpatch {}\n\n{}```text\n{}```\n\n{}\n", name, help.substr(0, usage),
                     help.substr(usage, manual - usage - 1), command.manual);
}

std::string index_page() {
  std::string text = "# The commands\n\n`mlxpatch --help` lists the options that every command takes.\n";
  for (const auto& [group, title] : cli::k_group_titles) {
    text += fmt::format("\n## {}\n\n| command | what it does |\n| --- | --- |\n", title);
    for (const cli::Command& command : cli::commands()) {
      if (command.group != group) continue;
      text += fmt::format("| [{0}]({0}.md) | {1} |\n", command.name, command.summary);
    }
  }
  text += "\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n";
  for (const auto& [code, meaning] : cli::k_exit_codes) text += fmt::format("| {} | {} |\n", code, meaning);
  return text + "\n";
}

void check_page(const std::string& name, const std::string& written) {
  const std::filesystem::path file = page_file(name);
  const std::string page = std::filesystem::exists(file) ? read_bytes(file) : "";
  const std::size_t end = page.find(k_end_of_manual);
  const std::string by_hand = end == std::string::npos ? "" : page.substr(end + k_end_of_manual.size());
  const std::string expected = written + std::string(k_end_of_manual) + by_hand;
  const char* accept = std::getenv("MLXPATCH_ACCEPT");
  if (accept != nullptr && std::string_view(accept) == "1") write_bytes(file, expected);
  CHECK(read_bytes(file) == expected);
}

}  // namespace

TEST_CASE("docs/commands has each command's help word for word, and an index of them") {
  check_page("README", index_page());
  for (const cli::Command& command : cli::commands()) {
    DYNAMIC_SECTION(command.name) { check_page(std::string(command.name), manual_page(command)); }
  }
}
