#include "as_called.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::ui {

namespace {

constexpr std::string_view k_name = "mlxpatch ";
// What comes before a command that is to be typed; anywhere else the name is only mentioned.
constexpr std::array<std::string_view, 3> k_before{"&& ", "`", "run "};

bool begins_command(std::string_view text, std::size_t at) {
  const std::size_t word = at + k_name.size();
  if (word >= text.size() || text[word] < 'a' || text[word] > 'z') return false;
  if (at == 0) return true;
  for (const std::string_view before : k_before) {
    if (text.substr(0, at).ends_with(before)) return true;
  }
  return false;
}

}  // namespace

std::string as_called(std::string_view text, std::string_view program) {
  std::string called;
  std::size_t copied = 0;
  for (std::size_t at = text.find(k_name); at != std::string_view::npos; at = text.find(k_name, at + 1)) {
    if (!begins_command(text, at)) continue;
    called += text.substr(copied, at - copied);
    called += program;
    copied = at + k_name.size() - 1;
  }
  called += text.substr(copied);
  return called;
}

}  // namespace mlxpatch::ui
