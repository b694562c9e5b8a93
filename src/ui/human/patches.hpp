#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/report/patch.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// One row per patch with its state, and below it whatever a person should know. In a long queue a run of clean patches
/// is one row.
void show_patches(Page& page, const std::vector<report::Patch>& patches);
/// "2 clean, 1 conflict", "all clean"; "no patches" if there are none.
std::string summary_of(const std::vector<report::Patch>& patches);
/// How the upstream commit is known to have the change: "the same change", "it brought 2 of its 3 new words: ...".
std::string evidence_of(const report::UpstreamedBy& by);

}  // namespace mlxpatch::ui
