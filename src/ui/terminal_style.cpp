#include <mlxpatch/ui/terminal_style.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

#include <stdio.h>
#include <unistd.h>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool wants_color(ColorChoice choice, std::FILE* stream) {
  if (choice == ColorChoice::always) return true;
  if (choice == ColorChoice::never) return false;
  return isatty(fileno(stream)) == 1 && environment("NO_COLOR").empty() && environment("TERM") != "dumb" &&
         !environment("TERM").empty();
}

/// The environment alone decides, so that setlocale() need not be called: it would also change how numbers are read.
bool is_utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = to_lower(environment(name));
    if (value.empty()) continue;
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

TerminalStyle style_of(ColorChoice choice, std::FILE* stream) {
  return {wants_color(choice, stream), is_utf8_locale()};
}

}  // namespace mlxpatch::ui
