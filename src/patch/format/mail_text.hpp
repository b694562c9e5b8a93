#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// What ends the message in its mail: "---" and a diff, or the end of the mail.
enum class MessageEnd { separator, end_of_mail };

/// How a commit message is divided over a mail so that it can be read back.
struct MailText {
  std::string subject;      ///< not encoded; empty if the body holds the whole message
  std::string body;         ///< not encoded, without the subject; ends with a newline or is empty
  bool needs_from = false;  ///< the body begins like in-body headers, so an in-body From: has to precede it
  bool needs_utf7 = false;  ///< the body has lines that a reader would take for its end or another mail
};

/// Lays out a message, which must be empty or end with exactly one newline.
MailText lay_out(std::string_view message, MessageEnd end);

/// Converts a body, which must be valid UTF-8, to UTF-7 (RFC 2152). It stays readable: apart from what is not ASCII,
/// only lines that a reader would misunderstand get a few characters, or the newline before them, encoded.
std::string protect_in_utf7(std::string_view body, MessageEnd end);

}  // namespace mlxpatch::patch
