#include "format/git_header.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/quoting.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/strip_level.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/binary_reader.hpp"
#include "format/hunk_reader.hpp"
#include "format/lines.hpp"
#include "format/timestamp.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_no_file = "/dev/null";

/// The two names of a "diff --git" line or of "---" and "+++", with their prefixes.
struct Names {
  std::string old_name;
  std::string new_name;
};

/// The lines of the extended header, not yet checked against one another.
struct ExtendedHeader {
  std::optional<git::Mode> old_mode;
  std::optional<git::Mode> new_mode;
  std::optional<git::Mode> created_mode;
  std::optional<git::Mode> removed_mode;
  std::optional<std::string> rename_from;
  std::optional<std::string> rename_to;
  std::optional<std::string> copy_from;
  std::optional<std::string> copy_to;
  bool has_index = false;
};

/// A name up to the end of the line or a tab, after which there can only be a timestamp.
std::string read_name(const Cursor& cursor, std::string_view text) {
  if (text.starts_with('"')) {
    const std::optional<std::string> name = consume_quoted_path(text);
    const bool is_alone = text.empty() || text.front() == '\t';
    if (!name || !is_alone) cursor.refuse("the file name is not quoted as git does it");
    return *name;
  }
  // Behind a tab there can only be a timestamp; blanks before it are part of the name.
  const std::size_t tab = text.find('\t');
  const std::string_view name = tab == std::string_view::npos ? split_stamp(text).name : text.substr(0, tab);
  if (name.empty()) cursor.refuse("expected a file name");
  return std::string(name);
}

/// A name that takes up the rest of its line, as after "rename from".
std::string read_whole_name(const Cursor& cursor, std::string_view text) {
  if (text.starts_with('"')) return read_name(cursor, text);
  if (text.empty()) cursor.refuse("expected a file name");
  return std::string(text);
}

std::string_view without_first_part(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
}

/// Whether both name the same file, with prefixes of one part (a/ and b/, i/ and w/, old/ and new/) or without.
bool same_file(const Names& names) {
  if (names.old_name == names.new_name) return true;
  const std::string_view path = without_first_part(names.old_name);
  return !path.empty() && path == without_first_part(names.new_name);
}

/// Every way to split the rest of a "diff --git" line into two names.
std::vector<Names> possible_names(std::string_view text) {
  std::vector<Names> all;
  const auto add = [&](std::string old_name, std::string_view rest) {
    if (rest.empty()) return;
    if (!rest.starts_with('"')) {
      all.push_back({std::move(old_name), std::string(rest)});
      return;
    }
    const std::optional<std::string> new_name = consume_quoted_path(rest);
    if (new_name && rest.empty()) all.push_back({std::move(old_name), *new_name});
  };
  if (text.starts_with('"')) {
    const std::optional<std::string> old_name = consume_quoted_path(text);
    if (old_name && consume(text, " ")) add(*old_name, text);
    return all;
  }
  constexpr std::size_t k_most_blanks = 200;
  constexpr std::size_t k_longest_names = std::size_t{1} << 14U;
  if (text.size() > k_longest_names) return all;
  std::size_t blank = text.find(' ');
  for (std::size_t tries = 0; blank != std::string_view::npos && tries < k_most_blanks; ++tries) {
    if (blank > 0) add(std::string(text.substr(0, blank)), text.substr(blank + 1));
    blank = text.find(' ', blank + 1);
  }
  return all;
}

/// The mode that git makes of any: of the permissions it keeps only whether the owner may execute the file.
git::Mode read_mode(const Cursor& cursor, std::string_view text) {
  constexpr std::size_t k_most_digits = 7;
  constexpr unsigned k_kind = 0170000;
  constexpr unsigned k_executable = 0100;
  const std::string_view digits = trim_end(text);
  unsigned mode = 0;
  if (digits.size() <= k_most_digits && digits.find_first_not_of("01234567") == std::string_view::npos) {
    for (const char digit : digits) mode = mode * 8 + static_cast<unsigned>(digit - '0');
  }
  switch (mode & k_kind) {
    case 0100000:
      return (mode & k_executable) != 0 ? git::Mode::executable : git::Mode::file;
    case 0120000:
      return git::Mode::symlink;
    case 0160000:
      return git::Mode::submodule;
    default:
      cursor.refuse("expected a file mode (like 100644, 100755, 120000, 160000); found " + shown(text));
  }
}

bool is_id(std::string_view text) {
  return text.size() >= 4 && text.size() <= 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class GitFileReader {
 public:
  GitFileReader(Cursor& cursor, const ReadOptions& options, std::vector<std::string>& notes)
      : m_cursor(cursor), m_options(options), m_notes(notes) {}

  FilePatch read() {
    m_file.source_line = m_cursor.number();
    std::string_view text = m_cursor.peek();
    consume(text, "diff --git ");
    const std::vector<Names> header_names = possible_names(text);
    m_cursor.advance();
    while (!m_cursor.at_end() && read_extended_line()) m_cursor.advance();
    const std::optional<Names> content_names = read_content_names();
    set_action();
    set_paths(header_names, content_names);
    set_modes();
    read_content(content_names.has_value());
    return std::move(m_file);
  }

 private:
  template <typename Value>
  void set_once(std::optional<Value>& slot, Value value) {
    if (slot) m_cursor.refuse("the header says this twice: " + shown(m_cursor.peek()));
    slot = std::move(value);
  }

  bool read_extended_line() {
    std::string_view text = m_cursor.peek();
    if (consume(text, "old mode ")) {
      set_once(m_header.old_mode, read_mode(m_cursor, text));
    } else if (consume(text, "new mode ")) {
      set_once(m_header.new_mode, read_mode(m_cursor, text));
    } else if (consume(text, "new file mode ")) {
      set_once(m_header.created_mode, read_mode(m_cursor, text));
    } else if (consume(text, "deleted file mode ")) {
      set_once(m_header.removed_mode, read_mode(m_cursor, text));
    } else if (consume(text, "rename from ") || consume(text, "rename old ")) {
      set_once(m_header.rename_from, read_whole_name(m_cursor, text));
    } else if (consume(text, "rename to ") || consume(text, "rename new ")) {
      set_once(m_header.rename_to, read_whole_name(m_cursor, text));
    } else if (consume(text, "copy from ")) {
      set_once(m_header.copy_from, read_whole_name(m_cursor, text));
    } else if (consume(text, "copy to ")) {
      set_once(m_header.copy_to, read_whole_name(m_cursor, text));
    } else if (consume(text, "index ")) {
      read_index(text);
    } else {
      return text.starts_with("similarity index ") || text.starts_with("dissimilarity index ");
    }
    return true;
  }

  void read_index(std::string_view text) {
    if (m_header.has_index) m_cursor.refuse("the header has two \"index\" lines");
    const std::size_t dots = text.find("..");
    const std::size_t blank = text.find(' ');
    const std::string_view old_id = text.substr(0, dots);
    const std::string_view new_id =
        dots == std::string_view::npos ? std::string_view{} : text.substr(dots + 2, blank - dots - 2);
    if (dots == std::string_view::npos) {
      m_cursor.refuse("expected \"index OLD..NEW\" with two ids; found " + shown(m_cursor.peek()));
    }
    m_header.has_index = true;
    // People and programs that write patches by hand put in whatever looks like an id.
    if (is_id(old_id) && is_id(new_id)) {
      m_file.old_id = old_id;
      m_file.new_id = new_id;
    }
    if (blank == std::string_view::npos) return;
    m_index_mode = read_mode(m_cursor, text.substr(blank + 1));
  }

  std::optional<Names> read_content_names() {
    std::string_view old_text = m_cursor.peek();
    std::string_view new_text = m_cursor.peek(1);
    if (!consume(old_text, "--- ") || !consume(new_text, "+++ ")) return std::nullopt;
    Names names;
    names.old_name = read_name(m_cursor, old_text);
    m_content_line = m_cursor.number();
    m_cursor.advance();
    names.new_name = read_name(m_cursor, new_text);
    m_cursor.advance();
    return names;
  }

  [[noreturn]] void refuse(const std::string& what_is_wrong) const {
    m_cursor.refuse_at(m_file.source_line, what_is_wrong);
  }

  void set_action() {
    const bool renames = m_header.rename_from || m_header.rename_to;
    const bool copies = m_header.copy_from || m_header.copy_to;
    const int actions =
        int{renames} + int{copies} + int{m_header.created_mode.has_value()} + int{m_header.removed_mode.has_value()};
    if (actions > 1) refuse("the header does several things to one file; expected one of new, deleted, rename, copy");
    if (renames && !(m_header.rename_from && m_header.rename_to)) refuse("a rename needs both of its names");
    if (copies && !(m_header.copy_from && m_header.copy_to)) refuse("a copy needs both of its names");
    if (m_header.old_mode.has_value() != m_header.new_mode.has_value())
      refuse("a new mode needs the old one beside it");
    if (m_header.created_mode) m_file.action = FileAction::create;
    if (m_header.removed_mode) m_file.action = FileAction::remove;
    if (renames) m_file.action = FileAction::rename;
    if (copies) m_file.action = FileAction::copy;
  }

  void set_paths(const std::vector<Names>& header_names, const std::optional<Names>& content_names) {
    if (m_file.action == FileAction::rename || m_file.action == FileAction::copy) {
      m_file.old_path = m_header.rename_from ? *m_header.rename_from : *m_header.copy_from;
      m_file.new_path = m_header.rename_to ? *m_header.rename_to : *m_header.copy_to;
      check_renamed(header_names, content_names);
      return;
    }
    std::optional<Names> agreed = agreed_names(header_names, content_names);
    if (!agreed && content_names) agreed = names_of_content(*content_names);
    if (!agreed) {
      if (content_names) {
        m_cursor.refuse_at(m_content_line, "\"---\" and \"+++\" name another file than the \"diff --git\" line above");
      }
      refuse("expected \"diff --git a/PATH b/PATH\" with the same path twice");
    }
    m_file.old_name = agreed->old_name;
    m_file.new_name = agreed->new_name;
  }

  /// The names that are the same file with prefixes of one part; failing that, at any strip level.
  std::optional<Names> agreed_names(const std::vector<Names>& header_names,
                                    const std::optional<Names>& content_names) const {
    constexpr int k_most_searched = 4;
    int searched = 0;
    std::optional<Names> agreed;
    for (const Names& names : header_names) {
      if (content_names && !fits(names, *content_names)) continue;
      if (same_file(names)) return names;
      if (agreed || searched++ >= k_most_searched) continue;
      FilePatch file;
      file.old_name = names.old_name;
      file.new_name = names.new_name;
      if (!possible_strips({std::move(file)}).empty()) agreed = names;
    }
    return agreed;
  }

  /// What "---" and "+++" say by themselves. Where hands or tools have changed them but not the line above, they count,
  /// as for git and patch; not where a file is made or removed.
  std::optional<Names> names_of_content(const Names& content) {
    if (m_file.action != FileAction::modify) return std::nullopt;
    if (content.old_name == k_no_file || content.new_name == k_no_file) return std::nullopt;
    FilePatch file;
    file.old_name = content.old_name;
    file.new_name = content.new_name;
    if (possible_strips({std::move(file)}).empty()) return std::nullopt;
    m_notes.push_back("\"---\" and \"+++\" in line " + std::to_string(m_content_line) +
                      " count, though the line above names other paths");
    return content;
  }

  /// Whether "---" and "+++" agree with the "diff --git" line, or say /dev/null for a side that does not exist.
  bool fits(const Names& names, const Names& content) const {
    const std::string_view old_name = m_file.action == FileAction::create ? k_no_file : names.old_name;
    const std::string_view new_name = m_file.action == FileAction::remove ? k_no_file : names.new_name;
    return content.old_name == old_name && content.new_name == new_name;
  }

  /// Checks that the names of a rename or copy are its paths, with a prefix of one part or without.
  void check_renamed(const std::vector<Names>& header_names, const std::optional<Names>& content_names) {
    const auto names_path = [](std::string_view name, std::string_view path) {
      return name == path || without_first_part(name) == path;
    };
    for (const Names& names : header_names) {
      if (names_path(names.old_name, m_file.old_path) && names_path(names.new_name, m_file.new_path) &&
          (!content_names || fits(names, *content_names))) {
        m_file.old_name = names.old_name;
        m_file.new_name = names.new_name;
        return;
      }
    }
    refuse("the \"diff --git\" line, \"---\" and \"+++\" name other files than the rename or copy");
  }

  void set_modes() {
    m_file.old_mode = m_header.old_mode.value_or(m_header.removed_mode.value_or(git::Mode::absent));
    m_file.new_mode = m_header.new_mode.value_or(m_header.created_mode.value_or(git::Mode::absent));
    if (!m_index_mode) return;
    const git::Mode mode = *m_index_mode;
    const auto agrees = [mode](git::Mode other) { return other == git::Mode::absent || other == mode; };
    if (!agrees(m_file.old_mode) || !agrees(m_file.new_mode)) refuse("the \"index\" line says another mode");
    if (m_file.action != FileAction::create) m_file.old_mode = mode;
    if (m_file.action != FileAction::remove) m_file.new_mode = mode;
  }

  void read_content(bool has_names) {
    if (has_names) {
      m_file.hunks = read_hunks(m_cursor);
      if (m_file.hunks.empty())
        m_cursor.refuse("expected a hunk, \"@@ -1,3 +1,4 @@\"; found " + shown(m_cursor.peek()));
    } else if (m_cursor.peek() == "GIT binary patch") {
      read_binary(m_cursor, m_file, m_options);
    } else if (m_cursor.peek().starts_with("@@ ")) {
      m_cursor.refuse("a hunk without the names of its file; expected \"---\" and \"+++\" in front of it");
    } else if (m_cursor.peek().starts_with("Binary files ")) {
      m_cursor.refuse("the content of a binary file is missing; expected a patch made with git diff --binary");
    }
  }

  Cursor& m_cursor;
  const ReadOptions& m_options;
  std::vector<std::string>& m_notes;
  ExtendedHeader m_header;
  std::optional<git::Mode> m_index_mode;
  std::size_t m_content_line = 0;
  FilePatch m_file;
};

}  // namespace

FilePatch read_git_file(Cursor& cursor, const ReadOptions& options, std::vector<std::string>& notes) {
  return GitFileReader(cursor, options, notes).read();
}

}  // namespace mlxpatch::patch
