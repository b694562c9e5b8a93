#include <string>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>

#include "forked_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

TEST_CASE("two files that the sides move to one path are both kept") {
  ForkedMerge scene({"k"});
  SECTION("so that one comes out as it was") {
    scene.repo.write("a", "timeout = 10\n");
    scene.repo.write("b", "retries: three\n");
    scene.commit_base();
    scene.set_upstream([&] {
      scene.move("a", "c");
      scene.repo.write("b", "timeout = 10\n");
    });
    scene.set_patch([&] {
      scene.move("b", "c");
      scene.repo.write("a", "retries: three\n");
    });
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "c"}});
  }
  SECTION("so that one comes out as the other side's") {
    const std::string extra = "an extra line\n";
    scene.repo.write("a", text_of("same"));
    scene.repo.write("b", extra + text_of("same"));
    scene.commit_base();
    scene.set_upstream([&] {
      scene.move("a", "c");
      scene.repo.write("c", text_of("same") + "a last line\n");
      scene.repo.write("b", text_of("same"));
    });
    scene.set_patch([&] {
      scene.move("b", "c");
      scene.repo.write("c", extra + text_of("same") + "a last line\n");
      scene.repo.write("a", extra + text_of("same"));
    });
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "c"}});
  }
  SECTION("which are united") {
    // Git 2.39 takes one side's edit alone.
    scene.repo.write(".gitattributes", "* merge=union\n");
    for (const char* file : {"a", "b"}) scene.repo.write(file, text_of("same"));
    scene.commit_base();
    scene.set_upstream([&] {
      scene.move("a", "c");
      scene.repo.write("b", text_of("same") + "upstream's line\n");
    });
    scene.set_patch([&] {
      scene.move("b", "c");
      scene.repo.write("a", text_of("same") + "the patch's line\n");
    });
    const merge::TreeMerge merged = scene.merge_without_git();
    const std::string bytes = scene.bytes_at(merged, "c");
    CHECK(bytes.find("upstream's line") != std::string::npos);
    CHECK(bytes.find("the patch's line") != std::string::npos);
  }
}

TEST_CASE(
    "a file that one side renames and the other replaces by another file at the new path is a conflict with both "
    "versions") {
  ForkedMerge scene({"a"});
  const auto move = [&] { scene.move("a", "b"); };
  const auto replace = [&] {
    scene.repo.remove("a");
    scene.repo.write("b", "its own\n");
  };
  const auto check = [&] {
    const merge::TreeMerge merged = scene.merge();
    REQUIRE(conflicts_of(merged) == Conflicts{{ConflictKind::rename_delete, "b"}});
    CHECK(merged.conflicts.front().ours.exists());
    CHECK(merged.conflicts.front().theirs.exists());
  };
  scene.set_upstream(move);
  scene.set_patch(replace);
  check();
  scene.set_upstream(replace);
  scene.set_patch(move);
  check();
}

TEST_CASE("a conflict in a renamed file stays a conflict where the other side added an empty file at the new path") {
  ForkedMerge scene({"a"});
  scene.set_upstream([&] {
    scene.repo.write("a", "upstream's line\n" + text_of("a"));
    scene.repo.write("b", "");
  });
  scene.set_patch([&] {
    scene.move("a", "b");
    scene.repo.write("b", "the patch's line\n" + text_of("a"));
  });
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE(
    "a file renamed to where the other side added a file, and made a symbolic link of the old one, is a conflict with "
    "both versions") {
  ForkedMerge scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto link_and_add = [&] {
    scene.repo.remove("file");
    scene.repo.symlink("file", "other");
    scene.repo.write("renamed", "another one\n");
  };
  const auto check = [&] {
    const merge::TreeMerge merged = scene.merge_without_git();
    REQUIRE(conflicts_of(merged) == Conflicts{{ConflictKind::symlink, "renamed"}});
    CHECK(merged.conflicts.front().ours.exists());
    CHECK(merged.conflicts.front().theirs.exists());
  };
  scene.set_upstream(rename);
  scene.set_patch(link_and_add);
  check();
  scene.set_upstream(link_and_add);
  scene.set_patch(rename);
  check();
}

TEST_CASE("a conflicting file that makes way for a directory keeps its conflict") {
  ForkedMerge scene({"a"});
  SECTION("which the patch replaces by a directory") {
    scene.set_upstream([&] { scene.repo.write("a", text_of("a") + "upstream's line\n"); });
    scene.set_patch([&] {
      scene.repo.remove("a");
      scene.repo.write("a/x", "new\n");
    });
    const merge::TreeMerge merged = scene.merge();
    REQUIRE(merged.conflicts.size() == 1);
    CHECK(merged.conflicts[0].kind == ConflictKind::modify_delete);
    CHECK(merged.conflicts[0].path.starts_with("a~"));
    CHECK(merged.conflicts[0].base.exists());
    CHECK(merged.conflicts[0].ours.exists());
  }
  SECTION("which upstream moved to where the patch makes a directory") {
    scene.set_upstream([&] {
      scene.move("a", "t");
      scene.repo.write("t", text_of("a") + "upstream's line\n");
    });
    scene.set_patch([&] {
      scene.repo.write("a", text_of("a") + "the patch's line\n");
      scene.repo.write("t/x", "new\n");
    });
    const merge::TreeMerge merged = scene.merge();
    REQUIRE(merged.conflicts.size() == 1);
    CHECK(merged.conflicts[0].kind == ConflictKind::content);
    CHECK(merged.conflicts[0].path.starts_with("t~"));
    CHECK(merged.conflicts[0].base.exists());
    CHECK(scene.bytes_at(merged, "t/x") == "new\n");
    CHECK(scene.bytes_at(merged, merged.conflicts[0].path).find("<<<<<<<") != std::string::npos);
  }
}

TEST_CASE("the name of a file that makes way for a directory is not too long for a file system") {
  ForkedMerge scene({"a"});
  scene.set_upstream([&] {
    scene.repo.remove("a");
    scene.repo.write("a/x", "new\n");
  });
  scene.set_patch([&] { scene.repo.write("a", text_of("a") + "the patch's line\n"); });
  std::string label;
  for (int i = 0; i < 200; ++i) label += "\xC3\xA4";
  merge::MergeOptions options;
  options.theirs_label = label;
  const merge::TreeMerge merged = scene.merge_without_git(options);
  REQUIRE_FALSE(merged.clean());
  CHECK(merged.conflicts[0].path.size() < 256);
  CHECK(is_valid_utf8(merged.conflicts[0].path));
}
