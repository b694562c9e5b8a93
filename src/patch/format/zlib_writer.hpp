#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// The bytes as a zlib stream (RFC 1950). The zlib libraries compress differently from version to version; this gives
/// the same stream for the same bytes for ever, at some cost in size.
std::string write_zlib(std::string_view bytes);

}  // namespace mlxpatch::patch
