#include <mlxpatch/patch/format/reader.hpp>

#include <algorithm>
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
#include "format/git_show.hpp"
#include "format/hg_export.hpp"
#include "format/lines.hpp"
#include "format/mail_body.hpp"
#include "format/mail_header.hpp"
#include "format/mail_message.hpp"
#include "format/mbox.hpp"
#include "format/message.hpp"
#include "format/preamble.hpp"
#include "format/stgit_export.hpp"

namespace mlxpatch::patch {
namespace {

/// How many times the lines of one patch an mbox may have, before it is known where its mails begin.
constexpr std::size_t k_most_in_mbox = 8;

std::size_t count_lines(std::string_view bytes) {
  return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
}

std::string_view first_line(std::string_view bytes) {
  const std::size_t newline = bytes.find('\n');
  return newline == std::string_view::npos ? bytes : bytes.substr(0, newline + 1);
}

std::vector<Line> lines_of_file(std::string_view bytes, std::string_view name, const ReadOptions& options) {
  const std::size_t most = options.max_lines * k_most_in_mbox;
  if (count_lines(bytes) > most) {
    refuse_patch(name, most, "the file has more lines than the limit of " + std::to_string(most));
  }
  std::vector<Line> lines;
  lines.reserve(count_lines(bytes));
  while (!bytes.empty()) {
    const std::string_view text = first_line(bytes);
    bytes.remove_prefix(text.size());
    lines.push_back({text, lines.size() + 1});
    if (text.size() > options.max_line_bytes) {
      refuse_patch(name, lines.size(),
                   "the line is longer than the limit of " + std::to_string(options.max_line_bytes) +
                       " bytes (am and import: --max-line)");
    }
  }
  return lines;
}

std::string last_part(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

/// The text without the mark that Windows editors put in front of it.
std::string_view without_bom(std::string_view bytes, std::string_view name) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    refuse_patch(name, 1, "the file is in UTF-16; expected UTF-8, as `iconv -f UTF-16 -t UTF-8` makes it");
  }
  consume(bytes, "\xef\xbb\xbf");
  return bytes;
}

/// What the patch comes in.
enum class Envelope { mail, none };

/// What became of a mail: its patch, or why it holds none.
struct ReadMail {
  std::optional<Patch> patch;
  MailKind kind = MailKind::patch;
};

/// Reads one patch: a mail of an mbox (without its "From " line) or a whole file.
class PatchReader {
 public:
  PatchReader(std::vector<Line> lines, std::string_view name, const ReadOptions& options)
      : m_lines(std::move(lines)), m_name(name), m_options(options) {}

  ReadMail read(Envelope envelope) {
    m_patch.name = last_part(m_name);
    m_patch.lost_crs = strip_transport_crs(m_lines, m_storage);
    if (m_patch.lost_crs) m_patch.notes.emplace_back(k_stripped_crs);
    Cursor cursor(m_lines, m_name);
    if (envelope == Envelope::mail) return read_mail(cursor);
    const Preamble preamble = find_preamble(cursor);
    if (preamble.kind != PreambleKind::text) leave_out_above(cursor, preamble.start);
    if (preamble.kind == PreambleKind::mail) return read_mail(cursor);
    if (preamble.kind == PreambleKind::text) refuse_indented_header(cursor);
    take_message(read_text(cursor, preamble.kind));
    if (!find_diff(cursor)) cursor.refuse("no diff was found; expected \"diff --git\" or \"---\" and \"+++\"");
    read_changes(cursor);
    return {std::move(m_patch), MailKind::patch};
  }

 private:
  /// Skips the lines above the header, with a note if they say anything.
  void leave_out_above(Cursor& cursor, std::size_t start) {
    bool has_text = false;
    const std::size_t first = cursor.number();
    for (; cursor.index() < start; cursor.advance()) has_text = has_text || !trim(cursor.peek()).empty();
    if (!has_text) return;
    m_patch.notes.push_back("the text above the header, from line " + std::to_string(first) + " to line " +
                            std::to_string(cursor.number() - 1) + ", was left out");
  }

  static Message read_text(Cursor& cursor, PreambleKind kind) {
    if (kind == PreambleKind::git_show) return read_git_show(cursor);
    if (kind == PreambleKind::dep3) return read_dep3(cursor);
    if (kind == PreambleKind::stgit_export) return read_stgit_export(cursor);
    Message message;
    if (kind == PreambleKind::hg_export) read_hg_export(cursor, message);
    const std::size_t end = message_end(cursor);
    for (; cursor.index() < end; cursor.advance()) message.body += utf8_by_guess(cursor.line().text);
    return message;
  }

  ReadMail read_mail(Cursor& cursor) {
    const Header header = read_header(cursor);
    const MailBody mail = read_mail_body(header, cursor);
    if (is_cover_with_interdiff(header, mail.lines)) return {std::nullopt, MailKind::cover_letter};
    m_patch.notes.insert(m_patch.notes.end(), mail.notes.begin(), mail.notes.end());
    m_patch.lost_crs = std::find(m_patch.notes.begin(), m_patch.notes.end(), k_stripped_crs) != m_patch.notes.end();
    Cursor body(mail.lines, m_name);
    const bool has_diff = holds_diff(body);
    const MailKind kind = has_diff ? MailKind::patch : kind_without_diff(header);
    if (kind != MailKind::patch && kind != MailKind::empty_commit) return {std::nullopt, kind};
    Message message;
    read_message_header(header, cursor, message);
    m_patch.has_message = message.subject.has_value();
    read_message_body(body, mail, m_options, message);
    if (!message.author)
      message.notes.emplace_back("the mail names no author, so that neither its author nor its date counts");
    take_message(message);
    if (find_diff(body)) {
      read_changes(body);
    } else if (kind == MailKind::patch) {
      body.refuse("the mail has no diff; it may be cut off");
    }
    return {std::move(m_patch), kind};
  }

  static bool holds_diff(Cursor cursor) {
    while (!cursor.at_end() && !starts_diff(cursor)) cursor.advance();
    return !cursor.at_end();
  }

  void take_message(const Message& message) {
    m_patch.message = commit_message(message, m_options);
    m_patch.author = message.author;
    m_patch.dated = message.date.has_value();
    if (m_patch.author && message.date) m_patch.author->when = *message.date;
    m_patch.notes.insert(m_patch.notes.end(), message.notes.begin(), message.notes.end());
  }

  /// Moves from the end of the message to the first diff, past everything that only people read. Returns false if there
  /// is no diff. Throws Error if there is such text and no diff behind it.
  static bool find_diff(Cursor& cursor) {
    const std::size_t separator_line = cursor.number();
    bool has_text = false;
    if (is_separator(cursor.peek())) cursor.advance();
    for (; !cursor.at_end() && !starts_diff(cursor); cursor.advance()) has_text = has_text || !cursor.peek().empty();
    if (cursor.at_end() && has_text) {
      cursor.refuse_at(separator_line, "no diff follows the text here; the patch may be cut off");
    }
    return !cursor.at_end();
  }

  /// Reads from the first diff on, where only diffs are expected.
  void read_changes(Cursor& cursor) {
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
  if (lines.size() > options.max_lines) {
    refuse_patch(name, lines.front().number,
                 "the patch has more lines than the limit of " + std::to_string(options.max_lines));
  }
  std::size_t size = 0;
  for (const Line& line : lines) size += line.text.size();
  if (size > options.max_patch_bytes) {
    refuse_patch(name, lines.front().number,
                 "the patch is larger than the limit of " + std::to_string(options.max_patch_bytes) +
                     " bytes (am and import: --max-patch)");
  }
}

std::vector<Patch> read_mbox(std::vector<Line> lines, std::vector<std::size_t> starts, std::string_view name,
                             const ReadOptions& options) {
  std::vector<std::string> notes;
  const auto has_text = [](const Line& line) { return !trim(line.text).empty(); };
  const auto first_mail = lines.begin() + static_cast<std::ptrdiff_t>(starts.front());
  if (std::any_of(lines.begin(), first_mail, has_text)) {
    notes.push_back("the text above the mail, up to line " + std::to_string(starts.front()) + ", was left out");
  }
  starts.push_back(lines.size());
  unquote_from_lines(lines);
  std::vector<Patch> patches;
  patches.reserve(starts.size());
  for (std::size_t mail = 0; mail + 1 < starts.size(); ++mail) {
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(starts[mail]) + 1;
    const auto last = lines.begin() + static_cast<std::ptrdiff_t>(starts[mail + 1]);
    std::vector<Line> mail_lines(first, last);
    check_size(mail_lines, name, options);
    ReadMail read = PatchReader(std::move(mail_lines), name, options).read(Envelope::mail);
    if (!read.patch) {
      notes.push_back(std::string(name_of(read.kind)) + " in line " + std::to_string(lines[starts[mail]].number) +
                      " was left out");
      continue;
    }
    read.patch->notes.insert(read.patch->notes.begin(), notes.begin(), notes.end());
    notes.clear();
    patches.push_back(*std::move(read.patch));
  }
  if (patches.empty()) refuse_patch(name, 1, "no mail of the file is a patch; " + notes.back());
  patches.back().notes.insert(patches.back().notes.end(), notes.begin(), notes.end());
  return patches;
}

}  // namespace

std::vector<std::string_view> split_mails(std::string_view bytes) {
  std::vector<Line> lines;
  for (const std::string_view text : split_lines(bytes)) lines.push_back({text, lines.size() + 1});
  const std::vector<std::size_t> starts = mail_starts(lines);
  if (starts.empty()) return {bytes};
  std::vector<std::string_view> mails;
  mails.reserve(starts.size());
  std::size_t start = 0;
  for (std::size_t mail = 1; mail < starts.size(); ++mail) {
    const auto end = static_cast<std::size_t>(lines[starts[mail]].text.data() - bytes.data());
    mails.push_back(bytes.substr(start, end - start));
    start = end;
  }
  mails.push_back(bytes.substr(start));
  return mails;
}

std::vector<Patch> read_patches(std::string_view bytes, std::string_view name, const ReadOptions& options) {
  std::vector<Line> lines = lines_of_file(without_bom(bytes, name), name, options);
  if (lines.empty()) refuse_patch(name, 1, "the file is empty; expected a patch");
  std::vector<std::size_t> starts = mail_starts(lines);
  if (!starts.empty()) return read_mbox(std::move(lines), std::move(starts), name, options);
  check_size(lines, name, options);
  ReadMail read = PatchReader(std::move(lines), name, options).read(Envelope::none);
  if (!read.patch) refuse_patch(name, 1, "the mail is no patch, but " + std::string(name_of(read.kind)));
  std::vector<Patch> patches;
  patches.push_back(*std::move(read.patch));
  return patches;
}

}  // namespace mlxpatch::patch
