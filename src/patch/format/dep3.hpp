#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether the text at the cursor begins with a DEP-3 header (https://dep-team.pages.debian.net/deps/dep3/): fields,
/// among them Description:, or Subject: and another one that only DEP-3 has.
bool starts_dep3(const Cursor& cursor);

/// Reads the header and the free text behind it, up to where the message ends. Fields that have no place in a commit
/// stay at the end of the body.
Message read_dep3(Cursor& cursor);

}  // namespace mlxpatch::patch
