#include <cstddef>
#include <string>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>

#include "forked_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

TEST_CASE("a file that one side renames and the other turns into a symbolic link is a conflict") {
  ForkedMerge scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto link = [&] {
    scene.repo.remove("file");
    scene.repo.symlink("file", "other");
  };
  scene.set_upstream(rename);
  scene.set_patch(link);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "renamed"}});
  scene.set_upstream(link);
  scene.set_patch(rename);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "renamed"}});
}

TEST_CASE("a file that the patch renames to a path where upstream added another file is a conflict") {
  ForkedMerge scene({"a"});
  scene.set_upstream([&] {
    scene.repo.write("a", text_of("a") + "one line more\n");
    scene.repo.write("b", "upstream's own\n");
  });
  scene.set_patch([&] { scene.move("a", "b"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE("a file that the patch renames to a path where upstream added the very same file merges") {
  ForkedMerge scene({"a"});
  scene.set_upstream([&] {
    scene.repo.write("a", text_of("a") + "one line more\n");
    scene.repo.write("b", text_of("a") + "one line more\n");
  });
  scene.set_patch([&] { scene.move("a", "b"); });
  CHECK(scene.merge().clean());
}

TEST_CASE("a file that upstream renames to a path where the patch adds a file merges only if the two are the same") {
  ForkedMerge scene({"a"});
  scene.set_upstream([&] { scene.move("a", "b"); });
  const auto edit_and_add = [&](const std::string& added) {
    scene.set_patch([&] {
      scene.repo.write("a", text_of("a") + "one line more\n");
      scene.repo.write("b", added);
    });
  };
  edit_and_add("the patch's own\n");
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "b"}});
  edit_and_add(text_of("a") + "one line more\n");
  CHECK(scene.merge().clean());
}

TEST_CASE("a file that one side moves to where the other side copied it, editing the original, is a conflict") {
  ForkedMerge scene({"a"});
  const auto move = [&] { scene.move("a", "b"); };
  const auto copy_and_edit = [&] {
    scene.repo.write("b", text_of("a"));
    scene.repo.write("a", text_of("a") + "one line more\n");
  };
  scene.set_upstream(move);
  scene.set_patch(copy_and_edit);
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
  scene.set_upstream(copy_and_edit);
  scene.set_patch(move);
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE("a file that both sides rename alike merges although one side has a symbolic link at the old path") {
  ForkedMerge scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto rename_and_link = [&] {
    scene.move("file", "renamed");
    scene.repo.symlink("file", "other");
  };
  scene.set_upstream(rename);
  scene.set_patch(rename_and_link);
  CHECK(scene.merge().clean());
  scene.set_upstream(rename_and_link);
  scene.set_patch([&] {
    rename();
    scene.repo.write("renamed", text_of("file") + "one line more\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("a symbolic link and a file that the sides rename to one path are a conflict") {
  ForkedMerge scene({"file"});
  scene.repo.symlink("link", "file");
  scene.commit_base();
  const auto rename_link = [&] { scene.move("link", "moved"); };
  const auto change_link_and_move = [&] {
    scene.repo.remove("link");
    scene.repo.write("link", "no link any more\n");
    scene.move("file", "moved");
  };
  scene.set_upstream(change_link_and_move);
  scene.set_patch(rename_link);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "moved"}});
  scene.set_upstream(rename_link);
  scene.set_patch(change_link_and_move);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "moved"}});
}

TEST_CASE("a file that both sides move to one path merges although one of them also copies it elsewhere") {
  ForkedMerge scene({"a"});
  const auto move = [&] { scene.move("a", "c"); };
  const auto move_twice = [&] {
    scene.move("a", "c");
    scene.repo.write("b", text_of("a"));
  };
  scene.set_upstream(move_twice);
  scene.set_patch([&] {
    move();
    scene.repo.write("c", text_of("a") + "one line more\n");
  });
  CHECK(scene.merge_without_git().clean());
  scene.set_upstream(move);
  scene.set_patch(move_twice);
  CHECK(scene.merge_without_git().clean());
}

TEST_CASE("of two equally similar files the one that kept the name is the renamed one") {
  ForkedMerge scene({"x/name"});
  const std::string text = text_of("x/name");
  const std::size_t two_thirds = text.find("x/name 8");
  scene.set_upstream([&] {
    scene.repo.remove("x/name");
    for (const char* file : {"a/other", "q/name"}) {
      scene.repo.write(file, text.substr(0, two_thirds) + "one\ntwo\nthree\nfour\nfive\nsix\n");
    }
  });
  scene.set_patch([&] { scene.repo.write("x/name", "a first line\n" + text); });
  const merge::TreeMerge merged = scene.merge();
  REQUIRE(merged.renames.size() == 1);
  CHECK(merged.renames.front().to == "q/name");
}
