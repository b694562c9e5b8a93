
#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <string>
#include <vector>

#include "forked_queue.hpp"
#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::ReplayResult;

namespace {

std::string state_of(const ReplayResult& result, std::size_t index = 0) {
  return std::string(name_of(result.patches.at(index).state));
}

}  // namespace

TEST_CASE("a patch that upstream took and edited later is upstreamed by the commit that took it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}, {9, "nine"}}), "Three and nine\n");
  scene.upstream("a", lines_with({{3, "three, edited"}, {9, "nine"}}), "Edit it\n");
  const ReplayResult result = scene.replay();
  REQUIRE(state_of(result) == "upstreamed");
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == taken);
  CHECK(result.patches[0].upstreamed_by->how == queue::Evidence::empty);
  CHECK(result.clean);
  CHECK(state_of(scene.replay(scene.direct())) == "conflict");
}

TEST_CASE("a patch that upstream took and moved elsewhere is not applied a second time") {
  // A direct replay inserts the line again: upstream's copy is far away by now.
  ForkedQueue scene;
  scene.patch("a", lines_with({{5, "line 5\nguard()"}}), "Guard\n");
  const std::string taken =
      scene.upstream("a", lines_with({{5, "line 5\nguard()"}, {18, "eighteen"}}), "Take the guard, and more\n");
  scene.upstream("a", lines_with({{15, "line 15\nguard()"}, {18, "eighteen"}}), "Move it\n");
  CHECK(state_of(scene.replay(scene.direct())) == "clean");
  const ReplayResult result = scene.replay();
  REQUIRE(state_of(result) == "upstreamed");
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == taken);
}

TEST_CASE("a patch that upstream took and reverted comes back") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  scene.upstream("a", lines_with(), "Revert three\n");
  scene.upstream("a", lines_with({{12, "twelve"}}), "Go on\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result) == "clean");
  CHECK(has_note(result.patches[0], "dropped it again"));
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "three"}, {12, "twelve"}}));
}

TEST_CASE("a patch that upstream took along with another change and reverted alone comes back") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{10, "ten"}}), "Ten\n");
  scene.upstream("a", lines_with({{10, "ten"}, {1, "one"}}), "Take ten, and one\n");
  scene.upstream("a", lines_with({{1, "one"}}), "Revert ten\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result) == "clean");
  CHECK(has_note(result.patches[0], "dropped it again"));
  CHECK(result.clean);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{1, "one"}, {10, "ten"}}));
}

TEST_CASE("a conflict that came and went does not stop the queue, and is noted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string broke = scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string healed = scene.upstream("a", lines_with({{15, "fifteen"}}), "English again\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result) == "clean");
  CHECK(has_note(result.patches[0], "conflicted from " + broke.substr(0, 8)));
  CHECK(has_note(result.patches[0], "clean since " + healed.substr(0, 8)));
}

TEST_CASE("a patch that only reverts a conflicting one does not count as upstreamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with(), "Back\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result, 0) == "conflict");
  CHECK(state_of(result, 1) == "blocked");
}

TEST_CASE("a patch that only reverts part of a conflicting one is empty, not upstreamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  scene.patch("a", lines_with({{10, "ten"}}), "Three back\n");
  scene.upstream("a", lines_with({{10, "zehn"}}), "German\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result, 0) == "conflict");
  CHECK(state_of(result, 1) == "empty");
  CHECK_FALSE(result.patches[1].upstreamed_by);
}

TEST_CASE("a patch that only reverts part of a conflicting one breaks in the scan at the same commit") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  scene.patch("a", lines_with({{10, "ten"}}), "Three back\n");
  const std::string culprit = scene.upstream("a", lines_with({{10, "zehn"}}), "German\n");
  const std::vector<queue::QueuedPatch> patches = queue::load_queue(scene.store(), scene.queue());
  const queue::UpstreamRange range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  queue::UpstreamTouches touches(scene.store(), range, patches);
  queue::Scan scan(scene.store(), patches, range, touches, {});
  scan.run();
  CHECK_FALSE(scan.patch(1).upstreamed_by);
  REQUIRE(scan.patch(1).broken);
  CHECK(scan.patch(1).broken->culprit == id_of(culprit));
}

TEST_CASE("a patch that upstream took is upstreamed even if an earlier patch conflicts in another file") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("b", lines_with({{1, "of b"}, {5, "five"}}), "Five\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("b", lines_with({{1, "of b"}, {5, "five"}, {12, "zwoelf"}}), "Take five\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result, 0) == "conflict");
  REQUIRE(state_of(result, 1) == "upstreamed");
  CHECK(result.patches[1].upstreamed_by->commit.id.hex() == taken);
}

TEST_CASE("a patch that upstream took is upstreamed even if an earlier patch changes the same file") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string taken = scene.upstream("a", lines_with({{9, "neun"}, {15, "fifteen"}}), "Take fifteen\n");
  const ReplayResult result = scene.replay();
  CHECK(state_of(result, 0) == "clean");
  REQUIRE(state_of(result, 1) == "upstreamed");
  CHECK(result.patches[1].upstreamed_by->commit.id.hex() == taken);
}

TEST_CASE("upstream renamed nothing to a file that an earlier patch added") {
  const std::string late = lines_with({{19, "nineteen"}, {20, "twenty"}});
  ForkedQueue scene;
  scene.patch("b", late, "Add b\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  SECTION("which the patch leaves alone") {
    scene.repo.checkout("main");
    scene.repo.remove("a");
    scene.upstream("b", late, "Replace a by b\n");
    const ReplayResult result = scene.replay();
    CHECK(state_of(result, 0) == "upstreamed");
    CHECK(state_of(result, 1) == "conflict");
    CHECK(scene.file_in(result.tree, "b") == late);
  }
  SECTION("which the patch deletes") {
    scene.repo.checkout("queue");
    scene.repo.git({"rm", "--quiet", "b"});
    scene.repo.git({"commit", "--quiet", "--amend", "--no-edit"});
    scene.repo.checkout("main");
    scene.repo.remove("a");
    scene.upstream("b", late, "Replace a by b\n");
    CHECK(state_of(scene.replay(), 1) == "conflict");
  }
}

TEST_CASE("what upstream adds to a directory that the patch renames is a conflict, scanned or not") {
  ForkedQueue scene({{"old/a", lines_with()}, {"old/b", lines_with({{1, "another"}})}});
  scene.repo.checkout("queue");
  scene.repo.git({"mv", "old", "new"});
  scene.repo.commit("Move");
  scene.upstream("old/c", "new\n", "Add c\n");
  for (const ReplayResult& result : {scene.replay(), scene.replay(scene.direct())}) {
    REQUIRE(state_of(result) == "conflict");
    CHECK(result.patches[0].conflicts.front().kind == merge::ConflictKind::file_location);
  }
}

TEST_CASE(
    "what upstream adds to a directory that the patch renames stays a conflict if upstream edits its files, too") {
  ForkedQueue scene({{"old/a", lines_with()}, {"old/b", lines_with({{1, "another"}})}});
  scene.repo.checkout("queue");
  scene.move("old", "new");
  scene.repo.commit("Move");
  scene.upstream("old/a", lines_with({{18, "eighteen"}}), "Edit a\n");
  scene.upstream("old/c", "new\n", "Add c\n");
  const ReplayResult result = scene.replay();
  REQUIRE(state_of(result) == "conflict");
  CHECK(result.patches[0].conflicts.front().kind == merge::ConflictKind::file_location);
}

TEST_CASE("a scan follows a rename to a path at which only a later patch adds a file") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("moved", "of the queue\n", "Add a file\n");
  scene.repo.checkout("main");
  scene.move("a", "moved");
  scene.repo.commit("Move\n");
  const std::vector<queue::QueuedPatch> patches = queue::load_queue(scene.store(), scene.queue());
  const queue::UpstreamRange range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  queue::UpstreamTouches touches(scene.store(), range, patches);
  queue::Scan scan(scene.store(), patches, range, touches, {});
  scan.run();
  CHECK(scan.patch(0).clean());
  CHECK(scan.patch(1).broken);
}

TEST_CASE("the scan writes nothing into the store that it was made with") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  for (int i = 10; i < 15; ++i) scene.upstream("a", lines_with({{i, "changed"}}), "Change\n");
  const std::vector<queue::QueuedPatch> patches = queue::load_queue(scene.store(), scene.queue());
  const queue::UpstreamRange range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  REQUIRE(range.chain.size() == 5);
  queue::UpstreamTouches touches(scene.store(), range, patches);
  queue::Scan scan(scene.store(), patches, range, touches, {});
  scan.run();
  CHECK(scan.patch(0).clean());
  CHECK(scan.patch(0).steps.size() == 5);
  CHECK(scene.store().pending() == 0);
}

TEST_CASE("upstream's line begins at the merge that brought the base in") {
  ForkedQueue scene;
  scene.repo.git({"checkout", "--quiet", "-b", "trunk", scene.base});
  scene.repo.checkout("main");
  const std::string base = scene.repo.commit_file("side", "1\n", "On the side\n");
  scene.repo.checkout("trunk");
  scene.repo.commit_file("trunk", "1\n", "On the trunk\n");
  scene.repo.git({"merge", "--quiet", "--no-edit", "main"});
  const std::string merge = scene.repo.rev_parse();
  const std::string tip = scene.repo.commit_file("trunk", "2\n", "Further\n");
  const queue::UpstreamRange range = queue::upstream_range(scene.store(), id_of(base), id_of(tip));
  REQUIRE(range.chain.size() == 2);
  CHECK(range.commits[range.chain[0]].id.hex() == merge);
  CHECK(range.commits[range.chain[1]].id.hex() == tip);
  CHECK(queue::upstream_range(scene.store(), id_of(tip), id_of(base)).chain.empty());
}
