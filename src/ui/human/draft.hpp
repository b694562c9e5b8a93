#pragma once

#include <mlxpatch/report/draft.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Drafts& drafts);

}  // namespace mlxpatch::ui
