#pragma once

#include <vector>

#include <mlxpatch/report/resolution.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

/// With "texts" where the report has them, and "outdated" where it says so.
Json json_resolutions(const std::vector<report::Resolution>& resolutions);

void put(Json& document, const report::Resolutions& resolutions);

}  // namespace mlxpatch::ui
