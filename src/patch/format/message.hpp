#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

#include "format/lines.hpp"
#include "format/mail_body.hpp"
#include "format/mail_header.hpp"

namespace mlxpatch::patch {

/// What stands in front of a diff, as far as it is understood.
struct Message {
  std::optional<std::string> subject;  ///< decoded, its tags still on
  std::optional<git::Signature> author;
  std::optional<git::Time> date;
  std::string body;
  std::vector<std::string> notes;
};

/// Whether the line ends a message: "---" and nothing more.
bool is_separator(std::string_view line);

/// Whether the line is a scissors line, "-- >8 --", as git am --scissors has it.
bool is_scissors(std::string_view line);

/// Where the message ends that starts at the cursor: at a separator, at a diff, or behind the last line.
std::size_t message_end(const Cursor& cursor);

/// Takes From:, Date: and Subject: of a mail's header. Throws Error for one that cannot be understood or stands twice.
void read_message_header(const Header& header, const Cursor& cursor, Message& message);

/// Reads a mail's message from its decoded text: what follows a scissors line, in-body headers, the body. Moves the
/// cursor to where the message ends.
void read_message_body(Cursor& cursor, const MailBody& mail, const ReadOptions& options, Message& message);

/// The commit message which subject and body make; without a subject the body is all of it.
std::string commit_message(const Message& message, const ReadOptions& options);

/// A message without blank lines at its end, and with one newline there; "" stays.
std::string with_one_end(std::string message);

}  // namespace mlxpatch::patch
