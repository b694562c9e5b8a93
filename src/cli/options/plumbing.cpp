#include "options/plumbing.hpp"

#include <filesystem>
#include <string>

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

namespace {

using std::filesystem::path;

void declare_repository(Flags& flags, path& repository) {
  flags.option("--repo", "DIR", repository, "The git repository to work in (default: the current one)");
}

}  // namespace

void declare_am(Flags& flags, Options& options) {
  auto& am = options.emplace<ops::AmOptions>();
  flags.arguments("FILE", am.files, "Patch files, mboxes, or a directory with a series file");
  declare_repository(flags, am.repository);
  flags.option_of("--fuzz", "N", "Ignore up to N context lines at each end of a hunk (default: 0)",
                  [&am](const std::string& word) { am.fuzz = number_of("--fuzz", word); });
  declare_paths(flags, am.paths);
  declare_limits(flags, am.limits);
  flags.flag("--keep-going", am.on_refused, ops::AmOptions::OnRefused::keep_going,
             "Leave out the patches that are refused, and list them");
  flags.flag("--stop-at-conflict", am.at_conflict, ops::AmOptions::AtConflict::stop,
             "At a conflict, keep the commits so far and leave the files with conflict markers");
}

void declare_format_patch(Flags& flags, Options& options) {
  auto& format = options.emplace<ops::FormatPatchOptions>();
  flags.argument("BASE..TIP", format.range, "The commits to write");
  declare_repository(flags, format.repository);
  flags.option("-o,--output", "DIR", format.output, "Where to write the patch files (default: the current directory)");
}

void declare_replay(Flags& flags, Options& options) {
  auto& replay = options.emplace<ops::ReplayOptions>();
  flags.argument("BASE..TIP", replay.range, "The commits to replay");
  flags.option("--onto", "REV", replay.onto, "The commit to replay onto", Need::required);
  declare_repository(flags, replay.repository);
  flags.option("--branch", "NAME", replay.branch, "Move this branch to the new tip if all is clean");
  flags.flag("--dry-run", replay.effect, ops::Effect::dry_run,
             "Write nothing, not even an object; implies --keep-going");
  flags.flag("--keep-going", replay.policy.on_conflict, queue::ReplayPolicy::OnConflict::keep_going,
             "After a conflict, go on without that patch");
  declare_replaying(flags, replay);
}

void declare_culprit(Flags& flags, Options& options) {
  auto& culprit = options.emplace<ops::CulpritOptions>();
  flags.argument("BASE..TIP", culprit.range, "The commits to examine");
  flags.option("--onto", "REV", culprit.onto, "The upstream commit to replay onto", Need::required);
  declare_repository(flags, culprit.repository);
}

void finish_am(Options& options, const path& directory) {
  auto& am = std::get<ops::AmOptions>(options);
  const bool has_both =
      am.on_refused == ops::AmOptions::OnRefused::keep_going && am.at_conflict == ops::AmOptions::AtConflict::stop;
  if (has_both) {
    throw contradiction("--keep-going", "--stop-at-conflict", "one leaves out what conflicts, the other stops there")
        .hint("leave one of them out");
  }
  am.repository = resolved(directory, am.repository);
  for (path& file : am.files) file = directory / file;
}

void finish_format_patch(Options& options, const path& directory) {
  auto& format = std::get<ops::FormatPatchOptions>(options);
  check_range(format.range);
  format.repository = resolved(directory, format.repository);
  format.output = resolved(directory, format.output);
}

void finish_replay(Options& options, const path& directory) {
  auto& replay = std::get<ops::ReplayOptions>(options);
  check_range(replay.range);
  replay.repository = resolved(directory, replay.repository);
  if (replay.effect == ops::Effect::dry_run) replay.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
}

void finish_culprit(Options& options, const path& directory) {
  auto& culprit = std::get<ops::CulpritOptions>(options);
  check_range(culprit.range);
  culprit.repository = resolved(directory, culprit.repository);
}

}  // namespace mlxpatch::cli
