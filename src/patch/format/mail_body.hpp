#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "format/lines.hpp"
#include "format/mail_header.hpp"

namespace mlxpatch::patch {

/// The decoded text of a mail: the lines of all of its text parts, one part behind the other. Lines refer to the file
/// or to `storage`, so a body can be moved but not copied.
struct MailBody {
  struct Part {
    std::size_t first_line = 0;  ///< index into lines
    std::string charset;         ///< as the mail names it; may be empty
  };

  MailBody() = default;
  MailBody(const MailBody&) = delete;
  MailBody& operator=(const MailBody&) = delete;
  MailBody(MailBody&&) = default;
  MailBody& operator=(MailBody&&) = default;
  ~MailBody() = default;

  std::vector<Line> lines;
  std::vector<Part> parts;
  std::deque<std::string> storage;
  std::vector<std::string> notes;
};

/// Decodes what follows a mail's header, at which the cursor stands. Throws Error.
MailBody read_mail_body(const Header& header, Cursor& cursor);

/// Takes one CR off each line's end where all lines have one, which no writer of patches does but mail transports do.
/// Whether it did; the lines then refer to `storage`.
bool strip_transport_crs(std::vector<Line>& lines, std::deque<std::string>& storage);

}  // namespace mlxpatch::patch
