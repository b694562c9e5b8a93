#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

using Names = std::vector<std::string>;

/// A repository with a base and a queue on it, whose patch files are known from its commits.
class NamedQueue {
 public:
  NamedQueue() : m_repo(GitRepo::init(m_world / "repo")) { m_base = m_repo.commit_file("base", "base\n", "Base"); }

  const GitRepo& repo() const { return m_repo; }
  const std::string& base() const { return m_base; }

  /// Adds a commit of a file with a few lines, all of them the patch's own.
  std::string add(const std::string& file, const std::string& subject) const {
    return m_repo.commit_file(file, file + " begins\n" + file + " goes on\n" + file + " ends\n", subject);
  }

  /// Takes the queue's names as those of its files.
  void know() { m_known = known_now(); }

  Names names(const queue::NamingOptions& options = {}) const {
    Names names;
    for (const queue::PatchName& one : named(options)) names.push_back(one.name);
    return names;
  }

  std::vector<queue::PatchName> named(const queue::NamingOptions& options = {}) const {
    const git::Repository repository = git::Repository::open(m_repo.path());
    objects::ObjectStore store(repository);
    return queue::name_patches(store, commits(store), m_known, options);
  }

 private:
  std::vector<git::Commit> commits(objects::ObjectStore& store) const {
    Names ids = m_repo.log(m_base + "..HEAD", "%H");
    std::reverse(ids.begin(), ids.end());
    std::vector<git::Commit> commits;
    for (const std::string& id : ids) {
      if (!id.empty()) commits.push_back(store.commit(git::Oid::from_hex(id).value()));
    }
    return commits;
  }

  std::vector<queue::KnownPatch> known_now() const {
    const git::Repository repository = git::Repository::open(m_repo.path());
    objects::ObjectStore store(repository);
    const std::vector<git::Commit> now = commits(store);
    const std::vector<queue::PatchName> names = queue::name_patches(store, now, m_known, {});
    std::vector<queue::KnownPatch> known;
    known.reserve(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) known.push_back({names[i].name, now[i].id, {}, {}});
    return known;
  }

  World m_world;
  GitRepo m_repo;
  std::string m_base;
  std::vector<queue::KnownPatch> m_known;
};

/// The queue "one", "two", "three" under the names that its subjects give.
struct ThreePatches : NamedQueue {
  ThreePatches() {
    one = add("one", "One");
    two = add("two", "Two");
    three = add("three", "Three");
    know();
  }
  std::string one, two, three;

  /// Starts the queue again, with these commits cherry-picked.
  void rebuild(const Names& commits) const {
    repo().git({"reset", "--quiet", "--hard", base()});
    for (const std::string& commit : commits) repo().git({"cherry-pick", commit});
  }
};

}  // namespace

TEST_CASE("patches keep their names when others leave, and in another order") {
  const ThreePatches queue;
  CHECK(queue.names() == Names{"0001-One.patch", "0002-Two.patch", "0003-Three.patch"});
  queue.rebuild({queue.three, queue.two});
  CHECK(queue.names() == Names{"0003-Three.patch", "0002-Two.patch"});
}

TEST_CASE("only renumbering changes a number, and only of names that have one") {
  ThreePatches queue;
  queue.rebuild({queue.three, queue.two});
  queue.repo().git({"commit", "--quiet", "--amend", "-m", "Two\n\nPatch-Name: two.patch"});
  queue.add("four", "Four");
  queue::NamingOptions renumber;
  renumber.numbers = queue::NamingOptions::Numbers::renumber;
  CHECK(queue.names(renumber) == Names{"0001-Three.patch", "two.patch", "0003-Four.patch"});
  CHECK(queue.named(renumber).front().known_as == "0003-Three.patch");
}

TEST_CASE("a patch keeps its name when its message, its change, or both are amended") {
  const ThreePatches queue;
  const Names names = queue.names();
  queue.repo().git({"commit", "--quiet", "--amend", "-m", "In better words"});
  CHECK(queue.names() == names);
  queue.repo().write("three", "three begins\nand is another\n");
  queue.repo().git({"commit", "--quiet", "--all", "--amend", "-m", "Another thing"});
  CHECK(queue.names() == names);
  // Not even the author and the date are the same.
  queue.repo().git({"commit", "--quiet", "--amend", "--reset-author", "-m", "And yet another"});
  CHECK(queue.names() == names);
}

TEST_CASE("a new patch in the place of one that left has a name of its own") {
  const ThreePatches queue;
  queue.rebuild({queue.one, queue.two});
  queue.add("four", "Four");
  CHECK(queue.names() == Names{"0001-One.patch", "0002-Two.patch", "0003-Four.patch"});
  CHECK(queue.named().back().known_as.empty());
}

TEST_CASE("a new patch in the place of one that left has a name of its own even if they share a line") {
  const ThreePatches queue;
  queue.rebuild({queue.one, queue.two});
  queue.repo().commit_file("four", "three begins\nfour goes on\nfour stays\nfour ends\n", "Four");
  queue.repo().git({"commit", "--quiet", "--amend", "--no-edit", "--date=2031-01-01T00:00:00Z"});
  CHECK(queue.names() == Names{"0001-One.patch", "0002-Two.patch", "0003-Four.patch"});
  CHECK(queue.named().back().known_as.empty());
}

TEST_CASE("a squash has the name of its first patch, with whatever message") {
  const ThreePatches queue;
  queue.repo().git({"reset", "--quiet", "--soft", queue.one});
  queue.repo().git({"commit", "--quiet", "-m", "Two and three"});
  CHECK(queue.names() == Names{"0001-One.patch", "0002-Two.patch"});
}

TEST_CASE("of a patch that was split the first part has its name") {
  const ThreePatches queue;
  queue.rebuild({queue.one});
  queue.repo().commit_file("two", "two begins\n", "Begin two");
  queue.repo().commit_file("two", "two begins\ntwo goes on\ntwo ends\n", "End two");
  queue.repo().git({"cherry-pick", queue.three});
  CHECK(queue.names() == Names{"0001-One.patch", "0002-Two.patch", "0004-End-two.patch", "0003-Three.patch"});
}

TEST_CASE("of a patch that was split the first part has its name also if the last one has its message") {
  const ThreePatches queue;
  const std::string last = GENERATE("the subject", "the commit");
  CAPTURE(last);
  queue.rebuild({queue.one});
  queue.repo().commit_file("two", "two begins\n", "Begin two");
  queue.repo().commit_file("two", "two begins\ntwo goes on\n", "Go on with two");
  queue.repo().write("two", "two begins\ntwo goes on\ntwo ends\n");
  queue.repo().git({"add", "two"});
  const std::vector<std::string> message =
      last == "the subject" ? std::vector<std::string>{"-m", "Two"} : std::vector<std::string>{"-C", queue.two};
  std::vector<std::string> words{"commit", "--quiet"};
  words.insert(words.end(), message.begin(), message.end());
  queue.repo().git(words);
  queue.repo().git({"cherry-pick", queue.three});
  CHECK(queue.names() ==
        Names{"0001-One.patch", "0002-Two.patch", "0004-Go-on-with-two.patch", "0005-Two.patch", "0003-Three.patch"});
}

TEST_CASE("a commit in front of an amended patch is not taken for its first part") {
  const ThreePatches queue;
  queue.rebuild({queue.one});
  queue.repo().commit_file("other", "something else\n", "Something else");
  queue.repo().commit_file("two", "two begins\ntwo ends\n", "Two");
  queue.repo().git({"cherry-pick", queue.three});
  CHECK(queue.names() == Names{"0001-One.patch", "0004-Something-else.patch", "0002-Two.patch", "0003-Three.patch"});
}

TEST_CASE("two patches with one subject each keep their own name") {
  NamedQueue queue;
  const std::string first = queue.add("one", "Fix it");
  const std::string second = queue.add("two", "Fix it");
  queue.know();
  CHECK(queue.names() == Names{"0001-Fix-it.patch", "0002-Fix-it.patch"});
  queue.repo().git({"reset", "--quiet", "--hard", queue.base()});
  queue.repo().git({"cherry-pick", second, first});
  CHECK(queue.names() == Names{"0002-Fix-it.patch", "0001-Fix-it.patch"});
  queue.repo().git({"reset", "--quiet", "--hard", "HEAD^"});
  CHECK(queue.names() == Names{"0002-Fix-it.patch"});
}

TEST_CASE("a trailer renames a patch; of two commits with the same one the first has the name") {
  const ThreePatches queue;
  queue.repo().git({"commit", "--quiet", "--amend", "-m", "Three\n\nPatch-Name: sub/new name.patch"});
  queue.repo().git({"commit", "--quiet", "--allow-empty", "-m", "Four\n\nPatch-Name: 0001-One.patch"});
  const auto named = queue.named();
  CHECK(named[0].name == "0001-One.patch");
  CHECK(named[2].name == "sub/new-name.patch");
  CHECK(named[2].known_as == "0003-Three.patch");
  CHECK(named[3].name == "0004-Four.patch");
}

TEST_CASE("no new name differs from another one in case only, and none is that of the list") {
  NamedQueue queue;
  queue.add("one", "Fix it\n\nPatch-Name: Fix-It.patch");
  queue.add("two", "fix it");
  queue.add("three", "three\n\nPatch-Name: series");
  queue::NamingOptions plain;
  plain.numbered = false;
  CHECK(queue.names(plain) == Names{"Fix-It.patch", "fix-it-2.patch", "series-2"});
}

TEST_CASE("a file without a known commit is found by author, date and subject") {
  const ThreePatches queue;
  const git::Repository repository = git::Repository::open(queue.repo().path());
  objects::ObjectStore store(repository);
  const git::Commit commit = store.commit(git::Oid::from_hex(queue.two).value());
  const auto names =
      queue::name_patches(store, {commit}, {{"other.patch", {}, "Three", {}}, {"mine.patch", {}, "Two", {}}});
  CHECK(names.front().name == "mine.patch");
}

}  // namespace mlxpatch::tests
