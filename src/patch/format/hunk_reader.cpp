#include "format/hunk_reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

/// One side of a file's hunks, as far as it has been read.
struct Side {
  std::string_view name;
  std::size_t left = 0;  ///< lines that the hunk must still have
  bool closed = false;   ///< its last line has no newline, so nothing can follow

  void take(const Cursor& cursor) {
    if (left == 0) {
      cursor.refuse("the hunk has more " + std::string(name) + " lines than its header counts; found " +
                    shown(cursor.peek()));
    }
    if (closed) cursor.refuse("a line follows the file's last, which has no newline; found " + shown(cursor.peek()));
    --left;
  }

  /// Takes the range of a new hunk.
  void open(const Cursor& cursor, std::size_t start, std::size_t count) {
    if (count > 0 && start == 0) cursor.refuse("the hunk starts at line 0 but has lines; expected a start from 1");
    left = count;
  }
};

/// "12,3" or "12", which counts one line.
bool consume_range(std::string_view& text, std::size_t& start, std::size_t& count) {
  count = 1;
  if (!consume_number(text, start)) return false;
  return !consume(text, ",") || consume_number(text, count);
}

/// Takes the ranges out of "@@ -1,3 +1,4 @@ section" and leaves the section. Returns false if it is something else.
bool consume_ranges(std::string_view& text, Hunk& hunk) {
  return consume(text, "@@ -") && consume_range(text, hunk.old_start, hunk.old_count) && consume(text, " +") &&
         consume_range(text, hunk.new_start, hunk.new_count) && consume(text, " @@") &&
         (text.empty() || text.front() == ' ');
}

Hunk read_hunk_header(const Cursor& cursor) {
  Hunk hunk;
  hunk.source_line = cursor.number();
  std::string_view text = cursor.peek();
  if (!consume_ranges(text, hunk)) {
    cursor.refuse("expected a hunk header like \"@@ -12,3 +12,4 @@\" with sensible numbers; found " +
                  shown(cursor.peek()));
  }
  if (hunk.old_count == 0 && hunk.new_count == 0) cursor.refuse("the hunk has no lines");
  hunk.section = text.empty() ? text : text.substr(1);
  return hunk;
}

/// A line of content. If the last line of a patch has no newline, it is the patch that lacks it, not the file.
std::string content_of(std::string_view text) {
  std::string content(text);
  if (!content.ends_with('\n')) content += '\n';
  return content;
}

/// Tools that strip trailing blanks leave an empty line for a context line that is empty.
bool is_bare_empty_line(const Line& line) { return line.content().empty(); }

bool looks_like_hunk_line(std::string_view line) {
  if (line.empty()) return false;
  return line.front() == '+' || line.front() == '-' || line.front() == '\\' ||
         (line.front() == ' ' && !trim(line).empty());
}

class HunkReader {
 public:
  explicit HunkReader(Cursor& cursor) : m_cursor(cursor) {}

  Hunk read() {
    Hunk hunk = read_hunk_header(m_cursor);
    m_old.open(m_cursor, hunk.old_start, hunk.old_count);
    m_new.open(m_cursor, hunk.new_start, hunk.new_count);
    m_cursor.advance();
    while (m_old.left > 0 || m_new.left > 0) {
      read_line(hunk);
      read_end_mark(hunk);
    }
    return hunk;
  }

 private:
  void read_line(Hunk& hunk) {
    if (m_cursor.at_end()) {
      m_cursor.refuse("the patch ends within a hunk; expected " + std::to_string(m_old.left) + " more old and " +
                      std::to_string(m_new.left) + " more new lines");
    }
    const Line& line = m_cursor.line();
    HunkLine read;
    if (is_bare_empty_line(line)) {
      read.text = content_of(line.text);
    } else {
      read.origin = line.text.front();
      read.text = content_of(line.text.substr(1));
    }
    switch (read.origin) {
      case ' ':
        m_old.take(m_cursor);
        m_new.take(m_cursor);
        break;
      case '-':
        m_old.take(m_cursor);
        break;
      case '+':
        m_new.take(m_cursor);
        break;
      default:
        m_cursor.refuse("expected a hunk line, which starts with \" \", \"-\" or \"+\"; found " +
                        shown(m_cursor.peek()));
    }
    hunk.lines.push_back(std::move(read));
    m_cursor.advance();
  }

  /// "\ No newline at end of file", in whatever language.
  void read_end_mark(Hunk& hunk) {
    if (!m_cursor.peek().starts_with("\\ ")) return;
    HunkLine& last = hunk.lines.back();
    if (last.origin != '+') m_old.closed = true;
    if (last.origin != '-') m_new.closed = true;
    last.text.pop_back();
    m_cursor.advance();
    if (m_cursor.peek().starts_with("\\ ")) m_cursor.refuse("the end of the file is marked twice");
  }

  Cursor& m_cursor;
  Side m_old{"old"};
  Side m_new{"new"};
};

}  // namespace

bool is_hunk_header(std::string_view line) {
  Hunk hunk;
  return line.starts_with("@@ -") && consume_ranges(line, hunk);
}

std::vector<Hunk> read_hunks(Cursor& cursor) {
  std::vector<Hunk> hunks;
  HunkReader reader(cursor);
  while (cursor.peek().starts_with("@@ ")) hunks.push_back(reader.read());
  if (!hunks.empty()) refuse_surplus_line(cursor);
  return hunks;
}

void refuse_surplus_line(const Cursor& cursor) {
  const std::string_view line = cursor.peek();
  if (line.empty() || line == "-- " || line == "--") return;
  const bool names_a_file = line.starts_with("--- ") && cursor.peek(1).starts_with("+++ ");
  // TopGit writes a line of its own behind "---" after the last hunk.
  const bool is_separator = line == "---" && !looks_like_hunk_line(cursor.peek(1));
  if (looks_like_hunk_line(line) && !names_a_file && !is_separator) {
    cursor.refuse("the hunk has more lines than its header counts; found " + shown(line));
  }
}

}  // namespace mlxpatch::patch
