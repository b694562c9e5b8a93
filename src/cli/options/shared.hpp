#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

#include "flags.hpp"

namespace mlxpatch::cli {

/// The flags that `update`, `check` and `replay` share: how the queue is replayed.
template <typename ReplayLike>
void declare_replaying(Flags& flags, ReplayLike& options) {
  flags.flag("--direct", options.policy.range, queue::ReplayPolicy::Range::direct,
             "Replay straight onto the target; ignore the upstream commits in between");
  flags.former_flag("--one-stride", options.policy.range, queue::ReplayPolicy::Range::direct);
  flags.flag("--no-dedup", options.policy.dedup, queue::ReplayPolicy::Dedup::off,
             "Keep patches whose change upstream already has (by patch-id)");
}

/// --dry-run, of what otherwise changes something.
void declare_dry_run(Flags& flags, ops::Effect& effect);
/// -p and --directory.
void declare_paths(Flags& flags, ops::PatchPaths& paths);
/// --max-patch and --max-line.
void declare_limits(Flags& flags, ops::PatchLimits& limits);

/// The number that was given for an option, from 0. Throws Error(usage) if the word is none.
int number_of(const std::string& option, const std::string& word);

/// `given`, relative to `directory` (-C); "." if both are empty.
std::filesystem::path resolved(const std::filesystem::path& directory, const std::filesystem::path& given);

/// Both ends of "BASE..TIP" must be given: in git an open end means HEAD, which would be a trap here. Throws
/// Error(usage).
void check_range(const std::string& range);

/// Two flags that can't be given together, and why.
Error contradiction(std::string_view one, std::string_view other, std::string_view reason);

}  // namespace mlxpatch::cli
