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

/// How much is told while an operation runs.
enum class Talk {
  normal,
  lines,  ///< no progress, which other lines on the same terminal would disturb
  quiet,  ///< warnings and results only: no steps, no progress
};

/// What the stream that a text goes to can show.
struct Look {
  bool color = false;
  bool unicode = false;  ///< marks beyond ASCII
};

/// Colour on a terminal only (NO_COLOR unset, TERM not dumb) unless the choice says otherwise; marks beyond ASCII where
/// the locale in the environment is UTF-8.
Look look_of(ColorChoice choice, std::FILE* stream);

/// Steps and warnings as lines on `stream`, progress as one rewritten line there and only on a terminal. The last
/// progress line is taken away by the destructor.
std::unique_ptr<report::Reporter> make_reporter(Talk talk, Look look, std::FILE* stream = stderr);

/// The whole text for stdout, empty or ending in a newline. Text from repositories is escaped.
std::string human(const report::Result& result, Look look);

/// One JSON document with "schema": 1 and "command", ending in a newline. Absent knowledge is null.
std::string json(const report::Result& result, const std::string& command);

/// The text for stderr: "mlxpatch: <doing>: <what>", places, hints.
std::string human(const Error& error, Look look);
/// The same as a JSON document with "error".
std::string json(const Error& error, const std::string& command);

}  // namespace mlxpatch::ui
