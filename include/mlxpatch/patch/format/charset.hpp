#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// Converts text from one charset to UTF-8. Text declared as UTF-8 is kept as it is. If no charset is declared, or only
/// ASCII, valid UTF-8 is kept and anything else is read as ISO 8859-1, as git does.
class ToUtf8 {
 public:
  /// Returns std::nullopt for a charset that the system does not know. `charset` may be empty.
  static std::optional<ToUtf8> from(std::string_view charset);

  /// Returns std::nullopt if the bytes are not valid in that charset.
  std::optional<std::string> convert(std::string_view bytes) const;

 private:
  enum class Kind { keep, guess, convert };
  struct Close {
    void operator()(void* converter) const;
  };

  Kind m_kind = Kind::guess;
  std::unique_ptr<void, Close> m_converter;
};

/// Converts as ToUtf8 does if no charset is declared.
std::string utf8_by_guess(std::string_view bytes);

}  // namespace mlxpatch::patch
