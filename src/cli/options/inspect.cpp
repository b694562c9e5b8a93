#include "options/inspect.hpp"

#include <filesystem>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/diff_queue.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/report/queue_diff.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

void declare_log(Flags& flags, Options& options) {
  auto& log = options.emplace<ops::LogOptions>();
  flags.flag("--touching", log.filter, ops::LogOptions::Filter::touching,
             "Only commits that change files which the patches change too");
}

void declare_why(Flags& flags, Options& options) {
  auto& why = options.emplace<WhyOptions>();
  flags.argument("PATCH", why.patch, "The patch: its file name, the beginning of it, or its number");
}

void declare_diff(Flags& flags, Options& options) {
  using View = report::QueueDiff::View;
  auto& diff = options.emplace<ops::DiffOptions>();
  flags.arguments("REV", diff.revisions,
                  "One or two commits of the project's own git: compare the patch files there; the second one is the "
                  "files on disk if it is left out",
                  Need::optional);
  flags.flag("--last", diff.between, ops::DiffOptions::Between::last_update,
             "Compare the branch before and after the last update");
  flags.flag("--stat", diff.view, View::stat, "One line for each patch, without the diffs");
  flags.flag("--md", diff.view, View::markdown, "Markdown for a pull request, with the diffs folded");
}

void finish_diff(Options& options, const std::filesystem::path&) {
  const auto& diff = std::get<ops::DiffOptions>(options);
  if (diff.revisions.size() > 2) {
    throw Error("two revisions can be compared, no more", ErrorKind::usage).hint("mlxpatch diff REV1 REV2");
  }
  if (diff.between == ops::DiffOptions::Between::last_update && !diff.revisions.empty()) {
    throw contradiction("--last", "REV", "an update moves the branch, and revisions are of the patch files");
  }
}

}  // namespace mlxpatch::cli
