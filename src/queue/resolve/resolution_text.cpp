#include <mlxpatch/queue/resolve/resolution_text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_first_line = "mlxpatch resolution 1";
constexpr char k_line = '|';
constexpr char k_line_without_end = '~';
constexpr std::size_t k_hex_digits = 40;

bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

/// One line, without its end, in characters that no tool changes.
std::string escaped(std::string_view line) {
  const bool is_utf8 = is_valid_utf8(line);
  std::string text;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char byte = line[at];
    const bool is_last = at + 1 == line.size();
    const bool is_foreign = static_cast<unsigned char>(byte) >= 0x80U && !is_utf8;
    if (byte == '\\') {
      text += "\\\\";
    } else if (byte == '\r') {
      text += "\\r";
    } else if (is_foreign || (is_control(byte) && byte != '\t') || (is_last && is_blank(byte))) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    } else {
      text += byte;
    }
  }
  return text;
}

void write_text(std::string& file, std::string_view name, std::string_view text) {
  file += fmt::format("= {}\n", name);
  for (const std::string_view line : split_lines(text)) {
    const bool has_end = line.ends_with('\n');
    file += has_end ? k_line : k_line_without_end;
    file += escaped(has_end ? line.substr(0, line.size() - 1) : line);
    file += '\n';
  }
}

/// Reads line by line; each reader throws Error with the number of the line.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_lines(split_lines(text)) {}

  Resolution read() {
    require(k_first_line);
    Resolution resolution;
    resolution.patch = header("Patch");
    read_culprit(resolution);
    resolution.date = header("Date");
    resolution.author = header("Author");
    resolution.path = header("Path");
    while (auto also = header_if("Also")) resolution.also.push_back(std::move(*also));
    require("");
    ConflictTexts& conflict = resolution.conflict;
    const std::array<std::pair<std::string_view, std::string*>, 6> texts = {{{"= before", &conflict.before},
                                                                             {"= base", &conflict.base},
                                                                             {"= ours", &conflict.ours},
                                                                             {"= theirs", &conflict.theirs},
                                                                             {"= after", &conflict.after},
                                                                             {"= result", &resolution.result}}};
    for (const auto& [title, text] : texts) {
      require(title);
      *text = read_text();
    }
    require("= end");
    if (m_at != m_lines.size()) fail("nothing may follow the end");
    return resolution;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw Error(fmt::format("line {}: {}", m_at + 1, what)).doing("reading a remembered resolution");
  }

  /// The next line, without its end; every line of the file must have one.
  std::string_view peek() const {
    if (m_at == m_lines.size()) fail("the file ends too early");
    std::string_view line = m_lines[m_at];
    if (!line.ends_with('\n')) fail("the file ends within a line");
    line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  void require(std::string_view expected) {
    if (peek() != expected) fail(fmt::format("expected \"{}\"", expected));
    ++m_at;
  }

  std::optional<std::string> header_if(std::string_view name) {
    std::string_view line = peek();
    if (!consume(line, name) || !consume(line, ": ")) return std::nullopt;
    std::string value = unescaped(line);
    ++m_at;
    return value;
  }

  std::string header(std::string_view name) {
    if (auto value = header_if(name)) return std::move(*value);
    fail(fmt::format("expected \"{}: \"", name));
  }

  void read_culprit(Resolution& resolution) {
    const std::string value = header("Culprit");
    if (value == "unknown") return;
    const auto id = git::Oid::from_hex(std::string_view(value).substr(0, k_hex_digits));
    --m_at;
    if (!id || value.size() < k_hex_digits + 1 || value[k_hex_digits] != ' ') fail("the culprit has no commit id");
    ++m_at;
    resolution.culprit = *id;
    resolution.subject = value.substr(k_hex_digits + 1);
  }

  std::string read_text() {
    std::string text;
    for (bool is_complete = false;; ++m_at) {
      const std::string_view line = peek();
      const char kind = line.empty() ? '\0' : line.front();
      if (kind != k_line && kind != k_line_without_end) return text;
      if (is_complete) fail("only the last line of a text has no newline");
      text += unescaped(line.substr(1));
      is_complete = kind == k_line_without_end;
      if (!is_complete) text += '\n';
      if (is_complete && line.size() == 1) fail("a line without newline must have bytes");
    }
  }

  std::string unescaped(std::string_view line) const {
    std::string text;
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (is_control(line[at]) && line[at] != '\t') fail("a control character is not escaped");
      if (line[at] != '\\') {
        text += line[at];
        continue;
      }
      const std::string_view rest = line.substr(at + 1);
      if (rest.starts_with('\\') || rest.starts_with('r')) {
        text += rest.front() == 'r' ? '\r' : '\\';
        at += 1;
      } else {
        text += byte_of(rest);
        at += 3;
      }
    }
    return text;
  }

  char byte_of(std::string_view rest) const {
    constexpr std::string_view k_digits = "0123456789abcdef";
    const auto digit = [&](std::size_t at) { return at < rest.size() ? k_digits.find(rest[at]) : k_digits.npos; };
    const bool is_hex = rest.starts_with('x') && digit(1) != k_digits.npos && digit(2) != k_digits.npos;
    if (!is_hex) fail("an unknown escape");
    return static_cast<char>(digit(1) * k_digits.size() + digit(2));
  }

  std::vector<std::string_view> m_lines;
  std::size_t m_at = 0;
};

}  // namespace

std::string write_resolution(const Resolution& resolution) {
  std::string file = fmt::format("{}\n", k_first_line);
  const auto add = [&](std::string_view name, std::string_view value) {
    file += fmt::format("{}: {}\n", name, escaped(value));
  };
  add("Patch", resolution.patch);
  add("Culprit", resolution.culprit ? fmt::format("{} {}", resolution.culprit.hex(), resolution.subject) : "unknown");
  add("Date", resolution.date);
  add("Author", resolution.author);
  add("Path", resolution.path);
  for (const std::string& path : resolution.also) add("Also", path);
  file += '\n';
  const ConflictTexts& conflict = resolution.conflict;
  write_text(file, "before", conflict.before);
  write_text(file, "base", conflict.base);
  write_text(file, "ours", conflict.ours);
  write_text(file, "theirs", conflict.theirs);
  write_text(file, "after", conflict.after);
  write_text(file, "result", resolution.result);
  file += "= end\n";
  return file;
}

Resolution read_resolution(std::string_view text) { return Reader(text).read(); }

}  // namespace mlxpatch::queue
