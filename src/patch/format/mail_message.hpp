#pragma once

#include <mlxpatch/patch/format/read_options.hpp>

#include "format/lines.hpp"
#include "format/mail_body.hpp"
#include "format/mail_header.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Takes From:, Date: and Subject: from a mail's header. Throws Error if one cannot be understood or is repeated.
void read_message_header(const Header& header, const Cursor& cursor, Message& message);

/// Reads the message in a mail's decoded text: the part after a scissors line, with in-body headers. Moves the cursor
/// to the end of the message.
void read_message_body(Cursor& cursor, const MailBody& mail, const ReadOptions& options, Message& message);

}  // namespace mlxpatch::patch
