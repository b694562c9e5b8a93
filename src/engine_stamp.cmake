# Writes STAMP, a header with a digest of the SOURCES (a file that lists them) of the replay engine.
file(STRINGS ${SOURCES} sources)
set(digests "")
foreach(source IN LISTS sources)
  file(SHA256 ${source} digest)
  string(APPEND digests ${digest})
endforeach()
string(SHA256 stamp "${digests}")
file(CONFIGURE OUTPUT ${STAMP} CONTENT [[
#pragma once

#include <string_view>

namespace mlxpatch::ops {

inline constexpr std::string_view k_engine_stamp = "@stamp@";

}  // namespace mlxpatch::ops
]] @ONLY)
# Also if it is the same as before: it is newer than the sources now.
file(TOUCH ${STAMP})
