#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "format/lines.hpp"
#include "format/mail_header.hpp"

namespace mlxpatch::patch {

/// The decoded text of a mail: the lines of all its text parts in order. Lines refer to the file or to `storage`, so a
/// body can be moved but not copied.
struct MailBody {
  struct Part {
    std::size_t first_line = 0;  ///< index into lines
    std::string charset;         ///< as the mail names it; may be empty
  };

  MailBody() = default;
  MailBody(const MailBody&) = delete;
  MailBody& operator=(const MailBody&) = delete;
  MailBody(MailBody&&) noexcept = default;
  MailBody& operator=(MailBody&&) noexcept = default;
  ~MailBody() = default;

  std::vector<Line> lines;
  std::vector<Part> parts;
  std::deque<std::string> storage;
  std::vector<std::string> notes;
};

/// Decodes the body of a mail, at the cursor, as its header says. Throws Error.
MailBody read_mail_body(const Header& header, Cursor& cursor);

/// Removes one CR from the end of each line if every line has one, which mail transports do and writers of patches do
/// not. Returns whether it did; the lines then refer to `storage`.
bool strip_transport_crs(std::vector<Line>& lines, std::deque<std::string>& storage);

/// The note about it.
inline constexpr std::string_view k_stripped_crs = "CRs that the transport added were removed";

}  // namespace mlxpatch::patch
