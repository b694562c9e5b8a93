#include <mlxpatch/patch/format/file_name.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

std::string file_name_for(std::string_view subject) {
  // Git's names have at most 64 characters, including the number, ".patch" and a byte to spare.
  constexpr std::size_t k_longest = 64 - std::string_view("0001-").size() - std::string_view(".patch").size() - 1;
  std::string name;
  bool gap = false;
  for (std::size_t index = 0; index < subject.size(); ++index) {
    const char character = subject[index];
    const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '.' || character == '_';
    if (!is_letter) {
      gap = true;
      continue;
    }
    if (gap && !name.empty()) name += '-';
    gap = false;
    name += character;
    while (character == '.' && index + 1 < subject.size() && subject[index + 1] == '.') ++index;
  }
  while (name.ends_with('.') || name.ends_with('-')) name.pop_back();
  name.resize(std::min(name.size(), k_longest));
  return name.empty() ? "patch" : name;
}

}  // namespace mlxpatch::patch
