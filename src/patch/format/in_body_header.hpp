#pragma once

#include <cstddef>

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Takes the From:, Date: and Subject: lines at the top of a mail's text into `message`, as git am does: blank lines, a
/// "From ID" line of git's own and a "[PATCH] subject" may stand among them. They end at a blank line, at other text,
/// or at a field that cannot be understood, which is text. Moves the cursor behind them; not at all if there are none.
void read_in_body_headers(Cursor& cursor, std::size_t end, Message& message);

}  // namespace mlxpatch::patch
