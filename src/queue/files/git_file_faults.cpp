#include "files/git_file_faults.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/path_safety.hpp>

namespace mlxpatch::queue {

namespace {

/// Of a configuration's logical lines: what stands between quotation marks or not, without comments.
class ModulesLine {
 public:
  /// Takes the logical line off the front of the text.
  explicit ModulesLine(std::string_view& text) {
    bool in_quotes = false;
    bool in_comment = false;
    while (!text.empty()) {
      const char character = text.front();
      text.remove_prefix(1);
      if (character == '\n') break;
      if (character == '\\' && !text.empty() && !in_comment) {
        take_escaped(text);
        continue;
      }
      if (character == '"' && !in_comment) in_quotes = !in_quotes;
      in_comment = in_comment || (!in_quotes && (character == '#' || character == ';'));
      if (!in_comment && character != '"' && character != '\r') m_text += character;
    }
  }

  std::string_view text() const { return trim(m_text); }

 private:
  void take_escaped(std::string_view& text) {
    if (text.starts_with('\r')) text.remove_prefix(1);
    const char escaped = text.empty() ? '\n' : text.front();
    if (!text.empty()) text.remove_prefix(1);
    if (escaped != '\n') m_text += escaped == 'n' ? '\n' : escaped;
  }

  std::string m_text;
};

/// What stands in the brackets of a section, behind the section's own name.
std::string_view subsection(std::string_view section) {
  section.remove_prefix(1);
  section = section.substr(0, section.rfind(']'));
  const std::size_t blank = section.find_first_of(" \t");
  return blank == std::string_view::npos ? std::string_view{} : trim(section.substr(blank));
}

bool climbs(std::string_view name) {
  const auto is_separator = [](char character) { return character == '/' || character == '\\'; };
  while (!name.empty()) {
    const auto end = std::find_if(name.begin(), name.end(), is_separator);
    const auto length = static_cast<std::size_t>(end - name.begin());
    if (name.substr(0, length) == "..") return true;
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  return false;
}

bool is_bad_url(std::string_view url) {
  return url.starts_with('-') || url.find('\n') != std::string_view::npos ||
         to_lower(url).find("%0a") != std::string::npos;
}

std::string_view fault_of_value(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "";
  const std::string key = to_lower(trim(line.substr(0, equals)));
  const std::string_view value = trim(line.substr(equals + 1));
  if (key == "url" && is_bad_url(value)) return "a submodule's address is one that git refuses";
  if (key == "path" && value.starts_with('-')) return "a submodule's path is one that git refuses";
  if (key == "update" && value.starts_with('!')) return "a submodule would run a command";
  return "";
}

std::string_view modules_fault(std::string_view bytes) {
  while (!bytes.empty()) {
    const ModulesLine line(bytes);
    std::string_view text = line.text();
    if (text.starts_with('[')) {
      if (climbs(subsection(text))) return "a submodule's name leads out of the repository's directory";
      // A value may follow on the section's own line.
      const std::size_t end = text.rfind(']');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (const std::string_view fault = fault_of_value(text); !fault.empty()) return fault;
  }
  return "";
}

std::string_view attributes_fault(std::string_view bytes) {
  constexpr std::size_t k_longest_line = 2048;
  constexpr std::size_t k_largest = 100'000'000;
  if (bytes.size() > k_largest) return "the file is larger than git reads of attributes";
  const std::vector<std::string_view> lines = split_lines(bytes);
  const bool has_long =
      std::any_of(lines.begin(), lines.end(), [](std::string_view line) { return line.size() >= k_longest_line; });
  return has_long ? "a line is longer than git reads of attributes" : "";
}

}  // namespace

std::string_view git_file_fault(std::string_view path, std::string_view bytes) {
  if (objects::names_gitmodules(path)) return modules_fault(bytes);
  return to_lower(base_name_of(path)) == ".gitattributes" ? attributes_fault(bytes) : "";
}

}  // namespace mlxpatch::queue
