#pragma once

#include <string>
#include <vector>

#include <mlxpatch/report/resolution.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// "2026-11-29  Ada Author <ada@example.com>  (1fe1b3c9)": who resolved it, when, and the key. Escaped.
std::string origin_words(const report::Resolution& resolution);

/// The files of a stop that hold what was made of the same conflicts before; nothing if there are none.
void show_known_files(Page& page, const std::vector<report::KnownFile>& files);

void show(Page& page, const report::Resolutions& resolutions);

}  // namespace mlxpatch::ui
