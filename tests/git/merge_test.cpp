#include <mlxpatch/git/merge.hpp>

#include <algorithm>
#include <functional>

#include <catch2/catch_test_macros.hpp>

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

  git::TreeMerge merge_without_git(git::DirectoryRenames folders = git::DirectoryRenames::conflict) const {
    const git::Repository repository = git::Repository::open(m_repo.path());
    git::ObjectStore store(repository);
    const auto tree = [&](const std::string& commit) { return git::Oid::from_hex(m_repo.tree(commit)).value(); };
    git::MergeOptions options;
    options.directory_renames = folders;
    return git::TreeMerger(store).merge(tree(m_base), tree(m_upstream), tree(m_patch), options);
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
