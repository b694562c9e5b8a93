#include <mlxpatch/base/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace mlxpatch {

namespace {

constexpr std::string_view k_blanks = " \t\r\n\f\v";

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< in bytes; 0: the bytes are not UTF-8
};

/// Decodes the first code point of a text that is not empty; overlong forms and surrogates are not UTF-8.
CodePoint decode_first(std::string_view bytes) {
  const auto byte_at = [&](std::size_t index) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[index]));
  };
  const std::uint32_t lead = byte_at(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t length = 0;
  std::uint32_t smallest = 0;
  std::uint32_t value = 0;
  if ((lead & 0xE0) == 0xC0) {
    length = 2, smallest = 0x80, value = lead & 0x1F;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3, smallest = 0x800, value = lead & 0x0F;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4, smallest = 0x10000, value = lead & 0x07;
  } else {
    return {};
  }
  if (bytes.size() < length) return {};
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte_at(index) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte_at(index) & 0x3F);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || is_surrogate) return {};
  return {value, length};
}

/// Code points beyond ASCII that move the cursor, start a line or turn the direction of the text around them.
bool is_unprintable(std::uint32_t value) {
  return (value >= 0x80 && value < 0xA0) || value == 0x061C || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) || value == 0xFEFF;
}

std::string escape_ascii_control(char control) {
  switch (control) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return fmt::format("\\x{:02x}", static_cast<unsigned char>(control));
  }
}

bool ends_like_a_hiss(std::string_view noun) {
  return noun.ends_with("ch") || noun.ends_with("sh") || noun.ends_with('s') || noun.ends_with('x');
}

}  // namespace

std::string_view trim_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of(k_blanks);
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(k_blanks);
  return first == std::string_view::npos ? std::string_view() : trim_end(text.substr(first));
}

bool consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = text.find(separator, start);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string to_lower(std::string_view ascii) {
  std::string lower(ascii);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the classic table; the swap of neighbours looks two rows back.
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t column = 0; column <= b.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= a.size(); ++line) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = line;
    for (std::size_t column = 1; column <= b.size(); ++column) {
      const std::size_t replace = last[column - 1] + (a[line - 1] == b[column - 1] ? 0 : 1);
      row[column] = std::min({replace, last[column] + 1, row[column - 1] + 1});
      const bool swapped = line > 1 && column > 1 && a[line - 1] == b[column - 2] && a[line - 2] == b[column - 1];
      if (swapped) row[column] = std::min(row[column], before_last[column - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& candidates,
                                    std::size_t most) {
  std::vector<std::pair<std::size_t, std::string>> near;
  const std::string wanted = to_lower(name);
  for (const std::string& candidate : candidates) {
    if (candidate == name) continue;
    const std::string other = to_lower(candidate);
    const std::size_t longer = std::max(wanted.size(), other.size());
    const std::size_t distance = edit_distance(wanted, other);
    const bool is_beginning = wanted.size() >= 2 && other.starts_with(wanted);
    const bool is_typing_error = distance <= std::max<std::size_t>(1, longer / 3) && distance < longer;
    if (is_beginning || is_typing_error) near.emplace_back(distance, candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (near.size() > most) near.resize(most);
  std::vector<std::string> names;
  names.reserve(near.size());
  for (auto& [distance, candidate] : near) names.push_back(std::move(candidate));
  return names;
}

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

std::string escape_control(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_first(text);
    if (point.length == 0) {
      safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    if (point.value < 0x20 || point.value == 0x7F) {
      safe += escape_ascii_control(text.front());
    } else if (is_unprintable(point.value)) {
      safe += fmt::format("\\u{:04x}", point.value);
    } else {
      safe += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  return safe;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (!plural.empty()) return fmt::format("{} {}", count, plural);
  return fmt::format("{} {}{}", count, singular, ends_like_a_hiss(singular) ? "es" : "s");
}

std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

bool is_valid_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const CodePoint point = decode_first(bytes);
    if (point.length == 0) return false;
    bytes.remove_prefix(point.length);
  }
  return true;
}

std::string subject_of(std::string_view message) {
  std::string subject;
  for (const std::string_view line : split_lines(message)) {
    const std::string_view words = trim_end(line);
    if (words.empty()) {
      if (subject.empty()) continue;
      break;
    }
    if (!subject.empty()) subject += ' ';
    subject += words;
  }
  return subject;
}

}  // namespace mlxpatch
