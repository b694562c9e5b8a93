#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::ui {

/// As one word of a command line: in single quotes where a shell would not take it as it is.
std::string shell_word(std::string_view word);

}  // namespace mlxpatch::ui
