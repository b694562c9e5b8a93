#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tournament.hpp"

namespace mlxpatch::bench {

/// A Markdown table of the standings, with a list of those that differ or failed below it.
std::string table_of(const std::vector<Standing>& standings);

/// What was measured on and with: one Markdown list.
std::string description_of_machine(const std::filesystem::path& mlxpatch, const std::string& command);

/// Puts `text` between the two marker comments of a document. Throws Error where they are not there.
void replace_measured_part(const std::filesystem::path& document, const std::string& text);

}  // namespace mlxpatch::bench
