#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// What ends the message in its mail: "---" and a diff, or the mail's own end.
enum class MessageEnd { separator, end_of_mail };

/// Where a commit message goes in a mail so that it can be read back from there.
struct MailText {
  std::string subject;      ///< as it is; empty where the body holds the whole message
  std::string body;         ///< as it is, without the subject; ends with a newline or is empty
  bool needs_from = false;  ///< the body begins like in-body headers: an in-body From: has to stand in front of it
  bool needs_utf7 = false;  ///< the body has lines that a reader would take for its end or for another mail
};

/// Lays out a message that ends with exactly one newline, or is empty.
MailText lay_out(std::string_view message, MessageEnd end);

/// The body in UTF-7 (RFC 2152). It stays readable: only what is not ASCII is encoded, and of a line that a reader
/// would not take for text a few characters or the newline in front of it. The body must be valid UTF-8.
std::string protect_in_utf7(std::string_view body, MessageEnd end);

}  // namespace mlxpatch::patch
