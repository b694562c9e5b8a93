#pragma once

#include <mlxpatch/report/draft.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Drafts& drafts);

}  // namespace mlxpatch::ui
