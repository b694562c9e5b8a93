#include <mlxpatch/git/merge.hpp>

#include <algorithm>
#include <functional>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object_store.hpp>
#include <support/git_repo.hpp>

using namespace mlxpatch;
using namespace mlxpatch::tests;
using git::ConflictKind;

namespace {

std::string text_of(const std::string& name) {
  std::string text;
  for (int i = 0; i < 12; ++i) text += name + " " + std::to_string(i) + "\n";
  return text;
}

/// One patch and one upstream commit on the same base, merged by us and cherry-picked by git.
class PickScene {
 public:
  explicit PickScene(const std::vector<std::string>& files) : m_repo(GitRepo::init(m_world / "repo")) {
    for (const std::string& file : files) m_repo.write(file, text_of(file));
    m_base = m_repo.commit("Base");
  }

  const GitRepo& repo() const { return m_repo; }
  void move(const std::string& from, const std::string& to) const {
    std::filesystem::create_directories((m_repo / to).parent_path());
    m_repo.git({"mv", from, to});
  }

  void rebase_on_what_is_there() { m_base = m_repo.commit("Base"); }
  void upstream(const std::function<void()>& change) {
    m_repo.checkout(m_base);
    change();
    m_upstream = m_repo.commit("Upstream");
  }
  void patch(const std::function<void()>& change) {
    m_repo.checkout(m_base);
    change();
    m_patch = m_repo.commit("Patch");
  }

  git::TreeMerge merge_without_git(git::DirectoryRenames folders) const {
    git::MergeOptions options;
    options.directory_renames = folders;
    return merge_without_git(options);
  }
  git::TreeMerge merge_without_git(const git::MergeOptions& options = {}) const {
    const git::Repository repository = git::Repository::open(m_repo.path());
    git::ObjectStore store(repository);
    const auto tree = [&](const std::string& commit) { return git::Oid::from_hex(m_repo.tree(commit)).value(); };
    git::TreeMerge merged = git::TreeMerger(store).merge(tree(m_base), tree(m_upstream), tree(m_patch), options);
    store.write_pack();
    return merged;
  }

  /// Of the result; "" where nothing is.
  std::string bytes_at(const git::TreeMerge& merged, const std::string& path) const {
    const CommandResult shown = m_repo.try_git({"cat-file", "blob", merged.tree.hex() + ":" + path});
    return shown.exit == 0 ? shown.out : "";
  }

  /// Ours; git's verdict must be the same, and its tree where both are clean.
  git::TreeMerge merge(git::DirectoryRenames folders = git::DirectoryRenames::conflict) const {
    git::TreeMerge merged = merge_without_git(folders);
    const char* value = folders == git::DirectoryRenames::follow   ? "true"
                        : folders == git::DirectoryRenames::ignore ? "false"
                                                                   : "conflict";
    m_repo.checkout(m_upstream);
    const CommandResult picked =
        m_repo.try_git({"-c", std::string("merge.directoryRenames=") + value, "cherry-pick", "--allow-empty", m_patch});
    INFO(picked.out << picked.err);
    CHECK(merged.clean() == (picked.exit == 0));
    if (merged.clean() && picked.exit == 0) CHECK(merged.tree.hex() == m_repo.tree());
    if (picked.exit != 0) m_repo.git({"cherry-pick", "--abort"});
    return merged;
  }

 private:
  World m_world;
  GitRepo m_repo;
  std::string m_base;
  std::string m_upstream;
  std::string m_patch;
};

std::vector<std::pair<ConflictKind, std::string>> conflicts_of(const git::TreeMerge& merge) {
  std::vector<std::pair<ConflictKind, std::string>> conflicts;
  conflicts.reserve(merge.conflicts.size());
  for (const git::MergeConflict& conflict : merge.conflicts) conflicts.emplace_back(conflict.kind, conflict.path);
  return conflicts;
}

using Conflicts = std::vector<std::pair<ConflictKind, std::string>>;

}  // namespace

TEST_CASE("a file that the patch adds to a folder which upstream moved") {
  PickScene scene({"docs/a", "docs/b", "docs/deep/c"});
  scene.upstream([&] { scene.move("docs", "manual"); });
  scene.patch([&] { scene.repo().write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/new"}});
  CHECK(scene.merge(git::DirectoryRenames::follow).renames.size() == 1);
  CHECK(scene.merge(git::DirectoryRenames::ignore).renames.empty());
}

TEST_CASE("a file that the patch adds to a folder whose files upstream moved to the top") {
  PickScene scene({"docs/a", "docs/b"});
  scene.upstream([&] {
    scene.move("docs/a", "a");
    scene.move("docs/b", "b");
  });
  scene.patch([&] { scene.repo().write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "new"}});
  CHECK(scene.merge(git::DirectoryRenames::follow).clean());
}

TEST_CASE("a file that the patch moves into a folder which upstream moved") {
  PickScene scene({"docs/a", "docs/b", "start"});
  scene.upstream([&] { scene.move("docs", "manual"); });
  scene.patch([&] { scene.move("start", "docs/start"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/start"}});
  CHECK(scene.merge(git::DirectoryRenames::follow).clean());
}

TEST_CASE("a file that upstream adds to a folder which the patch moves") {
  PickScene scene({"docs/a", "docs/b"});
  scene.upstream([&] { scene.repo().write("docs/new", "new\n"); });
  scene.patch([&] { scene.move("docs", "manual"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "manual/new"}});
  CHECK(scene.merge(git::DirectoryRenames::follow).clean());
}

TEST_CASE("a folder that both sides moved moves no files") {
  PickScene scene({"docs/a", "docs/b", "docs/c"});
  scene.upstream([&] {
    scene.move("docs", "manual");
    scene.repo().write("manual/upstream", "new\n");
  });
  scene.patch([&] {
    scene.move("docs", "manual");
    scene.repo().write("manual/patch", "new too\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("a folder whose files went to two others, to none of them most, needs a person") {
  PickScene scene({"docs/a", "docs/b"});
  scene.upstream([&] {
    scene.move("docs/a", "left/a");
    scene.move("docs/b", "right/b");
  });
  scene.patch([&] { scene.repo().write("docs/new", "new\n"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "docs"}});
}

TEST_CASE("two added files that a moved folder would put in one place, and one that is there already") {
  PickScene scene({"docs/a", "docs/b"});
  scene.upstream([&] { scene.move("docs", "manual"); });
  scene.patch([&] {
    scene.repo().write("docs/new", "new\n");
    scene.repo().write("manual/new", "other\n");
  });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "docs/new"}});
}

TEST_CASE("a file that one side renames and the other makes a link") {
  PickScene scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto link = [&] {
    scene.repo().remove("file");
    scene.repo().symlink("file", "other");
  };
  scene.upstream(rename);
  scene.patch(link);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "renamed"}});
  scene.upstream(link);
  scene.patch(rename);
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::symlink, "renamed"}});
}

TEST_CASE("of files of one name in several folders each follows its own folder") {
  PickScene scene({"a/one/README", "a/two/README", "a/one/code", "a/two/code"});
  scene.upstream([&] {
    scene.move("a/one", "b/one");
    scene.move("a/two", "b/two");
    for (const char* folder : {"b/one", "b/two"}) {
      const std::string file = std::string(folder) + "/README";
      scene.repo().write(file, scene.repo().read(file) + "one more line\n");
    }
  });
  scene.patch([&] {
    std::string text = scene.repo().read("a/two/README");
    scene.repo().write("a/two/README", "A title\n" + text);
  });
  const git::TreeMerge merged = scene.merge();
  REQUIRE(merged.renames.size() == 1);
  CHECK(merged.renames.front().to == "b/two/README");
}

TEST_CASE("a file that the patch renames to where upstream has added one of its own") {
  PickScene scene({"a"});
  scene.upstream([&] {
    scene.repo().write("a", text_of("a") + "one line more\n");
    scene.repo().write("b", "upstream's own\n");
  });
  scene.patch([&] { scene.move("a", "b"); });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE("a file that the patch renames to where upstream has added the very same") {
  PickScene scene({"a"});
  scene.upstream([&] {
    scene.repo().write("a", text_of("a") + "one line more\n");
    scene.repo().write("b", text_of("a") + "one line more\n");
  });
  scene.patch([&] { scene.move("a", "b"); });
  CHECK(scene.merge().clean());
}

TEST_CASE("a file that upstream renames to where the patch adds one of its own, too") {
  PickScene scene({"a"});
  scene.upstream([&] { scene.move("a", "b"); });
  const auto edit_and_add = [&](const std::string& added) {
    scene.patch([&] {
      scene.repo().write("a", text_of("a") + "one line more\n");
      scene.repo().write("b", added);
    });
  };
  edit_and_add("the patch's own\n");
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "b"}});
  edit_and_add(text_of("a") + "one line more\n");
  CHECK(scene.merge().clean());
}

// Git sees that both have the same file in the new place, and forgets whose edit of the old one belongs there, too.
TEST_CASE("a file that one side moves to where the other has a copy of it, and then edits the old one") {
  PickScene scene({"a"});
  const auto move = [&] { scene.move("a", "b"); };
  const auto copy_and_edit = [&] {
    scene.repo().write("b", text_of("a"));
    scene.repo().write("a", text_of("a") + "one line more\n");
  };
  scene.upstream(move);
  scene.patch(copy_and_edit);
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
  scene.upstream(copy_and_edit);
  scene.patch(move);
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE("a file that both rename alike, with a link in its old place on one side") {
  PickScene scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto rename_and_link = [&] {
    scene.move("file", "renamed");
    scene.repo().symlink("file", "other");
  };
  scene.upstream(rename);
  scene.patch(rename_and_link);
  CHECK(scene.merge().clean());
  scene.upstream(rename_and_link);
  scene.patch([&] {
    rename();
    scene.repo().write("renamed", text_of("file") + "one line more\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("a link that the patch renames to where upstream moved a file, and upstream makes the old one a file") {
  PickScene scene({"file"});
  scene.repo().symlink("link", "file");
  scene.rebase_on_what_is_there();
  const auto rename_link = [&] { scene.move("link", "moved"); };
  const auto change_link_and_move = [&] {
    scene.repo().remove("link");
    scene.repo().write("link", "no link any more\n");
    scene.move("file", "moved");
  };
  scene.upstream(change_link_and_move);
  scene.patch(rename_link);
  CHECK_FALSE(scene.merge().clean());
  scene.upstream(rename_link);
  scene.patch(change_link_and_move);
  CHECK_FALSE(scene.merge().clean());
}

TEST_CASE("a file that both sides move to one place, and one of them to another one, too") {
  PickScene scene({"a"});
  const auto move = [&] { scene.move("a", "c"); };
  const auto move_twice = [&] {
    scene.move("a", "c");
    scene.repo().write("b", text_of("a"));
  };
  scene.upstream(move_twice);
  scene.patch([&] {
    move();
    scene.repo().write("c", text_of("a") + "one line more\n");
  });
  CHECK(scene.merge_without_git().clean());
  scene.upstream(move);
  scene.patch(move_twice);
  CHECK(scene.merge_without_git().clean());
}

TEST_CASE("of equal files that upstream moved the edited one is followed") {
  PickScene scene({});
  for (const char* file : {"one", "two"}) scene.repo().write(file, text_of("same"));
  scene.rebase_on_what_is_there();
  scene.upstream([&] {
    scene.repo().remove("one");
    scene.move("two", "moved");
  });
  for (const char* file : {"one", "two"}) {
    scene.patch([&] { scene.repo().write(file, text_of("same") + "one line more\n"); });
    const git::TreeMerge merged = scene.merge_without_git();
    CHECK(merged.clean());
    CHECK(merged.renames.size() == 1);
    scene.patch([&] { scene.repo().remove(file); });
    CHECK(scene.merge_without_git().clean());
  }
}

TEST_CASE("a file that upstream moved to two places is followed to where it kept its name") {
  PickScene scene({"from/name"});
  scene.upstream([&] {
    scene.move("from/name", "to/name");
    scene.repo().write("another", text_of("from/name"));
  });
  scene.patch([&] { scene.repo().write("from/name", text_of("from/name") + "one line more\n"); });
  const git::TreeMerge merged = scene.merge_without_git();
  REQUIRE(merged.renames.size() == 1);
  CHECK(merged.renames.front().to == "to/name");
}

TEST_CASE("a file that stands where the other side's would go stays there") {
  PickScene scene({"docs/a", "docs/b", "src/a"});
  scene.upstream([&] { scene.move("src/a", "docs/new"); });
  scene.patch([&] {
    scene.repo().write("src/new", "the patch's own\n");
    scene.repo().remove("docs/b");
    scene.move("docs/a", "manual/a");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("equal files of a folder that was moved stay in their own folders") {
  PickScene scene({"lib/generate", "lib/models/llama"});
  for (const char* file : {"lib/__init__", "lib/models/__init__"}) scene.repo().write(file, "# Copyright\n");
  scene.rebase_on_what_is_there();
  const auto move = [&] { scene.move("lib", "src/lib"); };
  const auto edit = [&] { scene.repo().write("lib/models/__init__", "# Copyright\nimport mine\n"); };
  SECTION("upstream moves it") {
    scene.upstream(move);
    scene.patch(edit);
  }
  SECTION("the patch moves it") {
    scene.upstream(edit);
    scene.patch(move);
  }
  CHECK(scene.merge().clean());
}

TEST_CASE("equal files of two folders that were moved stay in their own folders") {
  PickScene scene({"one/code", "two/code"});
  for (const char* file : {"one/__init__", "two/__init__"}) scene.repo().write(file, "# Copyright\n");
  scene.rebase_on_what_is_there();
  scene.upstream([&] {
    scene.move("one", "src/one");
    scene.move("two", "src/two");
  });
  scene.patch([&] {
    scene.repo().write("two/__init__", "# Copyright\nimport mine\n");
    scene.repo().write("one/code", text_of("one/code") + "one line more\n");
  });
  CHECK(scene.merge().clean());
}

TEST_CASE("folders with equal files are followed for what the patch adds to them") {
  PickScene scene({"lib/p1/code", "lib/p2/code", "lib/p3/code"});
  const std::vector<std::string> files{"lib/p1/__init__", "lib/p2/__init__", "lib/p3/__init__"};
  for (const std::string& file : files) scene.repo().write(file, "# Copyright\n");
  scene.rebase_on_what_is_there();
  scene.upstream([&] { scene.move("lib", "src/lib"); });
  scene.patch([&] {
    for (const std::string& file : files) scene.repo().write(file, "# Copyright\nimport " + file + "\n");
    scene.repo().write("lib/p3/new", "new\n");
  });
  CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::file_location, "src/lib/p3/new"}});
  CHECK(scene.merge(git::DirectoryRenames::follow).clean());
}

TEST_CASE("the edit of a file that is gone does not go into an equal one that another folder kept") {
  PickScene scene({"one/code", "two/code"});
  for (const char* file : {"one/__init__", "two/__init__"}) scene.repo().write(file, "# Copyright\n");
  scene.rebase_on_what_is_there();
  scene.upstream([&] {
    scene.move("one", "src/one");
    scene.repo().remove("two/__init__");
  });
  scene.patch([&] { scene.repo().write("two/__init__", "# Copyright\nimport mine\n"); });
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::modify_delete, "two/__init__"}});
}

TEST_CASE("empty files do not move") {
  PickScene scene({"pkg/code", "other/code"});
  scene.repo().write("pkg/__init__", "");
  scene.rebase_on_what_is_there();
  const auto replace = [&] {
    scene.repo().remove("pkg/__init__");
    scene.repo().write("other/__init__", "");
  };
  const auto edit = [&] { scene.repo().write("pkg/__init__", text_of("own")); };
  SECTION("that upstream replaced") {
    scene.upstream(replace);
    scene.patch(edit);
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::modify_delete, "pkg/__init__"}});
  }
  SECTION("that the patch replaced") {
    scene.upstream(edit);
    scene.patch(replace);
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::modify_delete, "pkg/__init__"}});
  }
  SECTION("and take no folder with them") {
    scene.upstream([&] {
      replace();
      scene.repo().remove("pkg/code");
    });
    scene.patch([&] { scene.repo().write("pkg/new", "new\n"); });
    CHECK(scene.merge().clean());
  }
}

TEST_CASE("two files that the sides move to one place, while each edits the other's") {
  PickScene scene({"k"});
  SECTION("so that one comes out as it was") {
    scene.repo().write("a", "timeout = 10\n");
    scene.repo().write("b", "retries: three\n");
    scene.rebase_on_what_is_there();
    scene.upstream([&] {
      scene.move("a", "c");
      scene.repo().write("b", "timeout = 10\n");
    });
    scene.patch([&] {
      scene.move("b", "c");
      scene.repo().write("a", "retries: three\n");
    });
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "c"}});
  }
  SECTION("so that one comes out as the other side's") {
    const std::string extra = "an extra line\n";
    scene.repo().write("a", text_of("same"));
    scene.repo().write("b", extra + text_of("same"));
    scene.rebase_on_what_is_there();
    scene.upstream([&] {
      scene.move("a", "c");
      scene.repo().write("c", text_of("same") + "a last line\n");
      scene.repo().write("b", text_of("same"));
    });
    scene.patch([&] {
      scene.move("b", "c");
      scene.repo().write("c", extra + text_of("same") + "a last line\n");
      scene.repo().write("a", extra + text_of("same"));
    });
    CHECK(conflicts_of(scene.merge()) == Conflicts{{ConflictKind::add_add, "c"}});
  }
  SECTION("which are united") {
    // Git 2.39 takes one side's edit alone.
    scene.repo().write(".gitattributes", "* merge=union\n");
    for (const char* file : {"a", "b"}) scene.repo().write(file, text_of("same"));
    scene.rebase_on_what_is_there();
    scene.upstream([&] {
      scene.move("a", "c");
      scene.repo().write("b", text_of("same") + "upstream's line\n");
    });
    scene.patch([&] {
      scene.move("b", "c");
      scene.repo().write("a", text_of("same") + "the patch's line\n");
    });
    const git::TreeMerge merged = scene.merge_without_git();
    const std::string bytes = scene.bytes_at(merged, "c");
    CHECK(bytes.find("upstream's line") != std::string::npos);
    CHECK(bytes.find("the patch's line") != std::string::npos);
  }
}

TEST_CASE("a file renamed by one side and deleted by the other, where that has one of its own in the new place") {
  PickScene scene({"a"});
  const auto move = [&] { scene.move("a", "b"); };
  const auto replace = [&] {
    scene.repo().remove("a");
    scene.repo().write("b", "its own\n");
  };
  const auto check = [&] {
    const git::TreeMerge merged = scene.merge();
    REQUIRE(conflicts_of(merged) == Conflicts{{ConflictKind::rename_delete, "b"}});
    CHECK(merged.conflicts.front().ours.exists());
    CHECK(merged.conflicts.front().theirs.exists());
  };
  scene.upstream(move);
  scene.patch(replace);
  check();
  scene.upstream(replace);
  scene.patch(move);
  check();
}

TEST_CASE("an addition that follows its folder to a file which the patch deletes") {
  PickScene scene({"old/a", "old/b", "new/x", "new/y"});
  scene.upstream([&] {
    scene.move("old/a", "new/a");
    scene.move("old/b", "new/b");
  });
  scene.patch([&] { scene.move("new/x", "old/x"); });
  const git::TreeMerge merged = scene.merge_without_git(git::DirectoryRenames::follow);
  CHECK(scene.bytes_at(merged, "new/x") == text_of("new/x"));
  scene.upstream([&] {
    scene.move("old/a", "new/a");
    scene.move("old/b", "new/b");
    scene.repo().remove("new/x");
  });
  scene.patch([&] {
    scene.repo().remove("new/x");
    scene.repo().write("old/x", "another one\n");
  });
  CHECK(scene.bytes_at(scene.merge_without_git(git::DirectoryRenames::follow), "new/x") == "another one\n");
}

// Git commits the conflict markers.
TEST_CASE("a conflict in a file that moved to where the other side added an empty one") {
  PickScene scene({"a"});
  scene.upstream([&] {
    scene.repo().write("a", "upstream's line\n" + text_of("a"));
    scene.repo().write("b", "");
  });
  scene.patch([&] {
    scene.move("a", "b");
    scene.repo().write("b", "the patch's line\n" + text_of("a"));
  });
  CHECK(conflicts_of(scene.merge_without_git()) == Conflicts{{ConflictKind::add_add, "b"}});
}

TEST_CASE("a file that one side renames to where the other added another one, having made a link of the old one") {
  PickScene scene({"file", "other"});
  const auto rename = [&] { scene.move("file", "renamed"); };
  const auto link_and_add = [&] {
    scene.repo().remove("file");
    scene.repo().symlink("file", "other");
    scene.repo().write("renamed", "another one\n");
  };
  const auto check = [&] {
    const git::TreeMerge merged = scene.merge_without_git();
    REQUIRE(conflicts_of(merged) == Conflicts{{ConflictKind::symlink, "renamed"}});
    CHECK(merged.conflicts.front().ours.exists());
    CHECK(merged.conflicts.front().theirs.exists());
  };
  scene.upstream(rename);
  scene.patch(link_and_add);
  check();
  scene.upstream(link_and_add);
  scene.patch(rename);
  check();
}

TEST_CASE("a conflicting file that a folder pushes aside keeps its conflict") {
  PickScene scene({"a"});
  SECTION("which the patch replaces by a folder") {
    scene.upstream([&] { scene.repo().write("a", text_of("a") + "upstream's line\n"); });
    scene.patch([&] {
      scene.repo().remove("a");
      scene.repo().write("a/x", "new\n");
    });
    const git::TreeMerge merged = scene.merge();
    REQUIRE(merged.conflicts.size() == 1);
    CHECK(merged.conflicts[0].kind == ConflictKind::modify_delete);
    CHECK(merged.conflicts[0].path.starts_with("a~"));
    CHECK(merged.conflicts[0].base.exists());
    CHECK(merged.conflicts[0].ours.exists());
  }
  SECTION("which upstream moved to where the patch makes a folder") {
    scene.upstream([&] {
      scene.move("a", "t");
      scene.repo().write("t", text_of("a") + "upstream's line\n");
    });
    scene.patch([&] {
      scene.repo().write("a", text_of("a") + "the patch's line\n");
      scene.repo().write("t/x", "new\n");
    });
    const git::TreeMerge merged = scene.merge();
    REQUIRE(merged.conflicts.size() == 1);
    CHECK(merged.conflicts[0].kind == ConflictKind::content);
    CHECK(merged.conflicts[0].path.starts_with("t~"));
    CHECK(merged.conflicts[0].base.exists());
    CHECK(scene.bytes_at(merged, "t/x") == "new\n");
    CHECK(scene.bytes_at(merged, merged.conflicts[0].path).find("<<<<<<<") != std::string::npos);
  }
}

TEST_CASE("the name of a file that goes aside is not too long for a file system") {
  PickScene scene({"a"});
  scene.upstream([&] {
    scene.repo().remove("a");
    scene.repo().write("a/x", "new\n");
  });
  scene.patch([&] { scene.repo().write("a", text_of("a") + "the patch's line\n"); });
  std::string label;
  for (int i = 0; i < 200; ++i) label += "\xC3\xA4";
  git::MergeOptions options;
  options.theirs_label = label;
  const git::TreeMerge merged = scene.merge_without_git(options);
  REQUIRE_FALSE(merged.clean());
  CHECK(merged.conflicts[0].path.size() < 256);
  CHECK(is_valid_utf8(merged.conflicts[0].path));
}
