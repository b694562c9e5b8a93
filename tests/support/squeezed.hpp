#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::tests {

/// A message as git am leaves it: no blanks at line ends, none of the doubled blank lines, the subject's lines on one
/// line with single blanks.
inline std::string squeezed(const std::string& message) {
  std::string result;
  bool in_subject = true;
  bool gap = false;
  for (const std::string_view text : split_lines(message)) {
    const std::string_view line = trim_end(text);
    if (line.empty()) {
      in_subject = in_subject && result.empty();
      gap = !result.empty();
      continue;
    }
    if (gap) result += "\n";
    gap = false;
    if (!in_subject) {
      result += std::string(line) + "\n";
      continue;
    }
    if (!result.empty()) result.back() = ' ';
    for (const char character : trim(line)) {
      const bool is_blank = character == ' ' || character == '\t';
      if (!is_blank || !result.ends_with(' ')) result += is_blank ? ' ' : character;
    }
    result += "\n";
  }
  return result;
}

/// A message with exactly one newline at its end.
inline std::string with_one_newline(std::string message) {
  message.resize(message.find_last_not_of('\n') + 1);
  return message.empty() ? message : message + "\n";
}

}  // namespace mlxpatch::tests
