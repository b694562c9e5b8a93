#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>

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

TEST_CASE("an object's id is the one that git gives it") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (const std::string& bytes : {""s, "hello\n"s, "\0\xff"s, std::string(100000, 'x')}) {
    CHECK(hash_object(ObjectType::blob, bytes).hex() == repo.git({"hash-object", "--stdin"}, bytes));
  }
  CHECK(hash_object(ObjectType::tree, "").hex() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

TEST_CASE("a serialized commit is one that git reads back") {
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

TEST_CASE("what would break a commit's headers is refused") {
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

TEST_CASE("dates are written as git writes them") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (const Time time : {Time{1767882620, 60}, Time{0, 0}, Time{951782400, -330}, Time{1709164799, 840},
                          Time{4102444800, -720}, Time{1767225599, 1}}) {
    Commit commit = some_commit();
    commit.author.when = time;
    repo.git({"hash-object", "-t", "tree", "-w", "--stdin"}, "");
    const std::string id = repo.git({"hash-object", "-t", "commit", "-w", "--stdin"}, serialize_commit(commit));
    CHECK(format_rfc2822(time) == repo.git({"log", "-1", "--format=%aD", id}));
    if (time.offset_minutes != 0) CHECK(format_iso8601(time) == repo.git({"log", "-1", "--format=%aI", id}));
  }
  CHECK(format_rfc2822({1767882620, 60}) == "Thu, 8 Jan 2026 15:30:20 +0100");
  CHECK(format_iso8601({1767882620, 60}) == "2026-01-08T15:30:20+01:00");
  CHECK(format_iso8601({0, 0}) == "1970-01-01T00:00:00+00:00");
}

TEST_CASE("a date that no calendar holds is shown as the epoch") {
  for (const std::int64_t seconds : {INT64_MAX, INT64_MIN, std::int64_t{1} << 60}) {
    CHECK(format_iso8601({seconds, 0}) == "1970-01-01T00:00:00+00:00");
    CHECK(format_rfc2822({seconds, 0}) == "Thu, 1 Jan 1970 00:00:00 +0000");
  }
}

TEST_CASE("dates are read in the forms that git takes") {
  const Time expected{1767882620, 60};
  for (const char* text :
       {"@1767882620 +0100", "1767882620 +0100", "Thu, 8 Jan 2026 15:30:20 +0100", "8 Jan 2026 15:30:20 +0100",
        "2026-01-08T15:30:20+01:00", "2026-01-08 15:30:20 +0100", " 2026-01-08T15:30:20+0100 "}) {
    INFO(text);
    CHECK(parse_date(text) == expected);
  }
  CHECK(parse_date("2026-01-08T14:30:20Z") == Time{1767882620, 0});
  CHECK(parse_date("@5") == Time{5, 0});
  CHECK(parse_date("Thu, 08 Jan 2026 14:30:20 -0000") == Time{1767882620, 0});
}

TEST_CASE("what is no date is not taken for one") {
  for (const char* text : {"", "yesterday", "5 +0100", "@", "@x", "2026-13-08T15:30:20Z", "2026-02-30T15:30:20Z",
                           "2026-01-08T25:30:20Z", "2026-01-08T15:30:20+99:00", "Thu, 8 Foo 2026 15:30:20 +0100",
                           "1767882620 +0100 x", "@99999999999999999999 +0000"}) {
    INFO(text);
    CHECK_FALSE(parse_date(text));
  }
}
