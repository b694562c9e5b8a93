#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mlxpatch {

/// Where the developer's trace goes; empty (the start): nowhere. Set by the command line alone.
void set_trace_sink(std::function<void(std::string_view)> sink);

/// Whether anyone listens; ask before building a costly line.
bool tracing();

/// One line of developer's trace, without a newline.
void trace(std::string_view line);

}  // namespace mlxpatch
