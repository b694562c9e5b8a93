#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::git {

/// An Error for libgit2's return code and its last message, in our words: "doing" is what we were doing ("reading the
/// index"), `at` where, if that is not empty.
Error library_error(int code, std::string_view doing, std::string_view at = {});

/// Throws library_error() where the code is negative.
inline void check(int code, const char* doing) {
  if (code < 0) throw library_error(code, doing);
}
inline void check(int code, const char* doing, const std::string& at) {
  if (code < 0) throw library_error(code, doing, at);
}

/// libgit2's own words for its last failure; empty where it has none.
std::string last_library_message();

}  // namespace mlxpatch::git
