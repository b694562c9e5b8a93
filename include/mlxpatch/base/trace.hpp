#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace mlxpatch {

/// Where the developer's trace goes; empty (the default): nowhere. Set by the command line alone.
void set_trace_sink(std::function<void(std::string_view)> sink);

/// Lines go to the end of this file, too, with the time and the process id; it is opened at the first line, and
/// started anew once it is longer than a megabyte. A file that can't be written is no error.
void set_trace_file(std::filesystem::path file);

/// Whether anyone listens: ask before building a costly line.
bool tracing();

/// One line of developer's trace, without a newline.
void trace(std::string_view line);

}  // namespace mlxpatch
