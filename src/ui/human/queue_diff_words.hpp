#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/report/queue_diff.hpp>

namespace mlxpatch::ui {

/// "37 patches: 30 unchanged, 4 changed, 1 left, 2 new, 1 moved".
std::string summary_of(const report::QueueDiff& diff);
/// "From v1.2 (1fe1b3c9) to the files in patches."
std::string sides_of(const report::QueueDiff& diff);

/// Whether there is anything to say of the patch.
bool is_shown(const report::PatchDiff& patch);
/// The sign of git range-diff: "=", "!", "<" or ">".
std::string_view sign_of(const report::PatchDiff& patch);
/// The name of the patch: the new one if it has two.
const std::string& shown_name(const report::PatchDiff& patch);
/// "2 hunks changed, 1 added in 2 files; message changed; moved from 5"
std::string changes_of(const report::PatchDiff& patch);

}  // namespace mlxpatch::ui
