#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::git {

/// What lines that begin with a '#' are in a message.
enum class Comments { keep, strip };

/// A commit message as `git commit` cleans it up: no blank lines at its ends nor several in a row, no blanks at the
/// ends of lines, a newline at the end. "" if nothing is left. Throws Error.
std::string cleaned_message(std::string_view text, Comments comments);

}  // namespace mlxpatch::git
