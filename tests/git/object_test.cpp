#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using namespace std::string_literals;
using mlxpatch::Error;

namespace {

Commit some_commit() {
  Commit commit;
  commit.tree = *Oid::from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  commit.author = {"Ann Author", "ann@example.com", {1767882620, 60}};
  commit.committer = {"Con Mitter", "con@example.com", {1767882700, -330}};
  commit.message = "Subject line\nthat goes on\n\nBody.\n";
  return commit;
}

}  // namespace

TEST_CASE("an object's id is git's") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (const std::string& bytes : {""s, "hello\n"s, "\0\xff"s, std::string(100000, 'x')}) {
    CHECK(hash_object(ObjectType::blob, bytes).hex() == repo.git({"hash-object", "--stdin"}, bytes));
  }
  CHECK(hash_object(ObjectType::tree, "").hex() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

TEST_CASE("git reads a serialized commit back") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.git({"hash-object", "-t", "tree", "-w", "--stdin"}, "");
  Commit commit = some_commit();
  const std::string first = repo.git({"hash-object", "-t", "commit", "-w", "--stdin"}, serialize_commit(commit));
  CHECK(first == hash_object(ObjectType::commit, serialize_commit(commit)).hex());
  CHECK(repo.git({"log", "-1", "--format=%an|%ae|%ad|%cn|%ce|%cd|%s", "--date=raw", first}) ==
        "Ann Author|ann@example.com|1767882620 +0100|Con Mitter|con@example.com|1767882700 -0530|"
        "Subject line that goes on");
  CHECK(commit.subject() == "Subject line that goes on");

  commit.parents = {*Oid::from_hex(first)};
  commit.encoding = "ISO-8859-1";
  commit.message = "K\xf6ln\n";
  const std::string second = repo.git({"hash-object", "-t", "commit", "-w", "--stdin"}, serialize_commit(commit));
  CHECK(repo.git({"log", "-1", "--format=%P %e %s", second}) == first + " ISO-8859-1 K\xc3\xb6ln");
}

TEST_CASE("a commit whose headers would break is refused") {
  for (const std::string& bad : {"a\nb"s, "a<b"s, "a>b"s, "a\0b"s}) {
    for (Signature Commit::* who : {&Commit::author, &Commit::committer}) {
      Commit commit = some_commit();
      (commit.*who).name = bad;
      CHECK_THROWS_AS(serialize_commit(commit), Error);
      commit = some_commit();
      (commit.*who).email = bad;
      CHECK_THROWS_AS(serialize_commit(commit), Error);
    }
  }
  Commit commit = some_commit();
  commit.encoding = "latin1\nparent x";
  CHECK_THROWS_AS(serialize_commit(commit), Error);
  commit = some_commit();
  commit.message = "a\0b"s;
  CHECK_THROWS_AS(serialize_commit(commit), Error);
}
