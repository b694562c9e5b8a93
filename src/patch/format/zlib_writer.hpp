#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// Compresses bytes to a zlib stream (RFC 1950). Zlib libraries compress differently from version to version; this
/// always gives the same stream for the same bytes, at some cost in size.
std::string write_zlib(std::string_view bytes);

}  // namespace mlxpatch::patch
