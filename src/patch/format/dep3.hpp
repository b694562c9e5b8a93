#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether a DEP-3 header (https://dep-team.pages.debian.net/deps/dep3/) starts at the cursor: fields that include
/// Description:, or Subject: and one that only DEP-3 has, or that begin with an Author:.
bool starts_dep3(const Cursor& cursor);

/// Reads the header and the free text after it, up to the end of the message. Fields that have no place in a commit are
/// kept at the end of the body.
Message read_dep3(Cursor& cursor);

}  // namespace mlxpatch::patch
