#include "command_line.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

std::string shell_word(std::string_view word) {
  const auto is_plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           std::string_view("@%+=:,./-_").find(letter) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
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

std::string command_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(shell_word(word));
  return join(quoted, " ");
}

std::string git_command(const std::string& directory) {
  return directory.empty() || directory == "." ? "git" : "git -C " + shell_word(directory);
}

std::string path_in(const std::string& directory, const std::string& path) {
  return directory.empty() || directory == "." ? path : directory + "/" + path;
}

}  // namespace mlxpatch::ui
