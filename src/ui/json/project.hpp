#pragma once

#include <mlxpatch/report/project.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Init& init);
void put(Json& document, const report::Setup& setup);
void put(Json& document, const report::Verify& verify);
void put(Json& document, const report::Install& install);
void put(Json& document, const report::Doctor& doctor);
void put(Json& document, const report::Pristine& pristine);
void put(Json& document, const report::Demo& demo);

}  // namespace mlxpatch::ui
