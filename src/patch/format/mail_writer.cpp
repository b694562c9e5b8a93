#include <mlxpatch/patch/format/mail_writer.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

#include "format/encoded_word.hpp"
#include "format/format_patch_line.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/mail_text.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

bool is_ascii(std::string_view text) {
  for (const char character : text) {
    if (static_cast<unsigned char>(character) >= 0x80) return false;
  }
  return true;
}

bool has_control(std::string_view text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f) return true;
  }
  return false;
}

/// Whether a header's reader takes the text, UTF-8 or not, literally.
bool is_unambiguous(std::string_view text) {
  return !has_control(text) && text.find("=?") == std::string_view::npos && trim(text).size() == text.size();
}

/// Whether the text needs no encoding in a header.
bool is_plain(std::string_view text) { return is_ascii(text) && is_unambiguous(text); }

[[noreturn]] void refuse(const std::string& what_is_wrong) {
  Error error(what_is_wrong);
  error.doing("writing a patch");
  error.hint("amend the commit: git commit --amend");
  throw error;
}

void check_author_part(std::string_view text) {
  for (const char character : text) {
    if (character == '\n' || character == '\0' || character == '<' || character == '>') {
      refuse("the author " + shown(text) + " cannot be written in a mail's header");
    }
  }
}

std::string display_name(const std::string& name) {
  // Git looks for quotation marks and comments after it has decoded a name, so only quoting preserves them.
  const bool keeps_quoted =
      name.find_first_of("()\\\"") != std::string::npos && is_unambiguous(name) && is_valid_utf8(name);
  if (!is_plain(name) && !keeps_quoted) return encode_words(name, std::string_view("From: ").size());
  if (name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char character : name) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + "\"";
}

std::string from_field(const git::Signature& author) {
  check_author_part(author.name);
  check_author_part(author.email);
  // A mail without a name would be read with the address as the name.
  const std::string name = author.name.empty() ? std::string(k_empty_word) : display_name(author.name);
  return "From: " + name + " <" + author.email + ">\n";
}

/// Breaks a long line at single blanks, which unfolding restores.
std::string fold(std::string_view text) {
  constexpr std::size_t k_longest_line = 78;
  std::string folded;
  std::size_t line_start = 0;
  while (text.size() - line_start > k_longest_line) {
    std::size_t blank = text.rfind(' ', line_start + k_longest_line);
    const auto is_alone = [&](std::size_t at) { return text[at - 1] != ' ' && text[at + 1] != ' '; };
    while (blank != std::string_view::npos && blank > line_start && !is_alone(blank))
      blank = text.rfind(' ', blank - 1);
    if (blank == std::string_view::npos || blank <= line_start) {
      blank = text.find(' ', line_start + k_longest_line);
      while (blank != std::string_view::npos && !is_alone(blank)) blank = text.find(' ', blank + 1);
    }
    if (blank == std::string_view::npos) break;
    folded += std::string(text.substr(line_start, blank - line_start)) + "\n";
    line_start = blank;
  }
  return folded + std::string(text.substr(line_start));
}

std::string subject_field(const std::string& subject, MailStyle::SubjectTag tag) {
  const std::string start = tag == MailStyle::SubjectTag::patch ? "Subject: [PATCH] " : "Subject: ";
  if (subject.empty()) return {};
  if (is_plain(subject)) return fold(start + subject) + "\n";
  return start + encode_words(subject, start.size()) + "\n";
}

std::string mime_fields(std::string_view charset) {
  return "MIME-Version: 1.0\nContent-Type: text/plain; charset=" + std::string(charset) +
         "\nContent-Transfer-Encoding: 8bit\n";
}

}  // namespace

std::string write_mail(const PatchText& patch, const MailStyle& style) {
  const std::string message = with_one_end(patch.message);
  if (message.find('\0') != std::string::npos) refuse("the commit message holds a NUL");
  const std::string diff = write_diff(patch.files);
  // After "---" git am expects a diff, even if it keeps empty commits.
  const MessageEnd end = diff.empty() ? MessageEnd::end_of_mail : MessageEnd::separator;
  MailText text = lay_out(message, end);
  std::string mail;
  if (style.from_line == MailStyle::FromLine::zeros) {
    mail += "From 0000000000000000000000000000000000000000";
    mail += k_format_patch_date;
    mail += '\n';
  }
  mail += from_field(patch.author);
  mail += "Date: " + git::format_rfc2822(patch.author.when) + "\n";
  // Without any subject a reader takes one from the file's name.
  mail += message.empty() ? "Subject: [PATCH]\n" : subject_field(text.subject, style.subject_tag);
  if (diff.empty()) mail += std::string(k_empty_commit_field) + ": " + std::string(k_empty_commit_value) + "\n";
  if (text.needs_utf7) {
    if (!is_valid_utf8(text.body)) {
      refuse("the commit message is not UTF-8 and has a line that readers of mails take for something else");
    }
    text.body = protect_in_utf7(text.body, end);
    mail += mime_fields("UTF-7");
  } else if (!is_ascii(text.body)) {
    mail += mime_fields("UTF-8");
  }
  mail += "\n";
  if (text.needs_from) mail += from_field(patch.author) + "\n";
  mail += text.body;
  return diff.empty() ? mail : mail + "---\n" + patch.notes + "\n" + diff;
}

}  // namespace mlxpatch::patch
