#pragma once

#include <cstdio>
#include <string>

namespace mlxpatch::ui {

enum class ColorChoice { automatic, always, never };

/// What the stream that a text goes to can show, and how a person there calls the program.
struct TerminalStyle {
  bool color = false;
  bool unicode = false;              ///< marks beyond ASCII
  std::string program = "mlxpatch";  ///< with -C and --config as they were given
};

/// Color on a terminal only (NO_COLOR unset, TERM not dumb) unless the choice says otherwise; marks beyond ASCII if
/// the locale in the environment is UTF-8.
TerminalStyle style_of(ColorChoice choice, std::FILE* stream);

}  // namespace mlxpatch::ui
