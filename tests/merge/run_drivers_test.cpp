#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/run_drivers.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/ids.hpp>

#include "list_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Run = merge::ConflictDriver::Run;

namespace {

const std::string k_marked_by_git = "a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> patch\nc\n";

/// The conflict of a list whose merge driver is the shell's `command`, after the driver ran, and its file.
struct Driven {
  explicit Driven(const std::string& command, const std::string& rules = "list merge=mine\n") : scene(rules) {
    scene.repo.git({"config", "merge.mine.driver", command});
    scene.repo.checkout("main");
    run();
  }

  void run() {
    const git::Repository repository = git::Repository::open(scene.repo.path());
    objects::ObjectStore store(repository);
    const auto tree = [&](const std::string& commit) { return id_of(scene.repo.tree(commit)); };
    merge::MergeOptions options;
    options.theirs_label = "patch";
    merge::TreeMerge merged = merge::TreeMerger(store).merge(tree(scene.base), tree("main"), tree("queue"), options);
    REQUIRE(merged.conflicts.size() == 1);
    merge::run_drivers(store, merged.conflicts,
                       {scene.repo.path(), tree("main"), {"the base", "HEAD", "a 'quoted' patch!"}});
    conflict = merged.conflicts[0];
    bytes = *store.read(conflict.result.oid, git::ObjectType::blob);
  }

  /// The files in the checkout besides its own.
  std::vector<std::string> litter() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(scene.repo.path())) {
      const std::string name = entry.path().filename().string();
      if (name != ".git" && name != ".gitattributes" && name != "list") names.push_back(name);
    }
    return names;
  }

  ListMerge scene;
  merge::MergeConflict conflict;
  std::string bytes;
};

}  // namespace

TEST_CASE("a merge driver gets the three files, the path and the labels, and its result is the file's") {
  const Driven driven("{ cat %O %A %B; echo %L %P; printf '%%s\\n' %S %X %Y; echo %Z 100%%; } >out && mv out %A");
  CHECK(driven.conflict.driver.run == Run::merged);
  CHECK(driven.bytes == "a\nb\nc\na\nours\nc\na\ntheirs\nc\n7 list\nthe base\nHEAD\na 'quoted' patch!\n%Z 100%\n");
  CHECK(in_words(driven.conflict.driver) == "its merge driver \"mine\" merged it: check the file");
  CHECK(driven.litter().empty());
}

TEST_CASE("a merge driver may have quotes of its own around the names, in a checkout with a blank in its path") {
  const ListMerge scene("list merge=mine\n");
  const std::filesystem::path moved = scene.world / "with a blank";
  std::filesystem::rename(scene.repo.path(), moved);
  const git::Repository repository = git::Repository::open(moved);
  repository.handle();
  objects::ObjectStore store(repository);
  const GitRepo repo(moved);
  repo.git({"config", "merge.mine.driver", "cat \"%B\" '%O' >> \"%A\""});
  const auto tree = [&](const std::string& commit) { return id_of(repo.tree(commit)); };
  merge::TreeMerge merged = merge::TreeMerger(store).merge(tree(scene.base), tree("main"), tree("queue"));
  REQUIRE(merged.conflicts.size() == 1);
  merge::run_drivers(store, merged.conflicts, {moved, tree("main"), {}});
  CHECK(*store.read(merged.conflicts[0].result.oid, git::ObjectType::blob) == "a\nours\nc\na\ntheirs\nc\na\nb\nc\n");
}

TEST_CASE("conflict markers that a merge driver leaves are the file's, whatever it ends with") {
  for (const char* exit : {"0", "1"}) {
    INFO(exit);
    const Driven driven("printf '<<<<<<< mine\\n=======\\n>>>>>>> yours\\n' >%A; exit " + std::string(exit));
    CHECK(driven.conflict.driver.run == Run::conflicts);
    CHECK(driven.bytes == "<<<<<<< mine\n=======\n>>>>>>> yours\n");
  }
}

TEST_CASE("after a merge driver that fails the file has git's markers") {
  struct Case {
    const char* command;
    const char* problem;
  };
  const std::vector<Case> cases{
      {"echo half >%A; echo cannot parse it >&2; exit 1", "exit status 1: cannot parse it"},
      {"printf '<<<<<<< half\\n>>>>>>> half\\n' >%A; kill -9 $$", "exit status 137"},
      {"rm %A", "it removed the file"},
      {"no-such-driver-anywhere %A", "exit status 127: "},
  };
  for (const Case& one : cases) {
    INFO(one.command);
    const Driven driven(one.command);
    CHECK(driven.conflict.driver.run == Run::failed);
    CHECK(driven.conflict.driver.problem.starts_with(one.problem));
    CHECK(driven.bytes == k_marked_by_git);
    CHECK(driven.litter().empty());
  }
}

TEST_CASE("a merge driver gets the size of markers that the attributes want") {
  CHECK(Driven("echo %L >%A", "list merge=mine conflict-marker-size=12\n").bytes == "12\n");
  CHECK(Driven("echo %L >%A", "list merge=mine conflict-marker-size=wide\n").bytes == "7\n");
}

TEST_CASE("a merge driver merges what is no text, and what both sides added") {
  Driven driven("cat %O %B >%A");
  driven.scene.set_patch([&] { driven.scene.repo.write("list", std::string("\0theirs", 7)); });
  driven.scene.repo.checkout("main");
  driven.run();
  CHECK(driven.conflict.kind == merge::ConflictKind::binary);
  CHECK(driven.conflict.driver.run == Run::merged);
  CHECK(driven.bytes == "a\nb\nc\n" + std::string("\0theirs", 7));
}

TEST_CASE("a merge driver is called as git calls it") {
  const Driven driven("printf '%%s ' %O %A %B | wc -w >>%A; echo %P %L >>%A; cat %B %O >>%A");
  driven.scene.repo.git({"cherry-pick", "queue"});
  CHECK(driven.conflict.driver.run == Run::merged);
  CHECK(driven.scene.repo.show("HEAD", "list") == driven.bytes);
}
