#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <string>
#include <vector>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::ReplayOptions;
using queue::ReplayResult;

namespace {

std::vector<std::string> states_of(const ReplayResult& result) {
  std::vector<std::string> states;
  states.reserve(result.patches.size());
  for (const queue::ReplayedPatch& patch : result.patches) states.emplace_back(name_of(patch.state));
  return states;
}

using States = std::vector<std::string>;

}  // namespace

TEST_CASE("a queue that merges becomes the tree and the commits of git rebase") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Change three\n\nWhy.\n");
  scene.patch("b", "new\n", "Add b\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Change seventeen\n");
  scene.upstream("a", lines_with({{10, "ten"}}), "Change ten\n");
  for (const ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    CHECK(states_of(result) == States{"clean", "clean", "clean"});
    scene.store().write_pack();
    scene.repo.git({"update-ref", "refs/heads/ours", result.tip.hex()});
    scene.repo.checkout("queue");
    scene.repo.git({"checkout", "--quiet", "-B", "theirs"});
    scene.repo.git({"rebase", "--quiet", "main"});
    CHECK(scene.repo.tree("ours") == scene.repo.tree("theirs"));
    const std::string format = "%T %an %ae %aI %B";
    CHECK(scene.repo.log("main..ours", format) == scene.repo.log("main..theirs", format));
    CHECK(scene.repo.log("ours", "%cn %ce %cI").front() == "Carl Committer carl@example.com 2026-01-01T01:00:00+01:00");
    scene.reopen();
  }
}

TEST_CASE("a replay tells at what it is, stage after stage, and a scan at each patch that a commit meets") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Seventeen\n");
  scene.upstream("a", lines_with({{3, "3"}, {17, "17"}}), "Both\n");
  scene.upstream("other", "new\n", "Another file\n");
  std::vector<queue::ReplayStage> stages;
  std::size_t scanned = 0;
  ReplayOptions options = scene.options();
  options.on_progress = [&](queue::ReplayStage stage, std::size_t done, std::size_t total) {
    CHECK(done <= total);
    CHECK(total == 2);
    if (stages.empty() || stages.back() != stage) stages.push_back(stage);
    if (stage == queue::ReplayStage::scanning) ++scanned;
  };
  scene.replay(options);
  using enum queue::ReplayStage;
  CHECK(stages == std::vector<queue::ReplayStage>{reading, comparing, scanning, replaying});
  CHECK(scanned == 4);  // two commits, of which the first meets two patches
}

TEST_CASE("a replay where nothing moved keeps the commits") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "One\n");
  const std::string tip = scene.patch("b", "new\n", "Two\n");
  const ReplayResult result = scene.replay();
  CHECK(result.tip.hex() == tip);
  CHECK(scene.store().pending() == 0);
}

TEST_CASE("a dry run leaves no object in the repository") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "One\n");
  scene.upstream("a", lines_with({{10, "ten"}}), "Ten\n");
  const std::string before = scene.repo.git({"count-objects", "-v"});
  const ReplayResult result = scene.replay();
  CHECK(scene.repo.git({"count-objects", "-v"}) == before);
  CHECK(scene.repo.try_git({"cat-file", "-e", result.tip.hex()}).exit != 0);
}

TEST_CASE("a commit that was empty from the start is kept, one that becomes empty is not") {
  ForkedQueue scene;
  scene.repo.checkout("queue");
  scene.repo.commit("Nothing at all\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "three"}, {9, "nine"}}), "Three and nine\n");
  const ReplayResult result = scene.replay(scene.direct());
  CHECK(states_of(result) == States{"clean", "upstreamed"});
  CHECK(result.patches[0].new_commit == result.tip);
  CHECK_FALSE(result.patches[1].new_commit);
}

TEST_CASE("a patch follows a file that upstream renamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.repo.checkout("main");
  scene.repo.git({"mv", "a", "moved"});
  scene.repo.commit("Move\n");
  const ReplayResult result = scene.replay();
  REQUIRE(states_of(result) == States{"moved"});
  REQUIRE(result.patches[0].renames.size() == 1);
  CHECK(result.patches[0].renames[0].to == "moved");
  CHECK(scene.file_in(result.tree, "moved") == lines_with({{3, "three"}}));
}

TEST_CASE("after a conflict the rest is tried without the patch, and what needs it is blocked") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three and more"}}), "More of three\n");
  scene.patch("b", "new\n", "B\n");
  scene.patch("a", lines_with({{3, "three and more"}, {17, "seventeen"}}), "Seventeen\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "Three in German (#12)\n");
  for (const ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    CHECK_FALSE(result.clean);
    CHECK(states_of(result) == States{"conflict", "blocked", "clean", "clean"});
    REQUIRE(result.patches[0].conflicts.size() == 1);
    CHECK(result.patches[0].conflicts[0].kind == merge::ConflictKind::content);
    CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "drei"}, {17, "seventeen"}}));
  }
}

TEST_CASE("a patch that conflicts with upstream alone is not called blocked") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Seventeen\n");
  scene.upstream("a", lines_with({{3, "drei"}, {17, "siebzehn"}}), "German\n");
  CHECK(states_of(scene.replay(scene.direct())) == States{"conflict", "conflict"});
}

TEST_CASE("a change that upstream has by patch-id is left out, unless dedup is off") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  scene.upstream("a", lines_with({{3, "three!"}}), "Go on with it\n");
  const ReplayResult result = scene.replay(scene.direct());
  REQUIRE(states_of(result) == States{"upstreamed"});
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == taken);
  CHECK(result.patches[0].upstreamed_by->how == queue::Evidence::patch_id);
  ReplayOptions without = scene.direct();
  without.policy.dedup = queue::ReplayPolicy::Dedup::off;
  CHECK(states_of(scene.replay(without)) == States{"conflict"});
}

TEST_CASE("of several upstream commits with a patch's patch-id the first one has it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string first = scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  scene.upstream("a", lines_with(), "Revert\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three again\n");
  const ReplayResult result = scene.replay(scene.direct());
  REQUIRE(states_of(result) == States{"upstreamed"});
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == first);
}

TEST_CASE("a merge that brings a patch in as several commits does not have its patch-id") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Both\n");
  scene.repo.git({"checkout", "--quiet", "-b", "side", scene.base});
  scene.repo.commit_file("a", lines_with({{3, "three"}}), "Three\n");
  scene.repo.commit_file("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  scene.repo.checkout("main");
  scene.repo.git({"merge", "--quiet", "--no-ff", "--no-edit", "side"});
  const ReplayResult result = scene.replay(scene.direct());
  REQUIRE(states_of(result) == States{"upstreamed"});
  CHECK(result.patches[0].upstreamed_by->how == queue::Evidence::empty);
  CHECK(result.patches[0].upstreamed_by->commit.id == scene.upstream_tip());
}

TEST_CASE("a direct replay stops at the first conflict, ready to continue") {
  ForkedQueue scene;
  scene.patch("b", "new\n", "B\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("c", "new\n", "C\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  ReplayOptions options = scene.direct();
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::stop;
  const ReplayResult result = scene.replay(options);
  CHECK(states_of(result) == States{"clean", "conflict"});
  REQUIRE(result.stop);
  CHECK(result.stop->onto.hex() == scene.repo.rev_parse("main"));
  CHECK(result.stop->patch == 1);
  CHECK(result.stop->tip == result.patches[0].new_commit);
  CHECK(result.stop->settled.size() == 1);
  REQUIRE(result.stop->todo.size() == 2);
  CHECK(result.stop->todo[0].commit == scene.queue()[1]);
  CHECK(scene.file_in(result.stop->tree, "a").find("<<<<<<< HEAD\ndrei\n=======\nthree\n>>>>>>> ") !=
        std::string::npos);
}

TEST_CASE("a stop is at the commit that breaks the patch, and the queue continues from there") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Seventeen\n");
  scene.upstream("a", lines_with({{10, "ten"}}), "Harmless\n");
  const std::string culprit = scene.upstream("a", lines_with({{10, "ten"}, {3, "drei"}}), "German (#7)\n");
  scene.upstream("a", lines_with({{10, "ten"}, {3, "drei"}, {2, "zwei"}}), "More German\n");
  ReplayOptions options = scene.options();
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::stop;
  const ReplayResult stopped = scene.replay(options);
  REQUIRE(stopped.stop);
  const queue::ReplayStop& stop = *stopped.stop;
  CHECK(stop.onto.hex() == culprit);
  CHECK(stop.patch == 0);
  CHECK(stop.tip.hex() == culprit);
  REQUIRE(stop.todo.size() == 2);
  CHECK(stop.todo[1].original == scene.queue()[1]);
  CHECK(stopped.patches[0].culprit->number == 7);
  CHECK(scene.file_in(stop.tree, "a").find("line 2\n<<<<<<< HEAD\ndrei\n=======\nthree\n") != std::string::npos);

  // The person resolves; the rest goes on by itself.
  objects::ObjectStore& store = scene.store();
  git::Commit resolved = store.commit(stop.todo[0].commit);
  resolved.parents = {stop.tip};
  const git::Oid blob = store.put(git::ObjectType::blob, lines_with({{10, "ten"}, {3, "drei = three"}}));
  resolved.tree = objects::edit_tree(store, store.tree_of(stop.tip), {{"a", {git::Mode::file, blob}}});
  ReplayOptions rest_options = scene.direct();
  rest_options.policy.dedup = queue::ReplayPolicy::Dedup::off;
  const ReplayResult rest =
      queue::replay(store, {stop.todo[1].commit}, stop.onto, store.put_commit(resolved), rest_options);
  REQUIRE(rest.clean);
  const std::vector<git::Oid> whole = queue::queue_between(store, stop.onto, rest.tip);
  REQUIRE(whole.size() == 2);
  // The repository has neither of them yet.
  CHECK(queue::queue_between(store, whole[0], whole[1]) == std::vector{whole[1]});
  // Upstream's next commit touches the line beside the resolved one: a new conflict, with a culprit of its own.
  const ReplayResult last = queue::replay(store, whole, stop.onto, scene.upstream_tip(), options);
  CHECK(states_of(last) == States{"conflict", "clean"});
  CHECK(last.stop->onto.hex() == scene.repo.rev_parse("main"));
}

TEST_CASE("what a queue is: its commits without merges, oldest first, down to the base") {
  ForkedQueue scene;
  const std::string first = scene.patch("a", lines_with({{3, "three"}}), "One\n");
  const std::string second = scene.patch("b", "b\n", "Two\n");
  CHECK(scene.queue() == std::vector{id_of(first), id_of(second)});
  scene.repo.git({"checkout", "--quiet", "--orphan", "alone"});
  const std::string root = scene.repo.commit("Root\n");
  CHECK_THROWS(queue::queue_between(scene.store(), id_of(scene.base), id_of(root)));
}

TEST_CASE("a commit's number is that of the pull request at its subject's end") {
  ForkedQueue scene;
  const std::string with = scene.upstream("a", lines_with({{1, "1"}}), "Do it (#741)\n\nBody (#3)\n");
  const std::string without = scene.upstream("a", lines_with({{1, "2"}}), "See (#741) there\n");
  CHECK(queue::commit_info(scene.store(), id_of(with)).number == 741);
  CHECK(queue::commit_info(scene.store(), id_of(with)).subject == "Do it (#741)");
  CHECK_FALSE(queue::commit_info(scene.store(), id_of(without)).number);
}
