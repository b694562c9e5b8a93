#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "parts.hpp"
#include "target.hpp"
#include "utf8.hpp"

namespace {

using namespace mlxpatch;
using workspace::Lock;

std::optional<Lock> read(std::string_view text) {
  try {
    return workspace::parse_lock(text, "mlxpatch.lock");
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::string> written(const Lock& lock) {
  try {
    return workspace::serialize_lock(lock);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string with_windows_line_ends(std::string_view text) {
  std::string changed;
  for (const char letter : text) {
    if (letter == '\n') changed += '\r';
    changed += letter;
  }
  return changed;
}

void check_round_trip(const Lock& lock) {
  const std::optional<std::string> text = written(lock);
  fuzz::require(text.has_value(), "what is UTF-8 can be written");
  fuzz::require(read(*text) == lock, "what is written reads as the same lock");
  fuzz::require(read(with_windows_line_ends(*text)) == lock, "Windows line ends change nothing");
  for (const char letter : *text) {
    const auto code = static_cast<unsigned char>(letter);
    fuzz::require((code >= 0x20 && code != 0x7F) || letter == '\n', "no control character is written as it is");
  }
}

Lock lock_from(fuzz::Parts parts) {
  Lock lock;
  lock.base = parts.oid();
  if (lock.base.is_zero()) lock.base.bytes[0] = 1;
  lock.describe = parts.string();
  lock.date = parts.string();
  while (parts.are_left()) {
    Lock::Patch& patch = lock.patches.emplace_back();
    for (std::string* text : {&patch.file, &patch.author, &patch.date, &patch.message, &patch.change}) {
      *text = parts.string();
    }
  }
  return lock;
}

bool is_utf8(const Lock& lock) {
  bool is = fuzz::is_utf8(lock.describe) && fuzz::is_utf8(lock.date);
  for (const Lock::Patch& patch : lock.patches) {
    for (const std::string* text : {&patch.file, &patch.author, &patch.date, &patch.message, &patch.change}) {
      is = is && fuzz::is_utf8(*text);
    }
  }
  return is;
}

}  // namespace

/// A lock file; after a '=' the values of one that is to be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (text.starts_with('=')) {
    const Lock lock = lock_from(fuzz::Parts(text.substr(1)));
    if (is_utf8(lock)) {
      check_round_trip(lock);
    } else {
      fuzz::require(!written(lock), "what is not UTF-8 is not written");
    }
    return 0;
  }
  const std::optional<Lock> lock = read(text);
  if (!lock) return 0;
  fuzz::require(!lock->base.is_zero(), "a lock has a base");
  fuzz::require(is_utf8(*lock), "a lock holds UTF-8 only");
  check_round_trip(*lock);
  return 0;
}
