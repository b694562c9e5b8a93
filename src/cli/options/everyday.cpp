#include "options/everyday.hpp"

#include <filesystem>

#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

#include "flags.hpp"
#include "options.hpp"
#include "options/shared.hpp"

namespace mlxpatch::cli {

void declare_setup(Flags& flags, Options& options) {
  auto& setup = options.emplace<ops::SetupOptions>();
  flags.flag("--fresh", setup.start, ops::Start::fresh,
             "Start over from the patch files; commits that are in none are kept on another branch");
  flags.option("--upstream", "URL", setup.upstream, "Clone from this URL or path instead of the configured one");
}

void declare_update(Flags& flags, Options& options) {
  auto& update = options.emplace<ops::UpdateOptions>();
  flags.option("--to", "REF", update.to, "Move to this upstream commit, tag or branch (default: the newest commit)");
  flags.flag("--clean", update.reach, ops::UpdateOptions::Reach::clean,
             "Only as far as every patch merges, stopping nowhere");
  declare_dry_run(flags, update.effect);
  flags.flag("--merge", update.method, ops::Method::merge,
             "Merge upstream into the branch instead of replaying the patches");
  flags.flag("--reuse", update.known, ops::KnownConflicts::reuse,
             "Go on by itself at conflicts that were resolved before in the same texts");
  flags.flag("--autostash", update.dirty, ops::DirtyTree::autostash,
             "Stash uncommitted changes, and restore them afterwards");
  flags.flag("--no-fetch", update.network, ops::Network::avoid, "Use what was last fetched; no network");
  declare_replaying(flags, update);
  flags.flag("--force", update.shrink, ops::Shrink::allow, "Allow removing more than half of the patch files");
}

void declare_regen(Flags& flags, Options& options) {
  auto& regen = options.emplace<ops::RegenOptions>();
  flags.flag("--check", regen.write, ops::Write::compare_only,
             "Only say whether the files differ from the branch (exit code 4)");
  flags.flag("--full", regen.keep, ops::Keep::rewrite, "Rewrite every file, even if its patch has not changed");
  flags.flag("--renumber", regen.numbers, ops::Numbers::renumber,
             "Number the names of the patch files by their places");
  flags.flag("--force", regen.shrink, ops::Shrink::allow, "Allow removing more than half of the patch files");
}

void declare_check(Flags& flags, Options& options) {
  auto& check = options.emplace<ops::CheckOptions>();
  flags.option("--to", "REF", check.to, "Check against this upstream commit (default: the newest commit)");
  flags.flag("--no-fetch", check.network, ops::Network::avoid, "Use what was last fetched; no network");
  declare_replaying(flags, check);
}

void finish_update(Options& options, const std::filesystem::path&) {
  const auto& update = std::get<ops::UpdateOptions>(options);
  const bool has_both =
      update.method == ops::Method::merge && update.policy.range == queue::ReplayPolicy::Range::direct;
  const bool reuses_merge = update.method == ops::Method::merge && update.known == ops::KnownConflicts::reuse;
  if (reuses_merge)
    throw contradiction("--merge", "--reuse", "only conflicts of patches are remembered").hint("leave one of them out");
  if (has_both) throw contradiction("--merge", "--direct", "a merge replays nothing").hint("leave one of them out");
  if (update.reach == ops::UpdateOptions::Reach::target) return;
  const bool is_merge = update.method == ops::Method::merge;
  if (is_merge || update.policy.range == queue::ReplayPolicy::Range::direct) {
    throw contradiction("--clean", is_merge ? "--merge" : "--direct",
                        "how far every patch merges is known from the commits in between")
        .hint("leave one of them out");
  }
}

}  // namespace mlxpatch::cli
