#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <support/ids.hpp>
#include <utility>
#include <vector>

#include "git_merges.hpp"
#include "histories.hpp"
#include "known_differences.hpp"
#include "support/history_generator.hpp"
#include "support/world.hpp"

namespace mlxpatch::tests {
namespace {

bool conflicts(const queue::ReplayedPatch& patch) {
  return patch.state == queue::PatchState::conflict || patch.state == queue::PatchState::blocked;
}

std::vector<GitOutcome> direct_replay(objects::ObjectStore& store, const GeneratedHistory& history, RebaseDedup dedup,
                                      merge::DirectoryRenames directory_renames) {
  queue::ReplayOptions options;
  options.merge.directory_renames = directory_renames;
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  options.policy.range = queue::ReplayPolicy::Range::direct;
  options.policy.dedup =
      dedup == RebaseDedup::off ? queue::ReplayPolicy::Dedup::off : queue::ReplayPolicy::Dedup::by_patch_id;
  options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 0}};
  const git::Oid base = id_of(history.base);
  const std::vector<git::Oid> commits = queue::queue_between(store, base, id_of(history.queue));
  const queue::ReplayResult result = queue::replay(store, commits, base, id_of(history.upstream), options);
  std::vector<GitOutcome> outcomes;
  git::Oid tree = store.tree_of(id_of(history.upstream));
  for (const queue::ReplayedPatch& patch : result.patches) {
    GitOutcome::Verdict verdict = GitOutcome::Verdict::conflict;
    if (!conflicts(patch)) {
      // A commit that was empty from the start is kept, here as by git; it changes nothing all the same.
      verdict = patch.tree == tree ? GitOutcome::Verdict::nothing : GitOutcome::Verdict::made;
    }
    tree = patch.tree;
    outcomes.push_back({verdict, tree.hex()});
  }
  return outcomes;
}

void compare(const HistoryProfile& profile, std::size_t part, std::size_t count, RebaseDedup dedup,
             merge::DirectoryRenames directory_renames = merge::DirectoryRenames::conflict) {
  const World world;
  const Histories histories(profile, part, count);
  if (directory_renames == merge::DirectoryRenames::ignore) {
    histories.repository().git({"config", "merge.directoryRenames", "false"});
  }
  const git::Repository repository = git::Repository::open(histories.repository().path());
  for (const GeneratedHistory& history : histories.all()) {
    objects::ObjectStore store(repository);
    const std::vector<GitOutcome> ours = direct_replay(store, history, dedup, directory_renames);
    const std::vector<GitOutcome> theirs = rebase_with_git(histories.repository(), history, dedup);
    INFO("seed " << history.seed);
    INFO("ours\n" << to_string(ours) << "git's\n" << to_string(theirs));
    CHECK(ours.size() == history.patches.size());
    CHECK(ours == theirs);
  }
}

/// One patch of a history in a direct replay, and what git makes of the same merge.
struct PatchBesideGit {
  std::uint64_t seed = 0;
  queue::ReplayedPatch ours;
  AskedMerge asked;
  GitMerge theirs;
};

queue::ReplayOptions options_of(queue::ReplayPolicy::Range strides) {
  queue::ReplayOptions options;
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  options.policy.range = strides;
  options.policy.dedup = queue::ReplayPolicy::Dedup::off;
  options.committer = {"Carl Committer", "carl@example.com", {1'767'225'600, 0}};
  return options;
}

queue::ReplayResult replay_history(objects::ObjectStore& store, const GeneratedHistory& history,
                                   queue::ReplayPolicy::Range strides) {
  const git::Oid base = id_of(history.base);
  const std::vector<git::Oid> commits = queue::queue_between(store, base, id_of(history.queue));
  return queue::replay(store, commits, base, id_of(history.upstream), options_of(strides));
}

/// Every patch of every history of a part. Each merge starts from the tree that the replay had come to, so that a chain
/// agrees with `git rebase` where all of its links do.
std::vector<PatchBesideGit> patches_beside_git(const Histories& histories) {
  const git::Repository repository = git::Repository::open(histories.repository().path());
  objects::ObjectStore store(repository);
  std::vector<PatchBesideGit> patches;
  for (const GeneratedHistory& history : histories.all()) {
    std::string tree = store.tree_of(id_of(history.upstream)).hex();
    for (queue::ReplayedPatch& patch : replay_history(store, history, queue::ReplayPolicy::Range::direct).patches) {
      const git::Commit commit = store.commit(patch.commit);
      const AskedMerge asked{store.tree_of(commit.parents.front()).hex(), tree, commit.tree.hex()};
      const std::string after = patch.tree.hex();
      patches.push_back({history.seed, std::move(patch), asked, {}});
      tree = after;
    }
  }
  store.write_pack();
  std::vector<AskedMerge> merges;
  merges.reserve(patches.size());
  for (const PatchBesideGit& patch : patches) merges.push_back(patch.asked);
  std::vector<GitMerge> answers = merge_with_git(histories.repository(), merges);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    patches[i].theirs = std::move(answers[i]);
  }
  return patches;
}

/// Whether upstream took a patch before this one that changes one of its files. A direct replay may apply that patch a
/// second time: if upstream has deleted or edited the file since, it is back, and only because of that this one merges.
bool follows_taken(const queue::ReplayResult& result, std::size_t index) {
  const std::vector<std::string>& paths = result.patches[index].paths;
  const auto shares_path = [&](const queue::ReplayedPatch& earlier) {
    return std::any_of(earlier.paths.begin(), earlier.paths.end(), [&](const std::string& path) {
      return std::find(paths.begin(), paths.end(), path) != paths.end();
    });
  };
  return std::any_of(result.patches.begin(), result.patches.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const queue::ReplayedPatch& earlier) {
                       return earlier.state == queue::PatchState::upstreamed && shares_path(earlier);
                     });
}

/// Whether a patch before this one is in the scan's tree but conflicts in the direct replay.
bool follows_healed(const queue::ReplayResult& one, const queue::ReplayResult& scanned, std::size_t index) {
  for (std::size_t i = 0; i < index; ++i) {
    if (conflicts(one.patches[i]) && !conflicts(scanned.patches[i])) return true;
  }
  return false;
}

/// Where a scan and a direct replay differ, upstream took a patch or one was merged commit by commit. The scan needs a
/// person only where the direct replay does, but for a patch on a file that upstream took from the queue and changed
/// since, and for one that meets an earlier patch which the direct replay could not apply.
void check_scans(const Histories& histories) {
  const git::Repository repository = git::Repository::open(histories.repository().path());
  for (const GeneratedHistory& history : histories.all()) {
    objects::ObjectStore store(repository);
    const queue::ReplayResult one = replay_history(store, history, queue::ReplayPolicy::Range::direct);
    const queue::ReplayResult scanned = replay_history(store, history, queue::ReplayPolicy::Range::incremental);
    bool explained = false;
    for (std::size_t i = 0; i < one.patches.size(); ++i) {
      const queue::ReplayedPatch& here = scanned.patches[i];
      INFO("seed " << history.seed << ", " << here.subject << ", " << here.commit.hex());
      INFO("direct: " << name_of(one.patches[i].state) << ", scanned: " << name_of(here.state));
      explained =
          explained || here.state == queue::PatchState::upstreamed || here.state == queue::PatchState::incremental;
      CHECK((explained || (here.state == one.patches[i].state && here.tree == one.patches[i].tree)));
      const bool has_reason = follows_taken(scanned, i) || follows_healed(one, scanned, i);
      CHECK((conflicts(one.patches[i]) || !conflicts(here) || has_reason));
    }
  }
}

/// Of each history each merge is git's.
void compare_merges(const Histories& histories) {
  std::size_t died = 0;
  std::size_t clean_ones = 0;
  std::size_t conflicting_ones = 0;
  std::map<std::string_view, std::size_t> known;
  const std::vector<PatchBesideGit> patches = patches_beside_git(histories);
  const git::Repository repository = git::Repository::open(histories.repository().path());
  objects::ObjectStore store(repository);
  for (const PatchBesideGit& patch : patches) {
    if (patch.theirs.verdict == GitMerge::Verdict::died) {
      ++died;
      continue;
    }
    const bool clean = patch.theirs.verdict == GitMerge::Verdict::clean;
    ++(clean ? clean_ones : conflicting_ones);
    const std::string expected = clean ? patch.theirs.tree : patch.asked.ours;
    const bool agree = conflicts(patch.ours) == !clean && patch.ours.tree.hex() == expected;
    if (!agree) {
      if (const auto reason = known_difference(store, patch.ours, patch.asked, patch.theirs)) {
        ++known[*reason];
        continue;
      }
    }
    INFO("seed " << patch.seed << ", " << patch.ours.subject << ", " << patch.ours.commit.hex());
    INFO("we say " << name_of(patch.ours.state) << " " << patch.ours.tree.hex() << "; before it " << patch.asked.ours);
    INFO("git says " << (clean ? "clean " : "conflict ") << patch.theirs.tree << "\n" << patch.theirs.messages);
    CHECK(conflicts(patch.ours) == !clean);
    CHECK(patch.ours.tree.hex() == expected);
  }
  if (died > 0) {
    WARN("git died of " << died << " of " << patches.size() << " merges");
  }
  CHECK(died <= 5 + patches.size() / 200);
  // Of a handful of histories, as a person may ask for, all merges can be alike.
  if (patches.size() > 100) {
    CHECK(clean_ones > 0);
    CHECK(conflicting_ones > 0);
  }
  for (const auto& [reason, count] : known) {
    WARN(count << " of " << patches.size() << " merges: " << reason);
    CHECK(count <= 5 + patches.size() / 200);
  }
}

}  // namespace

/// In all parts together.
constexpr std::size_t k_wild_histories = 2'000;
constexpr std::size_t k_crowded_histories = 2'000;

// clang-format off
#define EVERY_PART ((std::size_t Part), Part), 0, 1, 2, 3, 4, 5, 6, 7
// clang-format on

TEMPLATE_TEST_CASE_SIG("a replay of plain histories ends as git rebase does", "", EVERY_PART) {
  compare(HistoryProfile::mild(), Part, 96, RebaseDedup::by_patch_id);
}

TEMPLATE_TEST_CASE_SIG("a replay of wild histories ends as git rebase does", "", EVERY_PART) {
  // git's rebase dies now and then if files and directories change places; the merges below have such changes.
  HistoryProfile profile = HistoryProfile::wild();
  profile.swap_kind = 0;
  compare(profile, Part, 48, RebaseDedup::by_patch_id);
}

TEMPLATE_TEST_CASE_SIG("of wild histories each merge is git's, and a scan is never worse than a direct replay", "",
                       EVERY_PART) {
  if (!git_merges_many()) {
    SKIP("this git has no `merge-tree --stdin` (2.39 and newer have it)");
  }
  const World world;
  const Histories histories(HistoryProfile::wild(), Part, k_wild_histories);
  compare_merges(histories);
  check_scans(histories);
}

TEMPLATE_TEST_CASE_SIG("of histories in which files get into each other's way each merge is git's", "", EVERY_PART) {
  if (!git_merges_many()) {
    SKIP("this git has no `merge-tree --stdin` (2.39 and newer have it)");
  }
  const World world;
  compare_merges(Histories(HistoryProfile::crowded(), Part, k_crowded_histories));
}

}  // namespace mlxpatch::tests
