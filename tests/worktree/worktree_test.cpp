#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/linked_worktree.hpp>
#include <mlxpatch/worktree/operation_state.hpp>
#include <mlxpatch/worktree/status.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "index_file.hpp"
#include "worktree_fixture.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::objects;
using namespace mlxpatch::worktree;
using namespace mlxpatch::tests;
using mlxpatch::Error;
using Fixture = WorktreeFixture;
namespace fs = std::filesystem;

TEST_CASE("conflicts become index stages, with their text in the file") {
  Fixture f;
  f.repo.write("content", "base\n");
  f.repo.write("removed", "base\n");
  const Oid before = f.commit_all("before");
  f.repo.write("clean", "after\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  const Oid base = hash_object(ObjectType::blob, "base\n");
  const Oid ours = f.store.put(ObjectType::blob, "ours\n");
  const Oid theirs = f.store.put(ObjectType::blob, "theirs\n");
  const Oid marked = f.store.put(ObjectType::blob, "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> x\n");
  f.store.write_pack();
  checkout(f.repository, f.store,
           {{before, after},
            {},
            {{"content", {Mode::file, base}, {Mode::file, ours}, {Mode::file, theirs}, {Mode::file, marked}},
             {"removed", {Mode::file, base}, {}, {Mode::file, theirs}, {}}}});
  CHECK(f.repo.git({"status", "--porcelain"}) == "A  clean\nUU content\nDU removed");
  CHECK(f.repo.git({"ls-files", "-u", "content"}) == "100644 " + base.hex() + " 1\tcontent\n100644 " + ours.hex() +
                                                         " 2\tcontent\n100644 " + theirs.hex() + " 3\tcontent");
  CHECK_FALSE(fs::exists(f.repo / "removed"));
  CHECK(worktree_status(f.repository).unmerged == Paths{"content", "removed"});
  CHECK_THROWS_AS(index_tree(f.repository, f.store), Error);

  const auto markers = find_markers(f.repository, {"content", "removed", "clean"});
  REQUIRE(markers.size() == 3);
  CHECK(markers[0].line == 1);
  CHECK(markers[1].line == 3);
  CHECK(markers[2].line == 5);

  f.repo.write("content", "resolved\n");
  const Oid committed = worktree_tree(f.repository, f.store);
  CHECK(read_bytes(f.repo / "content") == *f.store.read(entry_at(f.store, committed, "content").oid, ObjectType::blob));
  CHECK_FALSE(entry_at(f.store, committed, "removed").exists());
  f.repo.git({"checkout", "-q", "-f", "HEAD"});
  CHECK(f.repo.status().empty());
}

TEST_CASE("underlined headings are no conflict markers") {
  Fixture f;
  f.repo.write("a.rst", "Heading\n=======\n\ntext\n");
  f.repo.write("left", "text\n>>>>>>> theirs\n");
  CHECK(find_markers(f.repository, {"a.rst"}).empty());
  REQUIRE(find_markers(f.repository, {"left"}).size() == 1);
  CHECK(find_markers(f.repository, {"left"})[0].line == 2);
  CHECK(find_markers(f.repository, {"none"}).empty());
}

TEST_CASE("the status lists what git status lists") {
  Fixture f;
  f.repo.write(".gitignore", "ignored\n");
  for (const char* name : {"staged", "modified", "both", "removed", "typechange", "clean"}) f.repo.write(name, "1\n");
  f.commit_all("all");
  CHECK(worktree_status(f.repository).clean_but_untracked());
  f.repo.write("staged", "2\n");
  f.repo.write("both", "2\n");
  f.repo.write("added", "2\n");
  f.repo.git({"add", "staged", "both", "added"});
  f.repo.write("both", "3\n");
  f.repo.write("modified", "2\n");
  fs::remove(f.repo / "removed");
  fs::remove(f.repo / "typechange");
  fs::create_symlink("x", f.repo / "typechange");
  f.repo.write("untracked", "x\n");
  f.repo.write("folder/a", "x\n");
  f.repo.write("folder/b", "x\n");
  f.repo.write("ignored", "x\n");
  const WorktreeStatus status = worktree_status(f.repository);
  CHECK(status.staged == Paths{"added", "both", "staged"});
  CHECK(status.modified == Paths{"both", "modified", "removed", "typechange"});
  CHECK(status.untracked == Paths{"folder/", "untracked"});
  CHECK(status.unmerged.empty());
  CHECK_FALSE(status.clean_but_untracked());
}

TEST_CASE("the trees of index and worktree are those that git commit would make") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.repo.write("b/c", "1\n");
  f.repo.write("gone", "1\n");
  f.repo.write("run", "1\n");
  const Oid head = f.commit_all("all");
  CHECK(index_tree(f.repository, f.store) == head);
  CHECK(worktree_tree(f.repository, f.store) == head);
  f.repo.write("a", "2\n");
  f.repo.write("new/file", "2\n");
  f.repo.git({"add", "a", "new"});
  f.repo.write("intended", "x\n");
  f.repo.git({"add", "-N", "intended"});
  f.repo.write("b/c", "3\n");
  fs::remove(f.repo / "gone");
  fs::permissions(f.repo / "run", fs::perms::owner_exec, fs::perm_options::add);
  f.repo.write("untracked", "x\n");
  CHECK(index_tree(f.repository, f.store).hex() == f.repo.git({"write-tree"}));
  const Oid tree = worktree_tree(f.repository, f.store);
  f.repo.git({"commit", "-qam", "x"});
  CHECK(tree.hex() == f.repo.tree());
}

TEST_CASE("before the first commit the index is a tree of its own") {
  Fixture f;
  CHECK(index_tree(f.repository, f.store).hex() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  f.repo.write("a/b", "1\n");
  f.repo.git({"add", "."});
  CHECK(index_tree(f.repository, f.store).hex() == f.repo.git({"write-tree"}));
  CHECK(worktree_status(f.repository).staged == Paths{"a/b"});
}

TEST_CASE("an index in a form that can't be read is named with the command that helps") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("all");
  f.repo.git({"update-index", "--split-index"});
  try {
    worktree_status(Repository::open(f.repo.path()));
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    REQUIRE_FALSE(error.hints().empty());
    REQUIRE(error.hints().size() == 2);
    // From wherever the person is.
    CHECK(error.hints()[0].starts_with("git -C "));
    CHECK(error.hints()[0].ends_with(" config core.splitIndex false"));
    CHECK(error.hints()[1].ends_with(" update-index --no-split-index"));
  }
}

TEST_CASE("git sees a recorded cherry-pick until it is cleared") {
  Fixture f;
  const Oid commit = *Oid::from_hex(f.repo.commit_file("a", "1\n", "one"));
  write_cherry_pick_state(f.repository, commit, "The message\n");
  CHECK(f.repository.state() == RepositoryState::cherry_pick);
  CHECK(f.repo.rev_parse("CHERRY_PICK_HEAD") == commit.hex());
  CHECK(read_bytes(f.repo / ".git/MERGE_MSG") == "The message\n");
  clear_operation_state(f.repository);
  CHECK(f.repository.state() == RepositoryState::none);
  CHECK_FALSE(fs::exists(f.repo / ".git/MERGE_MSG"));
  clear_operation_state(f.repository);
}

TEST_CASE("a linked worktree is made, moved and removed, and git knows it") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("one");
  const Oid first = *Oid::from_hex(f.repo.rev_parse());
  f.repo.write("b", "2\n");
  f.commit_all("two");
  const Oid second = *Oid::from_hex(f.repo.rev_parse());
  const fs::path directory = f.world / "pristine";
  const GitRepo pristine(directory);

  put_worktree(f.repository, f.store, directory, "pristine", first);
  CHECK(pristine.rev_parse() == first.hex());
  CHECK(pristine.status().empty());
  CHECK_FALSE(fs::exists(directory / "b"));
  CHECK(f.repo.git({"worktree", "list"}).find(directory.string()) != std::string::npos);
  f.repo.git({"worktree", "prune"});

  put_worktree(f.repository, f.store, directory, "pristine", second);
  CHECK(pristine.rev_parse() == second.hex());
  CHECK(pristine.status().empty());
  CHECK(f.repo.status().empty());

  write_bytes(directory / "a", "mine\n");
  CHECK_THROWS_AS(put_worktree(f.repository, f.store, directory, "pristine", first), Error);
  CHECK_THROWS_AS(remove_worktree(f.repository, directory, "pristine"), Error);
  CHECK(read_bytes(directory / "a") == "mine\n");
  pristine.git({"checkout", "-q", "a"});
  write_bytes(directory / "untracked", "mine\n");
  CHECK_THROWS_AS(remove_worktree(f.repository, directory, "pristine"), Error);
  fs::remove(directory / "untracked");
  remove_worktree(f.repository, directory, "pristine");
  CHECK_FALSE(fs::exists(directory));
  CHECK(f.repo.git({"worktree", "list"}).find("pristine") == std::string::npos);
  remove_worktree(f.repository, directory, "pristine");
}

TEST_CASE("a linked worktree never takes a directory that holds something else") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("one");
  const Oid commit = *Oid::from_hex(f.repo.rev_parse());
  write_bytes(f.world / "taken/file", "mine\n");
  CHECK_THROWS_AS(put_worktree(f.repository, f.store, f.world / "taken", "w", commit), Error);
  CHECK_THROWS_AS(remove_worktree(f.repository, f.world / "taken", "w"), Error);
  CHECK_THROWS_AS(put_worktree(f.repository, f.store, f.repo.path(), "w", commit), Error);
  put_worktree(f.repository, f.store, f.world / "one", "w", commit);
  CHECK_THROWS_AS(put_worktree(f.repository, f.store, f.world / "two", "w", commit), Error);
  CHECK_THROWS_AS(put_worktree(f.repository, f.store, f.world / "three", "../../escape", commit), Error);
  fs::remove_all(f.world / "one");
  put_worktree(f.repository, f.store, f.world / "two", "w", commit);
  CHECK(GitRepo(f.world / "two").status().empty());
}

TEST_CASE("an index that git changes in between is read again") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("first");
  CHECK(worktree_status(f.repository).clean_but_untracked());
  f.repo.write("a", "2\n");
  f.repo.git({"add", "a"});
  CHECK(worktree_status(f.repository).staged == Paths{"a"});
  f.repo.git({"reset", "-q", "--hard"});
  CHECK(worktree_status(f.repository).clean_but_untracked());
  // Gone altogether, everything is removed from the index.
  fs::remove(f.repo.path() / ".git" / "index");
  CHECK(worktree_status(f.repository).staged == Paths{"a"});
}

TEST_CASE("what a failed call left in the library's index is not taken for the file's") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("first");
  CHECK(worktree_status(f.repository).clean_but_untracked());
  {
    const IndexLock lock(f.repository);
    IndexFile index(f.repository, lock);
    index.remove("a");
    // Never written.
  }
  CHECK(worktree_status(f.repository).clean_but_untracked());
  CHECK(IndexFile(f.repository).find("a") != nullptr);
}
