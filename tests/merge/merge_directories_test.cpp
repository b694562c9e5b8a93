#include <string>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>

#include "forked_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

TEST_CASE("a file that the patch adds to a directory which upstream moved follows the directory") {
  ForkedMerge scene({"docs/a", "docs/b", "docs/deep/c"});
  scene.set_upstream([&] { scene.move("docs", "manual"); });
  scene.set_patch([&] { scene.repo.write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/new"}});
  CHECK(scene.merge(merge::DirectoryRenames::follow).renames.size() == 1);
  CHECK(scene.merge(merge::DirectoryRenames::ignore).renames.empty());
}

TEST_CASE("a file that the patch adds to a directory follows it when upstream moved its files to the top") {
  ForkedMerge scene({"docs/a", "docs/b"});
  scene.set_upstream([&] {
    scene.move("docs/a", "a");
    scene.move("docs/b", "b");
  });
  scene.set_patch([&] { scene.repo.write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "new"}});
  CHECK(scene.merge(merge::DirectoryRenames::follow).clean());
}

TEST_CASE("a file that the patch moves into a directory which upstream moved follows the directory") {
  ForkedMerge scene({"docs/a", "docs/b", "start"});
  scene.set_upstream([&] { scene.move("docs", "manual"); });
  scene.set_patch([&] { scene.move("start", "docs/start"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/start"}});
  CHECK(scene.merge(merge::DirectoryRenames::follow).clean());
}

TEST_CASE("a file that upstream adds to a directory which the patch moves follows the directory") {
  ForkedMerge scene({"docs/a", "docs/b"});
  scene.set_upstream([&] { scene.repo.write("docs/new", "new\n"); });
  scene.set_patch([&] { scene.move("docs", "manual"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/new"}});
  CHECK(scene.merge(merge::DirectoryRenames::follow).clean());
}

TEST_CASE("a directory that both sides moved takes no added files with it") {
  ForkedMerge scene({"docs/a", "docs/b", "docs/c"});
  scene.set_upstream([&] {
    scene.move("docs", "manual");
    scene.repo.write("manual/upstream", "new\n");
  });
  scene.set_patch([&] {
    scene.move("docs", "manual");
    scene.repo.write("manual/patch", "new too\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("a directory whose files went to two others in equal numbers is a conflict") {
  ForkedMerge scene({"docs/a", "docs/b"});
  scene.set_upstream([&] {
    scene.move("docs/a", "left/a");
    scene.move("docs/b", "right/b");
  });
  scene.set_patch([&] { scene.repo.write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "docs"}});
}

TEST_CASE("an added file does not follow its directory to a path that is already taken") {
  ForkedMerge scene({"docs/a", "docs/b"});
  scene.set_upstream([&] { scene.move("docs", "manual"); });
  scene.set_patch([&] {
    scene.repo.write("docs/new", "new\n");
    scene.repo.write("manual/new", "other\n");
  });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "docs/new"}});
}

TEST_CASE("files of the same name in several directories each follow their own directory") {
  ForkedMerge scene({"a/one/README", "a/two/README", "a/one/code", "a/two/code"});
  scene.set_upstream([&] {
    scene.move("a/one", "b/one");
    scene.move("a/two", "b/two");
    for (const char* directory : {"b/one", "b/two"}) {
      const std::string file = std::string(directory) + "/README";
      scene.repo.write(file, scene.repo.read(file) + "one more line\n");
    }
  });
  scene.set_patch([&] {
    std::string text = scene.repo.read("a/two/README");
    scene.repo.write("a/two/README", "A title\n" + text);
  });
  const merge::TreeMerge merged = scene.merge();
  REQUIRE(merged.renames.size() == 1);
  CHECK(merged.renames.front().to == "b/two/README");
}

TEST_CASE("an added file stays if the other side's addition would follow a directory to the same path") {
  ForkedMerge scene({"docs/a", "docs/b", "src/a"});
  scene.set_upstream([&] { scene.move("src/a", "docs/new"); });
  scene.set_patch([&] {
    scene.repo.write("src/new", "the patch's own\n");
    scene.repo.remove("docs/b");
    scene.move("docs/a", "manual/a");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("an added file follows its directory to the path of a file that the patch deletes") {
  ForkedMerge scene({"old/a", "old/b", "new/x", "new/y"});
  scene.set_upstream([&] {
    scene.move("old/a", "new/a");
    scene.move("old/b", "new/b");
  });
  scene.set_patch([&] { scene.move("new/x", "old/x"); });
  const merge::TreeMerge merged = scene.merge_without_git(merge::DirectoryRenames::follow);
  CHECK(scene.bytes_at(merged, "new/x") == text_of("new/x"));
  scene.set_upstream([&] {
    scene.move("old/a", "new/a");
    scene.move("old/b", "new/b");
    scene.repo.remove("new/x");
  });
  scene.set_patch([&] {
    scene.repo.remove("new/x");
    scene.repo.write("old/x", "another one\n");
  });
  CHECK(scene.bytes_at(scene.merge_without_git(merge::DirectoryRenames::follow), "new/x") == "another one\n");
}
