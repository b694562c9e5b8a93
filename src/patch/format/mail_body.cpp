#include "format/mail_body.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>

#include "format/flowed.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/transfer.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::size_t k_most_parts = 1000;
constexpr int k_deepest_part = 8;

/// Bytes decoded from lines of the file, and the line that each stretch came from.
struct DecodedText {
  std::string bytes;
  struct Stretch {
    std::size_t offset = 0;
    std::size_t line = 0;
  };
  std::vector<Stretch> stretches;
};

DecodedText decode(Cursor& cursor, std::size_t end, std::string_view encoding) {
  DecodedText text;
  Base64Decoder base64;
  for (; cursor.index() < end; cursor.advance()) {
    text.stretches.push_back({text.bytes.size(), cursor.number()});
    if (encoding == "quoted-printable") {
      text.bytes += decode_quoted_printable(cursor.line().text);
    } else if (!base64.decode(cursor.line().text, text.bytes)) {
      cursor.refuse("expected base64; found " + shown(cursor.peek()));
    }
  }
  return text;
}

std::vector<Line> lines_of(std::string_view bytes, const std::vector<DecodedText::Stretch>& stretches) {
  std::vector<Line> lines;
  std::size_t stretch = 0;
  for (const std::string_view text : split_lines(bytes)) {
    const auto offset = static_cast<std::size_t>(text.data() - bytes.data());
    while (stretch + 1 < stretches.size() && stretches[stretch + 1].offset <= offset) ++stretch;
    lines.push_back({text, stretches[stretch].line});
  }
  return lines;
}

class BodyReader {
 public:
  explicit BodyReader(Cursor& cursor) : m_cursor(cursor) {}

  /// Reads the lines up to index `end`, of the type that `header` says.
  void read(const Header& header, std::size_t end, int depth) {
    const HeaderField* field = header.find("content-type");
    const StructuredValue type = read_structured(field != nullptr ? field->value : "text/plain");
    if (type.value.starts_with("multipart/")) {
      read_parts(type.parameter("boundary"), end, depth);
      return;
    }
    if (is_text(type, header)) {
      read_text(header, type, end);
      return;
    }
    m_body.notes.push_back("a part of the mail that is not a patch was left out: " + type.value);
    m_cursor.move_to(end);
  }

  MailBody take() { return std::move(m_body); }

 private:
  static bool is_text(const StructuredValue& type, const Header& header) {
    if (type.value == "text/html") return false;
    if (type.value.starts_with("text/") || type.value.ends_with("/x-patch") || type.value.ends_with("/x-diff")) {
      return true;
    }
    const HeaderField* disposition = header.find("content-disposition");
    std::string name = type.parameter("name");
    if (disposition != nullptr && name.empty()) name = read_structured(disposition->value).parameter("filename");
    return type.value == "application/octet-stream" && (name.ends_with(".patch") || name.ends_with(".diff"));
  }

  void read_text(const Header& header, const StructuredValue& type, std::size_t end) {
    m_body.parts.push_back({m_body.lines.size(), type.parameter("charset")});
    std::vector<Line> lines = decoded_lines(header, end);
    if (to_lower(type.parameter("format")) == "flowed") {
      const bool removes = to_lower(type.parameter("delsp")) == "yes";
      lines = unflowed(lines, removes ? FlowedBlanks::remove : FlowedBlanks::keep, m_body.storage);
    }
    m_body.lines.insert(m_body.lines.end(), lines.begin(), lines.end());
  }

  std::vector<Line> decoded_lines(const Header& header, std::size_t end) {
    const HeaderField* field = header.find("content-transfer-encoding");
    const std::string encoding = field != nullptr ? to_lower(trim(field->value)) : std::string();
    std::vector<Line> lines;
    if (encoding.empty() || encoding == "7bit" || encoding == "8bit" || encoding == "binary") {
      lines.reserve(end - std::min(end, m_cursor.index()));
      for (; m_cursor.index() < end; m_cursor.advance()) lines.push_back(m_cursor.line());
      return lines;
    }
    if (encoding != "quoted-printable" && encoding != "base64") {
      m_cursor.refuse_at(field->line, "the transfer encoding " + shown(encoding) +
                                          " is not known; expected 7bit, 8bit, quoted-printable or base64");
    }
    DecodedText decoded = decode(m_cursor, end, encoding);
    m_body.storage.push_back(std::move(decoded.bytes));
    lines = lines_of(m_body.storage.back(), decoded.stretches);
    if (strip_transport_crs(lines, m_body.storage)) m_body.notes.emplace_back(k_stripped_crs);
    return lines;
  }

  void read_parts(const std::string& boundary, std::size_t end, int depth) {
    if (boundary.empty()) m_cursor.refuse("the mail has several parts but names no boundary between them");
    if (depth >= k_deepest_part) m_cursor.refuse("the mail's parts are nested too deep");
    const std::string delimiter = "--" + boundary;
    const std::string last_delimiter = delimiter + "--";
    find_line(delimiter, last_delimiter, end);
    while (m_cursor.index() < end && trim_end(m_cursor.peek()) == delimiter) {
      if (++m_parts > k_most_parts) m_cursor.refuse("the mail has too many parts");
      m_cursor.advance();
      const std::size_t header_start = m_cursor.index();
      find_line(delimiter, last_delimiter, end);
      const std::size_t part_end = m_cursor.index();
      if (part_end == end) m_cursor.refuse("the mail ends within a part; expected " + shown(last_delimiter));
      m_cursor.move_to(header_start);
      const Header header = read_header(m_cursor);
      if (m_cursor.index() > part_end) m_cursor.refuse("a part of the mail ends within its header");
      read(header, part_end, depth + 1);
    }
    m_cursor.move_to(end);
  }

  void find_line(std::string_view delimiter, std::string_view last_delimiter, std::size_t end) {
    for (; m_cursor.index() < end; m_cursor.advance()) {
      const std::string_view line = trim_end(m_cursor.peek());
      if (line == delimiter || line == last_delimiter) return;
    }
  }

  Cursor& m_cursor;
  MailBody m_body;
  std::size_t m_parts = 0;
};

}  // namespace

MailBody read_mail_body(const Header& header, Cursor& cursor) {
  BodyReader reader(cursor);
  reader.read(header, cursor.lines().size(), 0);
  return reader.take();
}

bool strip_transport_crs(std::vector<Line>& lines, std::deque<std::string>& storage) {
  const auto has_cr = [](const Line& line) { return line.text.ends_with("\r\n") || !line.text.ends_with('\n'); };
  if (lines.empty() || !lines.front().text.ends_with('\n') || !std::all_of(lines.begin(), lines.end(), has_cr)) {
    return false;
  }
  for (Line& line : lines) {
    if (!line.text.ends_with('\n')) continue;
    storage.push_back(std::string(line.text.substr(0, line.text.size() - 2)) + "\n");
    line.text = storage.back();
  }
  return true;
}

}  // namespace mlxpatch::patch
