#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ui {

enum class ColorChoice { automatic, always, never };

/// How results are shown.
enum class Format { human, json };

/// How a run talks to its surroundings.
struct Style {
  Format format = Format::human;
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;  ///< results only: no steps, no progress
};

/// Whether that stream gets colour: a terminal, NO_COLOR unset, TERM not dumb, unless the choice says otherwise.
bool use_color(ColorChoice choice, std::FILE* stream);

/// Steps and warnings as lines on stderr, progress as one rewritten line there and only on a terminal.
std::unique_ptr<report::Reporter> make_reporter(const Style& style);

/// The whole text for stdout, ending in a newline. Text from repositories is escaped.
std::string human(const report::Result& result, bool color);

/// One JSON document with "schema": 1 and "command". Absent knowledge is null.
std::string json(const report::Result& result, const std::string& command);

/// The text for stderr: "mlxpatch: <doing>: <what>", places, hints.
std::string human(const Error& error, bool color);
/// The same as a JSON document with "error".
std::string json(const Error& error, const std::string& command);

}  // namespace mlxpatch::ui
