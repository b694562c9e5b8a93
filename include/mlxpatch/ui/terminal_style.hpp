#pragma once

#include <cstdio>

namespace mlxpatch::ui {

enum class ColorChoice { automatic, always, never };

/// What the stream that a text goes to can show.
struct TerminalStyle {
  bool color = false;
  bool unicode = false;  ///< marks beyond ASCII
};

/// Color on a terminal only (NO_COLOR unset, TERM not dumb) unless the choice says otherwise; marks beyond ASCII if
/// the locale in the environment is UTF-8.
TerminalStyle style_of(ColorChoice choice, std::FILE* stream);

}  // namespace mlxpatch::ui
