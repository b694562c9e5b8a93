#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::git {

/// An Error in our words for libgit2's return code and its last message. `doing` is what we were doing ("reading the
/// index"); `at` is where, unless it is empty. Its kind is `damaged` if the library says that a part of the repository
/// is missing or can't be read.
Error library_error(int code, std::string_view doing, std::string_view at = {});

/// Throws library_error() if the code is negative.
inline void check(int code, const char* doing) {
  if (code < 0) throw library_error(code, doing);
}
inline void check(int code, const char* doing, const std::string& at) {
  if (code < 0) throw library_error(code, doing, at);
}

/// libgit2's own message for its last failure; empty if it has none.
std::string last_library_message();

}  // namespace mlxpatch::git
