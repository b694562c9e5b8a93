#include <mlxpatch/queue/files/name_trailer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_trailer = "Patch-Name: ";
constexpr std::array<std::string_view, 2> k_foreign_trailers = {"Patch-Filename: ", "Gbp-Pq: Name "};
constexpr std::string_view k_topic = "Gbp-Pq: Topic ";

bool is_blank(std::string_view line) { return trim(line).empty(); }

/// Whether a line looks like "Token: value", as git's trailers do, or is the one that `git cherry-pick -x` adds.
bool is_trailer(std::string_view line) {
  if (line.starts_with("(cherry picked from commit ")) return true;
  const std::size_t colon = line.find(": ");
  if (colon == 0 || colon == std::string_view::npos) return false;
  return line.substr(0, colon).find_first_of(" \t") == std::string_view::npos;
}

/// Our own trailer with the name of a patch file, which no prose has at the start of a line.
bool names_patch_file(std::string_view line) {
  if (!consume(line, k_trailer)) return false;
  const std::string_view value = trim(line);
  return value.ends_with(".patch") || value.ends_with(".diff");
}

/// Takes the trailers with names out of a message.
class NameReader {
 public:
  explicit NameReader(std::string_view message) : m_lines(split_lines(message)) {}

  void read() {
    std::size_t start = 0;
    while (start < m_lines.size() && is_blank(m_lines[start])) ++start;
    // A message of nothing but the trailer is that of a commit without a message, after git cleaned it up.
    const bool is_trailer_alone = m_lines.size() == 1 && names_patch_file(m_lines.front());
    const bool has_subject = start == 0 && !is_trailer_alone;
    for (std::size_t end = start; start < m_lines.size(); start = end) {
      while (end < m_lines.size() && !is_blank(m_lines[end])) ++end;
      read_paragraph(start, end, start == 0 && has_subject);
      while (end < m_lines.size() && is_blank(m_lines[end])) ++end;
    }
  }

  bool found() const { return m_found; }

  std::string name() const {
    if (!m_ours.empty() || m_topic.empty() || m_foreign.empty()) return m_ours.empty() ? m_foreign : m_ours;
    return m_topic + "/" + m_foreign;
  }

  std::string message() const {
    std::string text;
    for (const std::string_view line : m_lines) text += line;
    text = trim_end(text);
    return text.empty() ? text : text + "\n";
  }

 private:
  void read_paragraph(std::size_t start, std::size_t end, bool has_subject) {
    const auto first = m_lines.begin() + static_cast<std::ptrdiff_t>(start);
    const auto last = m_lines.begin() + static_cast<std::ptrdiff_t>(end);
    const bool is_trailers = !has_subject && std::all_of(first, last, is_trailer);
    bool is_left = has_subject;
    for (std::size_t i = has_subject ? start + 1 : start; i < end; ++i) {
      if (!is_trailers && !names_patch_file(m_lines[i])) {
        is_left = true;
        continue;
      }
      is_left = !take_name(m_lines[i]) || is_left;
    }
    if (is_left) return;
    // The blank lines in front of a paragraph go with it.
    for (std::size_t i = start; i > 0 && is_blank(m_lines[i - 1]); --i) m_lines[i - 1] = {};
  }

  /// Stores the name in a trailer and empties its line; false if the line is not such a trailer.
  bool take_name(std::string_view& line) {
    const auto take = [&](std::string_view token, std::string& name) {
      if (!line.starts_with(token)) return false;
      const std::string_view value = trim(line.substr(token.size()));
      if (!objects::is_safe_path(value)) return false;
      if (name.empty()) name = value;
      line = {};
      m_found = true;
      return true;
    };
    if (take(k_trailer, m_ours) || take(k_topic, m_topic)) return true;
    return std::any_of(k_foreign_trailers.begin(), k_foreign_trailers.end(),
                       [&](std::string_view token) { return take(token, m_foreign); });
  }

  std::vector<std::string_view> m_lines;
  std::string m_ours;
  std::string m_foreign;
  std::string m_topic;
  bool m_found = false;
};

}  // namespace

bool ends_in_trailers(std::string_view message) {
  const auto lines = split_lines(trim_end(message));
  std::size_t count = 0;
  while (count < lines.size() && is_trailer(lines[lines.size() - 1 - count])) ++count;
  return count > 0 && count < lines.size() && is_blank(lines[lines.size() - 1 - count]);
}

NamedMessage split_name_trailer(std::string_view message) {
  NameReader reader(message);
  reader.read();
  if (!reader.found()) return {std::string(message), {}};
  return {reader.message(), reader.name()};
}

std::string add_name_trailer(std::string_view message, std::string_view name) {
  const std::string_view text = trim_end(message);
  return fmt::format("{}{}{}{}\n", text, ends_in_trailers(message) ? "\n" : "\n\n", k_trailer, name);
}

std::string with_name_trailer(std::string_view message, std::string_view name) {
  return add_name_trailer(split_name_trailer(message).message, name);
}

}  // namespace mlxpatch::queue
