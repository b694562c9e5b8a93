#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::fuzz {

/// Takes values out of libFuzzer's bytes, which a border separates. 0xFE is in no UTF-8 text, 0xFF may stand for all
/// that is not. When the bytes are used up, every value is empty.
class Parts {
 public:
  explicit Parts(std::string_view bytes, char border = '\xfe') : m_rest(bytes), m_border(border) {}

  bool are_left() const { return !m_rest.empty(); }
  /// All that was not taken yet, borders included.
  std::string_view rest() const { return m_rest; }

  std::string_view text() {
    const std::size_t border = m_rest.find(m_border);
    const std::string_view part = m_rest.substr(0, border);
    m_rest.remove_prefix(border == std::string_view::npos ? m_rest.size() : border + 1);
    return part;
  }

  std::string string() { return std::string(text()); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (const char byte : text()) value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
  }

  git::Oid oid() {
    git::Oid oid;
    const std::string_view bytes = text().substr(0, oid.bytes.size());
    std::copy(bytes.begin(), bytes.end(), oid.bytes.begin());
    return oid;
  }

  /// As many of what `take` takes as the next part has bytes, while there are bytes.
  template <typename Take>
  auto list(Take take) {
    std::vector<decltype(take())> values;
    for (std::size_t wanted = text().size(); wanted > 0 && are_left(); --wanted) values.push_back(take());
    return values;
  }

  std::vector<git::Oid> oids() {
    return list([this] { return oid(); });
  }
  std::vector<std::string> strings() {
    return list([this] { return string(); });
  }

 private:
  std::string_view m_rest;
  char m_border;
};

}  // namespace mlxpatch::fuzz
