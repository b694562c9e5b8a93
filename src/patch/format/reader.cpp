#include <mlxpatch/patch/format/reader.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/charset.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/dep3.hpp"
#include "format/diff_reader.hpp"
#include "format/from_line.hpp"
#include "format/git_show.hpp"
#include "format/lines.hpp"
#include "format/mail_body.hpp"
#include "format/mail_header.hpp"
#include "format/message.hpp"
#include "format/subject.hpp"

namespace mlxpatch::patch {
namespace {

std::vector<Line> lines_of_file(std::string_view bytes, std::string_view name, const ReadOptions& options) {
  std::vector<Line> lines;
  for (const std::string_view text : split_lines(bytes)) {
    lines.push_back({text, lines.size() + 1});
    if (text.size() > options.max_line_bytes) {
      refuse_patch(name, lines.size(),
                   "the line is longer than the limit of " + std::to_string(options.max_line_bytes) +
                       " bytes (am and import: --max-line)");
    }
  }
  return lines;
}

/// Whether a mail without a "From " line starts here: a header up to a blank line, with a field that patch mails have.
bool starts_bare_mail(const Cursor& cursor) {
  constexpr std::array<std::string_view, 3> k_fields{"from", "subject", "date"};
  bool is_mail = false;
  for (std::size_t ahead = 0; cursor.index() + ahead < cursor.lines().size(); ++ahead) {
    const std::string_view line = cursor.peek(ahead);
    if (line.empty()) return is_mail;
    if (ahead > 0 && (line.front() == ' ' || line.front() == '\t')) continue;
    const std::size_t length = field_name_length(line);
    if (length == 0) return false;
    const std::string name = to_lower(line.substr(0, length));
    is_mail = is_mail || std::find(k_fields.begin(), k_fields.end(), name) != k_fields.end();
  }
  return is_mail;
}

std::string last_part(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

/// What the patch comes in. A mail without a diff is an empty commit; any other file without one is not a patch.
enum class Envelope { mail, none };

/// Reads one patch: a mail of an mbox (without its "From " line) or a whole file.
class PatchReader {
 public:
  PatchReader(std::vector<Line> lines, std::string_view name, const ReadOptions& options)
      : m_lines(std::move(lines)), m_name(name), m_options(options) {}

  /// Returns std::nullopt for a cover letter.
  std::optional<Patch> read(Envelope envelope) {
    m_patch.name = last_part(m_name);
    m_patch.lost_crs = strip_transport_crs(m_lines, m_storage);
    if (m_patch.lost_crs) m_patch.notes.emplace_back(k_stripped_crs);
    Cursor cursor(m_lines, m_name);
    while (envelope == Envelope::none && !cursor.at_end() && cursor.peek().empty()) cursor.advance();
    if (envelope == Envelope::mail || (starts_bare_mail(cursor) && !starts_dep3(cursor))) return read_mail(cursor);
    Message message;
    if (starts_git_show(cursor)) {
      message = read_git_show(cursor);
    } else if (starts_dep3(cursor)) {
      message = read_dep3(cursor);
    } else {
      const std::size_t end = message_end(cursor);
      for (; cursor.index() < end; cursor.advance()) message.body += utf8_by_guess(cursor.line().text);
    }
    take_message(message);
    read_changes(cursor, Envelope::none);
    return std::move(m_patch);
  }

 private:
  std::optional<Patch> read_mail(Cursor& cursor) {
    Message message;
    const Header header = read_header(cursor);
    read_message_header(header, cursor, message);
    if (message.subject && is_cover_letter(*message.subject)) return std::nullopt;
    const MailBody mail = read_mail_body(header, cursor);
    m_patch.notes.insert(m_patch.notes.end(), mail.notes.begin(), mail.notes.end());
    m_patch.lost_crs = std::find(m_patch.notes.begin(), m_patch.notes.end(), k_stripped_crs) != m_patch.notes.end();
    Cursor body(mail.lines, m_name);
    read_message_body(body, mail, m_options, message);
    take_message(message);
    read_changes(body, Envelope::mail);
    return std::move(m_patch);
  }

  void take_message(const Message& message) {
    m_patch.message = commit_message(message, m_options);
    m_patch.author = message.author;
    m_patch.dated = message.date.has_value();
    if (m_patch.author && message.date) m_patch.author->when = *message.date;
    m_patch.notes.insert(m_patch.notes.end(), message.notes.begin(), message.notes.end());
  }

  /// Reads from the end of the message on: drops everything before the first diff, then expects only diffs.
  void read_changes(Cursor& cursor, Envelope envelope) {
    const std::size_t separator_line = cursor.number();
    bool has_text = false;
    if (is_separator(cursor.peek())) cursor.advance();
    for (; !cursor.at_end() && !starts_diff(cursor); cursor.advance()) has_text = has_text || !cursor.peek().empty();
    if (cursor.at_end()) {
      if (has_text) cursor.refuse_at(separator_line, "no diff follows the text here; the patch may be cut off");
      if (envelope == Envelope::none)
        cursor.refuse("no diff was found; expected \"diff --git\" or \"---\" and \"+++\"");
      return;
    }
    DiffText diff = read_diff(cursor, m_options);
    m_patch.files = std::move(diff.files);
    m_patch.strip = diff.strip;
    m_patch.has_strip = m_options.strip.has_value();
    m_patch.directory = m_options.directory;
    m_patch.notes.insert(m_patch.notes.end(), diff.notes.begin(), diff.notes.end());
  }

  std::vector<Line> m_lines;
  std::string_view m_name;
  const ReadOptions& m_options;
  std::deque<std::string> m_storage;
  Patch m_patch;
};

void check_size(const std::vector<Line>& lines, std::string_view name, const ReadOptions& options) {
  std::size_t size = 0;
  for (const Line& line : lines) size += line.text.size();
  if (size > options.max_patch_bytes) {
    refuse_patch(name, lines.front().number,
                 "the patch is larger than the limit of " + std::to_string(options.max_patch_bytes) +
                     " bytes (am and import: --max-patch)");
  }
}

bool starts_mail_at(const std::vector<Line>& lines, std::size_t index) {
  return starts_mail(lines[index].content(),
                     index + 1 < lines.size() ? lines[index + 1].content() : std::string_view{});
}

/// Removes the ">" that mboxrd puts before "From ", unless the file's writer clearly does not quote.
void unquote_from_lines(std::vector<Line>& lines) {
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (lines[index].text.starts_with("From ") && !starts_mail_at(lines, index)) return;
  }
  for (Line& line : lines) {
    if (is_quoted_from(line.text)) line.text.remove_prefix(1);
  }
}

std::vector<Patch> read_mbox(std::vector<Line> lines, std::string_view name, const ReadOptions& options) {
  std::vector<std::size_t> starts;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (starts_mail_at(lines, index)) starts.push_back(index);
  }
  starts.push_back(lines.size());
  unquote_from_lines(lines);
  std::vector<Patch> patches;
  std::vector<std::string> notes;
  for (std::size_t mail = 0; mail + 1 < starts.size(); ++mail) {
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(starts[mail]) + 1;
    const auto last = lines.begin() + static_cast<std::ptrdiff_t>(starts[mail + 1]);
    std::vector<Line> mail_lines(first, last);
    check_size(mail_lines, name, options);
    std::optional<Patch> patch = PatchReader(std::move(mail_lines), name, options).read(Envelope::mail);
    if (!patch) {
      notes.push_back("the cover letter in line " + std::to_string(lines[starts[mail]].number) + " was left out");
      continue;
    }
    patch->notes.insert(patch->notes.begin(), notes.begin(), notes.end());
    notes.clear();
    patches.push_back(*std::move(patch));
  }
  return patches;
}

}  // namespace

std::vector<std::string_view> split_mails(std::string_view bytes) {
  const std::vector<std::string_view> lines = split_lines(bytes);
  const auto content = [&](std::size_t index) {
    return index < lines.size() ? Line{lines[index], index + 1}.content() : std::string_view{};
  };
  if (lines.empty() || !starts_mail(content(0), content(1))) return {bytes};
  std::vector<std::string_view> mails;
  std::size_t start = 0;
  std::size_t offset = 0;
  for (std::size_t index = 0; index < lines.size(); offset += lines[index].size(), ++index) {
    if (index == 0 || !starts_mail(content(index), content(index + 1))) continue;
    mails.push_back(bytes.substr(start, offset - start));
    start = offset;
  }
  mails.push_back(bytes.substr(start));
  return mails;
}

std::vector<Patch> read_patches(std::string_view bytes, std::string_view name, const ReadOptions& options) {
  std::vector<Line> lines = lines_of_file(bytes, name, options);
  if (lines.empty()) refuse_patch(name, 1, "the file is empty; expected a patch");
  std::vector<Patch> patches;
  if (starts_mail_at(lines, 0)) {
    patches = read_mbox(std::move(lines), name, options);
  } else {
    check_size(lines, name, options);
    std::optional<Patch> patch = PatchReader(std::move(lines), name, options).read(Envelope::none);
    if (patch) patches.push_back(*std::move(patch));
  }
  if (patches.empty()) refuse_patch(name, 1, "this is a cover letter; expected a patch");
  return patches;
}

}  // namespace mlxpatch::patch
