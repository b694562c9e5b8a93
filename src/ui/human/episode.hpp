#pragma once

#include <string>
#include <vector>

#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ui {

/// A result in a few lines, for the demo, which shows one command after another. Not escaped. Empty for results that
/// the demo has none of.
std::vector<std::string> episode_lines(const report::Result& result);

}  // namespace mlxpatch::ui
