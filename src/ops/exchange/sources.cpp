#include "exchange/sources.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_shown_names = 5;

/// The names in a directory, sorted; none if it can't be read.
std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, problem)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

void require_source(const fs::path& source, std::string_view doing) {
  std::error_code problem;
  if (fs::exists(source, problem)) return;
  Error error(fmt::format("there is no file or directory '{}'", source.string()));
  error.doing(std::string(doing));
  const fs::path full = fs::absolute(source, problem).lexically_normal();
  const std::vector<std::string> near = near_names(full.filename().string(), names_in(full.parent_path()));
  for (const std::string& name : near) {
    error.hint(fmt::format("did you mean {}?", (source.parent_path() / name).string()));
  }
  if (near.empty()) error.hint(fmt::format("check the path; it was looked for as {}", full.string()));
  throw Error(error);
}

std::vector<std::string> unlisted_notes(const fs::path& directory, const queue::PatchDirectory& read) {
  if (!read.has_list) return {};
  std::vector<std::string> unlisted;
  for (const std::string& name : names_in(directory)) {
    const auto is_name = [&](const auto& known) { return known.name == name; };
    const bool is_known = std::ranges::any_of(read.series.entries, is_name) ||
                          std::ranges::any_of(read.unreadable, is_name) ||
                          std::ranges::any_of(read.series.remarks, [&](const patch::Series::Remark& remark) {
                            return remark.line.find(name) != std::string::npos;
                          });
    if (!is_known && (name.ends_with(".patch") || name.ends_with(".diff"))) unlisted.push_back(name);
  }
  if (unlisted.empty()) return {};
  std::vector<std::string> shown = unlisted;
  shown.resize(std::min(shown.size(), k_shown_names));
  const std::string more =
      shown.size() < unlisted.size() ? fmt::format(" and {} more", unlisted.size() - shown.size()) : "";
  return {fmt::format("{} does not list {}{}: left out", read.list, join(shown, ", "), more)};
}

}  // namespace mlxpatch::ops
