#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>

#include "forked_merge.hpp"
#include "list_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

TEST_CASE("merge=union keeps the lines of both sides, as git does") {
  const ListMerge scene("list merge=union\n");
  CHECK(scene.bytes_at(scene.merge(), "list") == "a\nours\ntheirs\nc\n");
}

TEST_CASE("an unset merge attribute keeps our side and reports a conflict, as git does") {
  for (const char* rule : {"list -merge\n", "list merge=binary\n", "list binary\n"}) {
    INFO(rule);
    const ListMerge scene(rule);
    const merge::TreeMerge merged = scene.merge_without_git();
    CHECK(conflicts_of(merged) == Conflicts{{merge::ConflictKind::binary, "list"}});
    CHECK(scene.repo.try_git({"cherry-pick", "queue"}).exit == 1);
    CHECK(scene.bytes_at(merged, "list") == scene.repo.read("list"));
  }
}

TEST_CASE("merge=union is noted where texts conflict, and nowhere else") {
  const ListMerge scene("list merge=union\n");
  const merge::TreeMerge merged = scene.merge();
  REQUIRE(merged.unusual.size() == 1);
  CHECK(note_of(merged.unusual[0]) ==
        "list merges by its merge driver \"union\", which keeps the lines of both sides: check the result");
  scene.set_upstream([&] { scene.repo.write("list", "a\nb\nc\nd\ne\nours\n"); });
  const merge::TreeMerge apart = scene.merge();
  CHECK(apart.clean());
  CHECK(apart.unusual.empty());
}

TEST_CASE("texts that merge need no merge driver, whatever it would make of them") {
  const ListMerge scene("list merge=mine\n");
  scene.repo.git({"config", "merge.mine.driver", "exit 1"});
  scene.set_upstream([&] { scene.repo.write("list", "a\nb\nc\nd\ne\nours\n"); });
  const merge::TreeMerge merged = scene.merge_without_git();
  CHECK(merged.clean());
  CHECK(merged.unusual.empty());
  CHECK(scene.bytes_at(merged, "list") == "a\ntheirs\nc\nd\ne\nours\n");
}

TEST_CASE("a conflict names its merge driver; one that is not defined merges as text") {
  const ListMerge scene("list merge=mine\n");
  const auto driver = [&] {
    const merge::TreeMerge merged = scene.merge_without_git();
    REQUIRE(conflicts_of(merged) == Conflicts{{merge::ConflictKind::content, "list"}});
    CHECK(merged.conflicts.front().detail == "both sides changed the same lines");
    return merged.conflicts.front().driver;
  };
  CHECK(driver().name.empty());
  scene.repo.git({"config", "merge.mine.driver", "true"});
  CHECK(driver().name == "mine");
  CHECK(driver().run == merge::ConflictDriver::Run::waiting);
  CHECK(in_words(driver()) == "its merge driver \"mine\" runs at a stop, on files");
  scene.repo.git({"config", "merge.default", "union"});
  scene.repo.git({"config", "--unset", "merge.mine.driver"});
  CHECK(driver().name.empty());
}

TEST_CASE("merge.default names the driver of files without a merge attribute") {
  const ListMerge scene("other -merge\n");
  CHECK_FALSE(scene.merge_without_git().clean());
  scene.repo.git({"config", "merge.default", "union"});
  CHECK(scene.merge_without_git().clean());
}
