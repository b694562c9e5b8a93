#pragma once

#include <string_view>
#include <vector>

#include "replay/text_change.hpp"

namespace mlxpatch::queue {

/// Whether the runs of a change, in their order and each put at some place, make one text of another. Two diffs of the
/// same change may align its lines in two ways, by what is around them or anywhere else in the file, so that their
/// patch-ids differ: this asks no diff of these texts.
bool can_be_placed(const std::vector<TextChange::Run>& runs, std::string_view before, std::string_view after);

}  // namespace mlxpatch::queue
