#include <cstdlib>
#include <filesystem>
#include <regex>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/golden.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

/// The number, from 1, of the id that `word` is or begins; a new one where none fits.
std::size_t number_of(const std::string& word, std::vector<std::string>& known) {
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].starts_with(word)) {
      return i + 1;
    }
    if (word.starts_with(known[i])) {
      known[i] = word;
      return i + 1;
    }
  }
  known.push_back(word);
  return known.size();
}

}  // namespace

void golden(std::string_view name, std::string_view text, std::source_location place) {
  const std::filesystem::path file =
      std::filesystem::path(place.file_name()).parent_path() / "golden" / (std::string(name) + ".txt");
  const std::string now = World::current().hide_paths(text);
  const char* accept = std::getenv("MLXPATCH_ACCEPT");
  if (accept != nullptr && std::string_view(accept) == "1") {
    write_bytes(file, now);
    SUCCEED("accepted");
    return;
  }
  const bool exists = std::filesystem::exists(file);
  if (exists && read_bytes(file) == now) {
    SUCCEED("as in " << file.string());
    return;
  }
  CommandOptions options;
  options.input = now;
  const std::string before = exists ? file.string() : "/dev/null";
  const CommandResult difference = run_command({"diff", "-u", "--", before, "-"}, options);
  FAIL("not as in " << file.string() << " (MLXPATCH_ACCEPT=1 takes the new text)\n" << difference.out);
}

std::string transcript(std::string_view command, const CommandResult& result) {
  std::string text = "$ " + std::string(command) + "\n" + result.out + result.err;
  if (!text.ends_with('\n')) {
    text += '\n';
  }
  if (result.exit != 0) {
    text += "[exit " + std::to_string(result.exit) + "]\n";
  }
  return text;
}

std::string replaced(std::string_view text, const std::string& expression, const std::string& with) {
  return std::regex_replace(std::string(text), std::regex(expression), with);
}

std::string hide_ids(std::string_view text) {
  static const std::regex hexadecimal("\\b[0-9a-f]{7,40}\\b");
  const std::string source(text);
  std::vector<std::string> known;
  std::string result;
  auto copied = source.cbegin();
  for (std::sregex_iterator match(source.cbegin(), source.cend(), hexadecimal), end; match != end; ++match) {
    const std::string word = match->str();
    if (word.find_first_of("0123456789") == std::string::npos) {
      continue;
    }
    result.append(copied, (*match)[0].first);
    result += "<id-" + std::to_string(number_of(word, known)) + ">";
    copied = (*match)[0].second;
  }
  result.append(copied, source.cend());
  return result;
}

}  // namespace mlxpatch::tests
