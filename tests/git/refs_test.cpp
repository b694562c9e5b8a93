#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using mlxpatch::Error;

namespace {

/// A repository with two commits, a branch, and a lightweight and an annotated tag.
struct Fixture {
  World world;
  GitRepo repo = GitRepo::init(world / "repo");
  Oid first = *Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  Oid second = *Oid::from_hex(repo.commit_file("a", "2\n", "two"));
  Repository repository = [this] {
    repo.create_branch("feature/side", first.hex());
    repo.git({"tag", "light", first.hex()});
    repo.git({"tag", "-a", "-m", "noted", "annotated", first.hex()});
    return Repository::open(repo.path());
  }();
};

}  // namespace

TEST_CASE("revisions are read in git's forms and peeled to commits") {
  Fixture f;
  CHECK(find_commit(f.repository, "HEAD") == f.second);
  CHECK(find_commit(f.repository, "main~1") == f.first);
  CHECK(find_commit(f.repository, "feature/side") == f.first);
  CHECK(find_commit(f.repository, "annotated") == f.first);
  CHECK(find_commit(f.repository, f.first.short_hex(10)) == f.first);
  CHECK(find_commit(f.repository, "@{0}") == f.second);
  CHECK(find_object(f.repository, "HEAD^{tree}")->hex() == f.repo.tree());
  CHECK(find_object(f.repository, "annotated")->hex() == f.repo.rev_parse("annotated"));
  for (const char* missing :
       {"nothing", "", "HEAD~5", "HEAD^{tree}", "a..b", "-x", "0000000000000000000000000000000000000000"}) {
    INFO(missing);
    CHECK_FALSE(find_commit(f.repository, missing));
  }
}

TEST_CASE("a missing revision is an error that names similar ones") {
  Fixture f;
  CHECK(resolve_commit(f.repository, "main") == f.second);
  try {
    resolve_commit(f.repository, "feature/sied");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    REQUIRE_FALSE(error.hints().empty());
    CHECK(error.hints().front().find("feature/side") != std::string::npos);
  }
  CHECK_THROWS_AS(resolve_commit(f.repository, "HEAD:a"), Error);
}

TEST_CASE("a reference whose object is missing is called that, and is not suggested in its own place") {
  Fixture f;
  const std::string id(40, 'a');
  write_bytes(f.repo / ".git/refs/heads/lost", id + "\n");
  for (const char* revision : {"lost", "refs/heads/lost", "lost~1", "lost^{commit}"}) {
    try {
      resolve_commit(f.repository, revision);
      FAIL("nothing was thrown");
    } catch (const Error& error) {
      INFO(error.what());
      CHECK(error.kind() == mlxpatch::ErrorKind::damaged);
      CHECK(std::string(error.what()).find("points at " + id) != std::string::npos);
      for (const std::string& hint : error.hints()) CHECK(hint.find("did you mean") == std::string::npos);
    }
  }
}

TEST_CASE("references are listed sorted, packed or not, without symbolic ones") {
  Fixture f;
  f.repo.git({"pack-refs", "--all"});
  f.repo.create_branch("zebra");
  f.repo.git({"symbolic-ref", "refs/heads/alias", "refs/heads/main"});
  std::vector<std::string> names;
  for (const Ref& ref : refs_below(f.repository, "refs/heads/")) names.push_back(ref.name);
  CHECK(names == std::vector<std::string>{"refs/heads/feature/side", "refs/heads/main", "refs/heads/zebra"});
  CHECK(refs_below(f.repository, "refs/heads/fea").size() == 1);
  CHECK(refs_below(f.repository, "refs/nothing/").empty());
  CHECK(refs_below(f.repository, "refs/*").empty());
  CHECK(ref_target(f.repository, "refs/heads/alias") == f.second);
  CHECK(ref_target(f.repository, "refs/tags/annotated")->hex() == f.repo.rev_parse("annotated"));
  CHECK_FALSE(ref_target(f.repository, "refs/heads/none"));
  CHECK_FALSE(ref_target(f.repository, "not a name"));
}

TEST_CASE("HEAD is on a branch, on an unborn one, or detached") {
  Fixture f;
  CHECK(head(f.repository).branch == "refs/heads/main");
  CHECK(head(f.repository).commit == f.second);
  detach_head(f.repository, f.first, "checkout: moving");
  CHECK(head(f.repository).branch.empty());
  CHECK(head(f.repository).commit == f.first);
  CHECK(f.repo.rev_parse("HEAD") == f.first.hex());
  set_head_to_branch(f.repository, "refs/heads/unborn", "checkout: moving to unborn");
  CHECK(head(f.repository).branch == "refs/heads/unborn");
  CHECK_FALSE(head(f.repository).commit);
  CHECK(f.repo.git({"symbolic-ref", "HEAD"}) == "refs/heads/unborn");
  set_head_to_branch(f.repository, "refs/heads/main", "checkout: back");
  CHECK(f.repo.rev_parse("HEAD") == f.second.hex());
  CHECK(f.repo.git({"reflog", "-1", "--format=%gs", "HEAD"}) == "checkout: back");
}

TEST_CASE("a reference moves only from the expected value") {
  Fixture f;
  update_ref(f.repository, "refs/heads/main", f.second, f.first, "take back\na line");
  CHECK(f.repo.rev_parse("main") == f.first.hex());
  CHECK(f.repo.git({"reflog", "-1", "--format=%gs", "main"}) == "take back a line");
  CHECK(f.repo.git({"reflog", "-1", "--format=%gs", "HEAD"}) == "take back a line");
  try {
    update_ref(f.repository, "refs/heads/main", f.second, f.second, "again");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(f.first.hex()) != std::string::npos);
  }
  CHECK(f.repo.rev_parse("main") == f.first.hex());
}

TEST_CASE("a reference is created only if it does not exist, and removed with its packed form") {
  Fixture f;
  update_ref(f.repository, "refs/mlxpatch/operations/1", {}, f.first, "");
  CHECK(f.repo.rev_parse("refs/mlxpatch/operations/1") == f.first.hex());
  CHECK_THROWS_AS(update_ref(f.repository, "refs/mlxpatch/operations/1", {}, f.second, ""), Error);
  f.repo.git({"pack-refs", "--all"});
  CHECK_THROWS_AS(update_ref(f.repository, "refs/mlxpatch/operations/1", f.second, {}, ""), Error);
  update_ref(f.repository, "refs/mlxpatch/operations/1", f.first, {}, "");
  CHECK_FALSE(ref_target(f.repository, "refs/mlxpatch/operations/1"));
  CHECK(f.repo.try_git({"rev-parse", "-q", "--verify", "refs/mlxpatch/operations/1"}).exit != 0);
  update_ref(f.repository, "refs/heads/none", {}, {}, "");
}

TEST_CASE("a reference cannot be a directory of another one, packed or not") {
  Fixture f;
  f.repo.git({"pack-refs", "--all"});
  CHECK_THROWS_AS(update_ref(f.repository, "refs/heads/main/below", {}, f.first, ""), Error);
  CHECK_THROWS_AS(update_ref(f.repository, "refs/heads/feature", {}, f.first, ""), Error);
  CHECK_THROWS_AS(update_ref(f.repository, "refs/heads/a b", {}, f.first, ""), Error);
  CHECK_THROWS_AS(update_ref(f.repository, "refs/heads/../x", {}, f.first, ""), Error);
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a reference never points at a missing object") {
  Fixture f;
  CHECK_THROWS_AS(update_ref(f.repository, "refs/heads/x", {}, *Oid::from_hex(std::string(40, '1')), ""), Error);
  CHECK_FALSE(ref_target(f.repository, "refs/heads/x"));
}

TEST_CASE("a reference that another program has locked is not moved, and the error says so") {
  Fixture f;
  write_bytes(f.repo / ".git/refs/heads/main.lock", "");
  try {
    update_ref(f.repository, "refs/heads/main", f.second, f.first, "");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("locked") != std::string::npos);
  }
  std::filesystem::remove(f.repo / ".git/refs/heads/main.lock");
  CHECK(f.repo.rev_parse("main") == f.second.hex());
}

TEST_CASE("references move without any identity, as git allows") {
  Fixture f;
  f.world.forget_identity();
  update_ref(f.repository, "refs/heads/main", f.second, f.first, "moved");
  CHECK(f.repo.rev_parse("main") == f.first.hex());
}

TEST_CASE("a symbolic reference is set") {
  Fixture f;
  update_ref(f.repository, "refs/remotes/upstream/main", {}, f.first, "");
  set_symbolic_ref(f.repository, "refs/remotes/upstream/HEAD", "refs/remotes/upstream/main");
  CHECK(f.repo.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == "refs/remotes/upstream/main");
  set_symbolic_ref(f.repository, "refs/remotes/upstream/HEAD", "refs/remotes/upstream/other");
  CHECK(f.repo.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == "refs/remotes/upstream/other");
}
