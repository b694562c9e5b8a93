#include <string>
#include <vector>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>

#include "forked_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

TEST_CASE("of several equal files that upstream moved, the edited one is followed") {
  ForkedMerge scene({});
  for (const char* file : {"one", "two"}) scene.repo.write(file, text_of("same"));
  scene.commit_base();
  scene.set_upstream([&] {
    scene.repo.remove("one");
    scene.move("two", "moved");
  });
  for (const char* file : {"one", "two"}) {
    scene.set_patch([&] { scene.repo.write(file, text_of("same") + "one line more\n"); });
    const merge::TreeMerge merged = scene.merge_without_git();
    CHECK(merged.clean());
    CHECK(merged.renames.size() == 1);
    scene.set_patch([&] { scene.repo.remove(file); });
    CHECK(scene.merge_without_git().clean());
  }
}

TEST_CASE("a file that upstream moved to two paths is followed to the one where it kept its name") {
  ForkedMerge scene({"from/name"});
  scene.set_upstream([&] {
    scene.move("from/name", "to/name");
    scene.repo.write("another", text_of("from/name"));
  });
  scene.set_patch([&] { scene.repo.write("from/name", text_of("from/name") + "one line more\n"); });
  const merge::TreeMerge merged = scene.merge_without_git();
  REQUIRE(merged.renames.size() == 1);
  CHECK(merged.renames.front().to == "to/name");
}

TEST_CASE("equal files of a moved directory stay in their own subdirectories") {
  ForkedMerge scene({"lib/generate", "lib/models/llama"});
  for (const char* file : {"lib/__init__", "lib/models/__init__"}) scene.repo.write(file, "# Copyright\n");
  scene.commit_base();
  const auto move = [&] { scene.move("lib", "src/lib"); };
  const auto edit = [&] { scene.repo.write("lib/models/__init__", "# Copyright\nimport mine\n"); };
  SECTION("upstream moves it") {
    scene.set_upstream(move);
    scene.set_patch(edit);
  }
  SECTION("the patch moves it") {
    scene.set_upstream(edit);
    scene.set_patch(move);
  }
  CHECK(scene.merge().clean());
}

TEST_CASE("equal files of two moved directories stay in their own directories") {
  ForkedMerge scene({"one/code", "two/code"});
  for (const char* file : {"one/__init__", "two/__init__"}) scene.repo.write(file, "# Copyright\n");
  scene.commit_base();
  scene.set_upstream([&] {
    scene.move("one", "src/one");
    scene.move("two", "src/two");
  });
  scene.set_patch([&] {
    scene.repo.write("two/__init__", "# Copyright\nimport mine\n");
    scene.repo.write("one/code", text_of("one/code") + "one line more\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE(
    "a file that the patch adds to a moved directory follows it although the directory shares equal files with "
    "others") {
  ForkedMerge scene({"lib/p1/code", "lib/p2/code", "lib/p3/code"});
  const std::vector<std::string> files{"lib/p1/__init__", "lib/p2/__init__", "lib/p3/__init__"};
  for (const std::string& file : files) scene.repo.write(file, "# Copyright\n");
  scene.commit_base();
  scene.set_upstream([&] { scene.move("lib", "src/lib"); });
  scene.set_patch([&] {
    for (const std::string& file : files) scene.repo.write(file, "# Copyright\nimport " + file + "\n");
    scene.repo.write("lib/p3/new", "new\n");
  });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "src/lib/p3/new"}});
  CHECK(scene.merge(merge::DirectoryRenames::follow).clean());
}

TEST_CASE("the edit of a removed file does not go into an equal file that another directory kept") {
  ForkedMerge scene({"one/code", "two/code"});
  for (const char* file : {"one/__init__", "two/__init__"}) scene.repo.write(file, "# Copyright\n");
  scene.commit_base();
  scene.set_upstream([&] {
    scene.move("one", "src/one");
    scene.repo.remove("two/__init__");
  });
  scene.set_patch([&] { scene.repo.write("two/__init__", "# Copyright\nimport mine\n"); });
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::modify_delete, "two/__init__"}});
}

TEST_CASE("empty files are not detected as renamed") {
  ForkedMerge scene({"pkg/code", "other/code"});
  scene.repo.write("pkg/__init__", "");
  scene.commit_base();
  const auto replace = [&] {
    scene.repo.remove("pkg/__init__");
    scene.repo.write("other/__init__", "");
  };
  const auto edit = [&] { scene.repo.write("pkg/__init__", text_of("own")); };
  SECTION("that upstream replaced") {
    scene.set_upstream(replace);
    scene.set_patch(edit);
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::modify_delete, "pkg/__init__"}});
  }
  SECTION("that the patch replaced") {
    scene.set_upstream(edit);
    scene.set_patch(replace);
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::modify_delete, "pkg/__init__"}});
  }
  SECTION("and take no directory with them") {
    scene.set_upstream([&] {
      replace();
      scene.repo.remove("pkg/code");
    });
    scene.set_patch([&] { scene.repo.write("pkg/new", "new\n"); });
    CHECK(scene.merge().clean());
  }
}
