#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::patch {

/// One line of a patch file, with its end, and its number in the file (from 1).
struct Line {
  std::string_view text;
  std::size_t number = 0;

  /// The text without "\n" or "\r\n": for lines of the format itself, as opposed to content of a file.
  std::string_view content() const;
};

/// A position in the lines of a patch. Refers to lines and name; owns neither.
class Cursor {
 public:
  Cursor(const std::vector<Line>& lines, std::string_view name) : m_lines(&lines), m_name(name) {}

  bool at_end() const { return m_index >= m_lines->size(); }
  std::size_t index() const { return m_index; }
  void move_to(std::size_t index) { m_index = index; }
  void advance() { ++m_index; }
  const Line& line() const { return (*m_lines)[m_index]; }
  const std::vector<Line>& lines() const { return *m_lines; }
  std::string_view name() const { return m_name; }

  /// The content of the line `ahead` lines further on; empty past the end.
  std::string_view peek(std::size_t ahead = 0) const;
  /// The number of this line in the file; past the end, that of the last line.
  std::size_t number() const;

  /// Throws an Error that refuses the patch because of this line.
  [[noreturn]] void refuse(const std::string& what_is_wrong) const;
  /// Throws an Error that refuses it because of another line of the file.
  [[noreturn]] void refuse_at(std::size_t line_number, const std::string& what_is_wrong) const;

 private:
  const std::vector<Line>* m_lines;
  std::size_t m_index = 0;
  std::string_view m_name;
};

/// Throws an Error that refuses a patch: what is wrong, at "name:line".
[[noreturn]] void refuse_patch(std::string_view name, std::size_t line_number, const std::string& what_is_wrong);

/// A piece of a patch as an error quotes it: on one line, short, safe for a terminal, in quotation marks.
std::string shown(std::string_view text);

/// Consumes decimal digits at the front of the text. Returns false for none and for a value above 2^31 - 1.
bool consume_number(std::string_view& text, std::size_t& value);

}  // namespace mlxpatch::patch
