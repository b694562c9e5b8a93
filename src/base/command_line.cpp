#include <mlxpatch/base/command_line.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch {
namespace {

/// $'...', in which every control character is an escape of three octal digits, or \t and \n.
std::string with_escapes(std::string_view word) {
  std::string quoted = "$'";
  for (const char letter : word) {
    if (letter == '\t') {
      quoted += "\\t";
    } else if (letter == '\n') {
      quoted += "\\n";
    } else if (is_control(letter)) {
      quoted += fmt::format("\\{:03o}", letter);
    } else {
      if (letter == '\'' || letter == '\\') quoted += '\\';
      quoted += letter;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string shell_word(std::string_view word) {
  const auto is_plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           std::string_view("@%+=:,./-_").find(letter) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
  if (std::ranges::any_of(word, is_control)) return with_escapes(word);
  std::string quoted = "'";
  for (const char letter : word) {
    if (letter == '\'') {
      quoted += "'\\''";
    } else {
      quoted += letter;
    }
  }
  return quoted + "'";
}

std::string git_path_word(std::string_view path) {
  if (path.starts_with('-')) return shell_word("./" + std::string(path));
  const bool is_pattern = path.starts_with(':') || path.find_first_of("*?[\\") != std::string_view::npos;
  return shell_word(is_pattern ? ":(literal)" + std::string(path) : std::string(path));
}

std::string command_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  for (const std::string& word : words) quoted.push_back(shell_word(word));
  return join(quoted, " ");
}

std::string git_command(const std::string& directory) {
  return directory.empty() || directory == "." ? "git" : "git -C " + shell_word(directory);
}

std::string path_from(const std::filesystem::path& here, const std::filesystem::path& path) {
  const std::filesystem::path from = here.lexically_normal();
  const std::filesystem::path to = path.lexically_normal();
  const auto [from_end, to_end] = std::ranges::mismatch(from, to);
  const bool share_no_directory = std::distance(to.begin(), to_end) <= 1;
  std::filesystem::path relative = to.lexically_relative(from);
  if (share_no_directory || relative.empty()) return to.string();
  if (!relative.has_filename()) relative = relative.parent_path();
  return relative.generic_string();
}

std::string path_in(const std::string& directory, const std::string& path) {
  return directory.empty() || directory == "." ? path : directory + "/" + path;
}

}  // namespace mlxpatch
