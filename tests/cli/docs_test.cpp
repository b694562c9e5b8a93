#include <cstdlib>
#include <filesystem>
#include <source_location>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <support/command.hpp>

#include "parse.hpp"

namespace {

using namespace mlxpatch;
using namespace mlxpatch::tests;

std::filesystem::path pages() {
  const std::filesystem::path here = std::source_location::current().file_name();
  return here.parent_path() / ".." / ".." / "docs" / "commands";
}

/// The page with the help text in its place; MLXPATCH_ACCEPT=1 writes it so.
std::string with_help(const std::string& page, const std::string& name) {
  const std::string begin = "```text\n$ mlxpatch " + name + " --help\n";
  const std::size_t start = page.find(begin);
  const std::size_t end = page.find("```\n", start + begin.size());
  if (start == std::string::npos || end == std::string::npos) return "the page has no block that shows the help";
  return page.substr(0, start) + begin + cli::parse({name, "--help"}).text + page.substr(end);
}

}  // namespace

TEST_CASE("every command has a page which shows its help as it is, and the index links to it") {
  const std::string index = read_bytes(pages() / "README.md");
  const char* accept = std::getenv("MLXPATCH_ACCEPT");
  for (const cli::Command& command : cli::commands()) {
    const std::string name(command.name);
    DYNAMIC_SECTION(name) {
      const std::filesystem::path file = pages() / (name + ".md");
      const std::string page = read_bytes(file);
      const std::string expected = with_help(page, name);
      if (accept != nullptr && std::string(accept) == "1") write_bytes(file, expected);
      CHECK(read_bytes(file) == expected);
      CHECK(index.find("(" + name + ".md)") != std::string::npos);
    }
  }
}
