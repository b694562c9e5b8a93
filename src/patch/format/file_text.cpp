#include <mlxpatch/patch/format/file_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// The bytes without the CRs that a transport added to all lines.
std::string with_lf(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::string_view line : split_lines(bytes)) {
    if (!line.ends_with("\r\n")) return std::string(bytes);
    line.remove_suffix(2);
    text += line;
    text += '\n';
  }
  return text;
}

/// Whether a tool wrote the line in front of a diff only to name a file.
bool names_file_only(std::string_view line) {
  constexpr std::array<std::string_view, 4> k_starts{"Index: ", "====", "diff -", "Only in "};
  return std::any_of(k_starts.begin(), k_starts.end(), [&](std::string_view start) { return line.starts_with(start); });
}

/// "From 0123...": the first line of a mail in an mbox, as git writes it.
bool is_git_from_line(std::string_view line) {
  constexpr std::size_t k_digits = 40;
  return consume(line, "From ") && git::Oid::from_hex(line.substr(0, k_digits)).has_value();
}

class FileLines {
 public:
  FileLines(std::string_view text, const Patch& patch) : m_lines(split_lines(text)), m_patch(patch) {}

  /// The index of the first line of the diff.
  std::size_t diff_start() const {
    if (m_patch.files.empty()) return m_lines.size();
    std::size_t start = std::min(m_patch.files.front().source_line, m_lines.size());
    if (start > 0) --start;
    while (start > 0 && names_file_only(m_lines[start - 1])) --start;
    return start;
  }

  /// The index of the first line of a mail that has text above it, else 0.
  std::size_t mail_start(std::size_t end) const {
    if (end == 0 || m_lines.front().starts_with("From ") || field_name_length(content(0)) > 0) return 0;
    for (std::size_t i = 1; i < end; ++i) {
      if (is_git_from_line(content(i))) return i;
      const bool is_field = content(i).starts_with("From: ") && trim(m_lines[i - 1]).empty();
      if (is_field && i + 1 < end && field_name_length(content(i + 1)) > 0) return i;
    }
    return 0;
  }

  /// The index of the line after the "---" that ends the message; `end` if there is none.
  std::size_t notes_start(std::size_t start, std::size_t end) const {
    while (start < end && !is_separator(content(start))) ++start;
    return std::min(start + 1, end);
  }

  /// The index of the first line after the last hunk.
  std::size_t diff_end() const {
    if (m_patch.files.empty()) return m_lines.size();
    const FilePatch& file = m_patch.files.back();
    std::size_t index = file.hunks.empty() ? file.source_line : end_of(file.hunks.back());
    // After a binary file, or one that is only moved, the signature alone shows where the diff ends.
    while (file.hunks.empty() && index < m_lines.size() && content(index) != "-- ") ++index;
    return std::min(index, m_lines.size());
  }

  std::string text(std::size_t start, std::size_t end) const {
    std::string text;
    for (; start < end; ++start) text += m_lines[start];
    return text;
  }

  std::size_t size() const { return m_lines.size(); }

 private:
  std::string_view content(std::size_t index) const { return Line{m_lines[index], 0}.content(); }

  std::size_t end_of(const Hunk& hunk) const {
    std::size_t index = hunk.source_line;
    std::size_t old_left = hunk.old_count;
    std::size_t new_left = hunk.new_count;
    for (; index < m_lines.size() && (old_left > 0 || new_left > 0); ++index) {
      const char origin = m_lines[index].front();
      if (origin == '\\') continue;
      if (origin != '+' && old_left > 0) --old_left;
      if (origin != '-' && new_left > 0) --new_left;
    }
    return index < m_lines.size() && m_lines[index].front() == '\\' ? index + 1 : index;
  }

  std::vector<std::string_view> m_lines;
  const Patch& m_patch;
};

/// A line of git's diffstat or its summary.
bool is_stat(std::string_view line) {
  if (!line.starts_with(' ')) return false;
  constexpr std::array<std::string_view, 6> k_starts{" create mode ", " delete mode ", " mode change ",
                                                     " rename ",      " copy ",        " rewrite "};
  const auto begins = [&](std::string_view start) { return line.starts_with(start); };
  if (std::any_of(k_starts.begin(), k_starts.end(), begins)) return true;
  if (line.find(" file changed") != std::string_view::npos || line.find(" files changed") != std::string_view::npos) {
    return true;
  }
  const std::size_t bar = line.rfind(" | ");
  if (bar == std::string_view::npos) return false;
  const std::string_view count = trim(line.substr(bar + 3));
  return count.starts_with("Bin") || (!count.empty() && count.front() >= '0' && count.front() <= '9');
}

}  // namespace

FileText text_around_diff(std::string_view bytes, const Patch& patch) {
  const std::string text = with_lf(bytes);
  const FileLines lines(text, patch);
  const std::size_t diff = lines.diff_start();
  const std::size_t mail = lines.mail_start(diff);
  const std::size_t notes = lines.notes_start(mail, diff);
  FileText result;
  result.above = lines.text(0, mail);
  result.header = lines.text(mail, notes);
  result.notes = lines.text(notes, diff);
  result.tail = lines.text(lines.diff_end(), lines.size());
  if (trim(result.tail).empty()) result.tail.clear();
  return result;
}

bool has_stat(std::string_view notes) {
  const std::vector<std::string_view> lines = split_lines(notes);
  return std::any_of(lines.begin(), lines.end(), is_stat);
}

std::string without_stat(std::string_view notes) {
  std::string text;
  for (const std::string_view line : split_lines(notes)) {
    if (!is_stat(line) && !(text.empty() && trim(line).empty())) text += line;
  }
  return trim(text).empty() ? std::string() : std::string(trim_end(text)) + "\n";
}

bool is_git_signature(std::string_view tail) {
  if (!consume(tail, "-- \n")) return false;
  return trim(tail).find_first_of(" \n") == std::string_view::npos;
}

}  // namespace mlxpatch::patch
