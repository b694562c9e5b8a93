#pragma once

#include <optional>
#include <string_view>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// A date as mails (RFC 5322), git's own formats, ISO 8601 and diff's timestamps write it. UTC where it names no zone.
/// Nothing for one before 1970, which no commit can hold.
std::optional<git::Time> read_date(std::string_view text);

}  // namespace mlxpatch::patch
