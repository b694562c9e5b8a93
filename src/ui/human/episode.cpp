#include "human/episode.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

#include "columns.hpp"
#include "names.hpp"
#include "next_step.hpp"

namespace mlxpatch::ui {

namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t k_name_columns = 20;

std::string commit_in_short(const report::CommitLine& commit) {
  return fmt::format("{} \"{}\" by {}", commit.id.substr(0, 8), commit.subject, commit.author);
}

void add_patches(Lines& lines, const std::vector<report::Patch>& patches) {
  for (const report::Patch& patch : patches) {
    std::string line = fmt::format("  {} {}", padded(patch.name, k_name_columns), name_of(patch.state));
    if (patch.upstreamed_by) line += fmt::format(" by {}", commit_in_short(patch.upstreamed_by->commit));
    lines.push_back(std::move(line));
  }
}

Lines lines_of(const report::Setup& setup) {
  Lines lines = {fmt::format("{} is set up: {} on branch {}, on upstream's {}", setup.directory,
                             count_of(setup.patches.size(), "patch"), setup.branch, setup.base.describe)};
  add_patches(lines, setup.patches);
  if (setup.ignored_by) {
    lines.push_back(fmt::format("{} keeps {} out of your own repository", *setup.ignored_by, setup.directory));
  }
  return lines;
}

Lines lines_of(const report::Stop& stop) {
  Lines lines = {
      fmt::format("stopped at patch {} of {}: {} \"{}\"", stop.patch_index, stop.patches, stop.patch, stop.subject)};
  for (const report::Conflict& conflict : stop.conflicts) {
    lines.push_back(fmt::format("  {} conflict in {}", name_of(conflict.kind), conflict.path));
  }
  if (stop.culprit) lines.push_back(fmt::format("  since {}", commit_in_short(*stop.culprit)));
  return lines;
}

Lines lines_of(const report::Update& update) {
  if (update.stop) return lines_of(*update.stop);
  Lines lines = {fmt::format("the patches are on {} now ({})", update.to ? update.to->describe : update.upstream,
                             count_of(update.new_commits, "new upstream commit"))};
  add_patches(lines, update.replay.patches);
  if (!update.written.empty()) lines.push_back("written: " + join(update.written, ", "));
  for (const report::NextStep& step : update.next) {
    const auto [command, why] = worded(step);
    if (!command.empty()) lines.push_back(fmt::format("next: {}   {}", command, why));
  }
  return lines;
}

Lines lines_of(const report::Regen& regen) {
  if (regen.check_only) {
    return {regen.outcome == report::Outcome::done ? "the patch files and the lock say what the branch says"
                                                   : "the patch files differ from the branch"};
  }
  Lines lines = {fmt::format("written: {}", regen.written.empty() ? "nothing" : join(regen.written, ", "))};
  if (!regen.unchanged.empty()) lines.push_back("unchanged: " + join(regen.unchanged, ", "));
  return lines;
}

Lines lines_of(const report::Check& check) {
  Lines lines = {fmt::format("the files {} at the base", check.files_apply ? "apply" : "do not apply"),
                 fmt::format("at {}:", check.upstream.empty() ? "the tip" : check.upstream)};
  add_patches(lines, check.replay.patches);
  if (check.has_branch) lines.emplace_back(check.drift.any() ? "branch and files differ" : "branch and files agree");
  return lines;
}

}  // namespace

std::vector<std::string> episode_lines(const report::Result& result) {
  return std::visit(
      [](const auto& value) -> Lines {
        if constexpr (requires { lines_of(value); }) {
          return lines_of(value);
        } else {
          return {};
        }
      },
      result);
}

}  // namespace mlxpatch::ui
