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

  /// Ours; git's verdict must be the same, and its tree where both are clean.
  git::TreeMerge merge(git::DirectoryRenames folders = git::DirectoryRenames::conflict) {
    const git::Repository repository = git::Repository::open(m_repo.path());
    git::ObjectStore store(repository);
    const auto tree = [&](const std::string& commit) { return git::Oid::from_hex(m_repo.tree(commit)).value(); };
    git::MergeOptions options;
    options.directory_renames = folders;
    git::TreeMerge merged = git::TreeMerger(store).merge(tree(m_base), tree(m_upstream), tree(m_patch), options);
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
