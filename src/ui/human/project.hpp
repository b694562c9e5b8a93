#pragma once

#include <mlxpatch/report/project.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Init& init);
void show(Page& page, const report::Setup& setup);
void show(Page& page, const report::Verify& verify);
void show(Page& page, const report::Install& install);
void show(Page& page, const report::Doctor& doctor);
void show(Page& page, const report::Pristine& pristine);
void show(Page& page, const report::Demo& demo);

}  // namespace mlxpatch::ui
