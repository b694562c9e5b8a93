#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/queue/replay.hpp>

#include "histories.hpp"

namespace mlxpatch::tests {
namespace {

git::Oid id_of(const std::string& hex) { return git::Oid::from_hex(hex).value(); }

bool conflicts(const queue::ReplayedPatch& patch) {
  return patch.state == queue::PatchState::conflict || patch.state == queue::PatchState::blocked;
}

std::vector<GitOutcome> replay_in_one_stride(git::ObjectStore& store, const GeneratedHistory& history,
                                             RebaseDedup dedup, git::DirectoryRenames directory_renames) {
  queue::ReplayOptions options;
  options.merge.directory_renames = directory_renames;
  options.on_conflict = queue::ReplayOptions::OnConflict::keep_going;
  options.strides = queue::ReplayOptions::Strides::one;
  options.dedup =
      dedup == RebaseDedup::off ? queue::ReplayOptions::Dedup::off : queue::ReplayOptions::Dedup::by_patch_id;
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
             git::DirectoryRenames directory_renames = git::DirectoryRenames::conflict) {
  const World world;
  const Histories histories(profile, part, count);
  if (directory_renames == git::DirectoryRenames::ignore) {
    histories.repository().git({"config", "merge.directoryRenames", "false"});
  }
  const git::Repository repository = git::Repository::open(histories.repository().path());
  for (const GeneratedHistory& history : histories.all()) {
    git::ObjectStore store(repository);
    const std::vector<GitOutcome> ours = replay_in_one_stride(store, history, dedup, directory_renames);
    const std::vector<GitOutcome> theirs = rebase_with_git(histories.repository(), history, dedup);
    INFO("seed " << history.seed);
    INFO("ours\n" << to_string(ours) << "git's\n" << to_string(theirs));
    CHECK(ours == theirs);
  }
}

/// All kinds of change, but for a file that becomes a link on one side while the other renames it: git reports that as
/// modify/delete, the replay lets the link follow.
HistoryProfile wild_but_for_links() {
  HistoryProfile profile = HistoryProfile::wild();
  profile.become_link = 0;
  return profile;
}

}  // namespace

// clang-format off
#define EVERY_PART ((std::size_t Part), Part), 0, 1, 2, 3, 4, 5, 6, 7
// clang-format on

TEMPLATE_TEST_CASE_SIG("a replay of plain histories ends as git rebase does", "", EVERY_PART) {
  compare(HistoryProfile::mild(), Part, 160, RebaseDedup::by_patch_id);
}

TEMPLATE_TEST_CASE_SIG("a replay of wild histories ends as git rebase does", "", EVERY_PART) {
  compare(wild_but_for_links(), Part, 160, RebaseDedup::by_patch_id, git::DirectoryRenames::ignore);
}

TEMPLATE_TEST_CASE_SIG("a replay without dedup ends as git rebase --reapply-cherry-picks does", "", EVERY_PART) {
  HistoryProfile profile = wild_but_for_links();
  profile.take_patch = 6;
  compare(profile, Part, 80, RebaseDedup::off, git::DirectoryRenames::ignore);
}

}  // namespace mlxpatch::tests
