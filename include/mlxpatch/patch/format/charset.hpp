#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// Turns text of one charset into UTF-8. Bytes that are said to be UTF-8 stay as they are. Where nothing is said, or
/// only ASCII, valid UTF-8 stays and anything else is taken for ISO 8859-1, as git does.
class ToUtf8 {
 public:
  /// Nothing for a charset that the system does not know. `charset` may be empty.
  static std::optional<ToUtf8> from(std::string_view charset);

  /// Nothing where the bytes are not of that charset.
  std::optional<std::string> convert(std::string_view bytes) const;

 private:
  enum class Kind { keep, guess, convert };
  struct Close {
    void operator()(void* converter) const;
  };

  Kind m_kind = Kind::guess;
  std::unique_ptr<void, Close> m_converter;
};

/// As ToUtf8 does where nothing is said of the charset.
std::string utf8_by_guess(std::string_view bytes);

}  // namespace mlxpatch::patch
