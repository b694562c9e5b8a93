#include <mlxpatch/ops/damage.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

/// The configuration of the project whose checkout may be what is damaged.
std::optional<workspace::Config> config_of(const Invocation& invocation) {
  try {
    const auto file = invocation.config ? invocation.config : workspace::find_config(invocation.directory);
    if (!file) return std::nullopt;
    workspace::Config config = workspace::load_config(*file);
    if (!has_checkout({config, {}})) return std::nullopt;
    return config;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Whether a place is a directory or a file outside of the checkout, such as a damaged upstream on this machine.
bool is_elsewhere(const std::string& place, const fs::path& checkout) {
  if (!place.starts_with('/')) return false;
  const fs::path path = fs::path(place).lexically_normal();
  const auto [end, unused] = std::mismatch(checkout.begin(), checkout.end(), path.begin(), path.end());
  return end != checkout.end();
}

}  // namespace

Error with_ways_out(const Error& error, const Invocation& invocation) {
  if (error.kind() != ErrorKind::damaged) return error;
  const auto config = config_of(invocation);
  if (!config) return error;
  const fs::path checkout = config->checkout_path().lexically_normal();
  const auto is_other = [&](const std::string& place) { return is_elsewhere(place, checkout); };
  if (std::ranges::any_of(error.places(), is_other)) return error;

  Error complete(error.what(), error.kind());
  complete.doing(error.doing());
  for (const std::string& place : error.places()) complete.at(place);
  if (error.places().empty()) complete.at(checkout.string());
  // What was lost with an object can't be known, so nothing is repaired unasked: the clone is put aside, not removed.
  const std::string& directory = config->checkout_dir;
  complete.hint(fmt::format("git -C {} fsck     list what is missing or broken", directory));
  complete.hint(fmt::format(
      "mv {0} {0}.damaged && mlxpatch setup     clone again, with the patches of {1}/; commits that are in no patch "
      "file, and changes that are not committed, are only in {0}.damaged then",
      directory, config->patches_dir));
  return complete;
}

}  // namespace mlxpatch::ops
