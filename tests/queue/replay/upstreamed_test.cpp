#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "replay/queued_patch.hpp"
#include "replay/reverse_proof.hpp"
#include "replay/upstream_range.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::ReplayResult;

namespace {

/// The upstream commit since which the queue's only patch applies in reverse, as that is proven; "" if it is not.
std::string proven_since(ForkedQueue& scene) {
  const auto patches = queue::load_queue(scene.store(), scene.queue());
  const auto range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  const git::Oid tip = scene.store().tree_of(scene.upstream_tip());
  const auto since = queue::reverse_applies_since(scene.store(), patches.at(0), range, tip);
  return since ? range.commits[*since].id.hex() : "";
}

}  // namespace

TEST_CASE("a patch counts as upstreamed from the commit after which upstream has all of its hunks") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{2, "zwei"}, {3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}}), "Three after all\n");
  scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}, {15, "fuenfzehn"}}), "Go on\n");
  CHECK(proven_since(scene) == taken);
}

TEST_CASE("a patch of which upstream lacks one hunk is not upstreamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Both\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Only three\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a patch without hunks counts as upstreamed if upstream has the very same files") {
  const std::string bytes("\0binary", 7);
  ForkedQueue scene({{"a", lines_with()}, {"b", "b\n"}});
  scene.repo.checkout("queue");
  scene.repo.remove("b");
  scene.patch("logo", bytes, "Draw, and drop b\n");
  scene.upstream("logo", bytes, "Draw\n");
  const std::string taken = scene.upstream("b", "", "Drop b\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "Go on\n");
  CHECK(proven_since(scene) == taken);
}

TEST_CASE("a patch whose mode upstream lacks is not upstreamed") {
  ForkedQueue scene;
  scene.repo.checkout("queue");
  scene.repo.write_executable("a", lines_with({{3, "three"}}));
  scene.repo.commit("Three, executable\n");
  scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}}), "Only three\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a deletion whose context is next to each other elsewhere in the file is not proven") {
  // Without its lines the hunk is "end", "start": upstream had that at the base, further down.
  const std::string between = "start\none\nend\nstart\ntwo\nend\nstart\nend\n";
  ForkedQueue scene({{"a", between}});
  scene.patch("a", "start\none\nend\nstart\nend\nstart\nend\n", "Drop two\n");
  scene.upstream("a", "start\none\nend\nstart\nzwei\nend\nstart\nend\n", "Two in German\n");
  CHECK(proven_since(scene).empty());
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == queue::PatchState::conflict);
  CHECK(scene.file_in(result.tree, "a").find("zwei") != std::string::npos);
}

TEST_CASE("a deletion of which upstream still has a line is not proven") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{10, ""}, {11, ""}}), "Drop ten and eleven\n");
  scene.upstream("a", lines_with({{9, "neun"}, {10, ""}, {11, "line 12"}, {12, "line 11"}, {13, "line 13"}}), "Mix\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a change that the base had already at another place is not proven") {
  const std::string block = "if one\nuse it\nfi\n";
  ForkedQueue scene({{"a", block + lines_with() + "if one\nfi\n"}});
  scene.patch("a", block + lines_with() + block, "Use it\n");
  scene.upstream("a", block + lines_with() + "if other\nfi\n", "Other\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a change that upstream has at two places is not proven") {
  const std::string block = "alpha\nomega\n";
  const std::string more = "alpha\nbeta\nomega\n";
  ForkedQueue scene({{"a", block + lines_with() + "gamma\n"}});
  scene.patch("a", more + lines_with() + "gamma\n", "Beta\n");
  // The first hunk line is not context of both, so that only the two places count.
  scene.upstream("a", "alpha\nomega!\n" + lines_with() + "gamma\n", "Omega\n");
  scene.upstream("a", more + lines_with({{1, "line 1"}}) + more + lines_with() + "gamma\n", "Twice\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a hunk in lines that upstream moved is not proven if the patch would conflict there") {
  std::string rest;
  for (int line = 21; line <= 40; ++line) rest += "line " + std::to_string(line) + "\n";
  ForkedQueue scene({{"a", lines_with() + rest}});
  scene.patch("a", lines_with({{10, "ten"}}) + rest, "Ten\n");
  std::map<int, std::string> without;
  std::string block;
  for (int line = 7; line <= 13; ++line) {
    without[line] = "";
    block += (line == 10 ? "ten" : "line " + std::to_string(line)) + "\n";
  }
  scene.upstream("a", lines_with(without) + rest + block, "Ten, elsewhere\n");
  CHECK(proven_since(scene).empty());
}

TEST_CASE("a patch is proven on the earlier patches of the queue, and a hunk that those took back is not") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {5, "five"}}), "Five\n");
  scene.upstream("a", lines_with({{5, "fuenf"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{5, "five"}, {7, "seven"}}), "Five, and seven\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == queue::PatchState::clean);
  REQUIRE(result.patches[1].state == queue::PatchState::upstreamed);
  CHECK(result.patches[1].upstreamed_by->commit.id.hex() == taken);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "three"}, {5, "five"}, {7, "seven"}}));
}
