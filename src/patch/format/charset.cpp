#include <mlxpatch/patch/format/charset.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <iconv.h>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::patch {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const std::string_view candidate : words) {
    if (word == candidate) return true;
  }
  return false;
}

/// Whether it is only a name: iconv would also obey options in it, like "//TRANSLIT".
bool is_charset_name(std::string_view name) {
  constexpr std::size_t k_longest = 64;
  return name.size() <= k_longest &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+()") == std::string_view::npos;
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80) {
      text += character;
    } else {
      text += static_cast<char>(0xc0U | (byte >> 6U));
      text += static_cast<char>(0x80U | (byte & 0x3fU));
    }
  }
  return text;
}

}  // namespace

void ToUtf8::Close::operator()(void* converter) const { iconv_close(converter); }

std::optional<ToUtf8> ToUtf8::from(std::string_view charset) {
  const std::string name = to_lower(trim(charset));
  ToUtf8 to_utf8;
  if (is_one_of(name, {"utf-8", "utf8"})) {
    to_utf8.m_kind = Kind::keep;
    return to_utf8;
  }
  if (is_one_of(name, {"", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "binary"}))
    return to_utf8;
  if (!is_charset_name(name)) return std::nullopt;
  iconv_t converter = iconv_open("UTF-8", name.c_str());
  // iconv_open() returns (iconv_t)-1 for a charset that it does not know.
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT(performance-no-int-to-ptr)
  to_utf8.m_kind = Kind::convert;
  to_utf8.m_converter.reset(converter);
  return to_utf8;
}

std::optional<std::string> ToUtf8::convert(std::string_view bytes) const {
  if (m_kind == Kind::keep) return std::string(bytes);
  if (m_kind == Kind::guess) return utf8_by_guess(bytes);
  iconv(m_converter.get(), nullptr, nullptr, nullptr, nullptr);
  std::string input(bytes);  // iconv takes its input through a pointer to non-const char
  char* in = input.data();
  std::size_t in_left = input.size();
  std::string text;
  std::array<char, 1024> buffer{};
  while (true) {
    char* out = buffer.data();
    std::size_t out_left = buffer.size();
    const bool finishing = in_left == 0;
    const std::size_t result = finishing ? iconv(m_converter.get(), nullptr, nullptr, &out, &out_left)
                                         : iconv(m_converter.get(), &in, &in_left, &out, &out_left);
    const bool is_full = result == static_cast<std::size_t>(-1) && errno == E2BIG;
    if (result == static_cast<std::size_t>(-1) && !is_full) return std::nullopt;
    text.append(buffer.data(), buffer.size() - out_left);
    if (finishing && !is_full) return text;
  }
}

std::string utf8_by_guess(std::string_view bytes) {
  return is_valid_utf8(bytes) ? std::string(bytes) : from_latin1(bytes);
}

}  // namespace mlxpatch::patch
