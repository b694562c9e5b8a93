#include <cstdint>
#include <string>

#include <time.h>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;

TEST_CASE("dates are written as git writes them") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (const Time time : {Time{1767882620, 60}, Time{0, 0}, Time{951782400, -330}, Time{1709164799, 840},
                          Time{4102444800, -720}, Time{1767225599, 1}}) {
    Commit commit;
    commit.tree = *Oid::from_hex(repo.git({"hash-object", "-t", "tree", "-w", "--stdin"}, ""));
    commit.author = {"Ann Author", "ann@example.com", time};
    commit.committer = commit.author;
    commit.message = "Subject\n";
    const std::string id = repo.git({"hash-object", "-t", "commit", "-w", "--stdin"}, serialize_commit(commit));
    CHECK(format_rfc2822(time) == repo.git({"log", "-1", "--format=%aD", id}));
    if (time.offset_minutes != 0) CHECK(format_iso8601(time) == repo.git({"log", "-1", "--format=%aI", id}));
  }
  CHECK(format_rfc2822({1767882620, 60}) == "Thu, 8 Jan 2026 15:30:20 +0100");
  CHECK(format_iso8601({1767882620, 60}) == "2026-01-08T15:30:20+01:00");
  CHECK(format_iso8601({0, 0}) == "1970-01-01T00:00:00+00:00");
}

TEST_CASE("a date that no calendar has is shown as the epoch") {
  for (const std::int64_t seconds : {INT64_MAX, INT64_MIN, std::int64_t{1} << 60}) {
    CHECK(format_iso8601({seconds, 0}) == "1970-01-01T00:00:00+00:00");
    CHECK(format_rfc2822({seconds, 0}) == "Thu, 1 Jan 1970 00:00:00 +0000");
  }
}

TEST_CASE("both kinds of dates are read in git's own forms") {
  const Time expected{1767882620, 60};
  for (const char* text :
       {"@1767882620 +0100", "1767882620 +0100", "Thu, 8 Jan 2026 15:30:20 +0100", "8 Jan 2026 15:30:20 +0100",
        "2026-01-08T15:30:20+01:00", "2026-01-08 15:30:20 +0100", " 2026-01-08T15:30:20+0100 ",
        "2026-01-08 15:30:20+01:00", "Thu Jan  8 15:30:20 2026 +0100", "Thursday, 08 January 2026 15:30:20 +0100 (CET)",
        "2026-01-08 15:30:20.123456789 +0100", "8Jan 2026 15:30:20+0100", "@1767882620+0100"}) {
    INFO(text);
    CHECK(parse_date(text, DateForms::exact) == expected);
    CHECK(parse_date(text, DateForms::loose) == expected);
  }
  for (const DateForms forms : {DateForms::exact, DateForms::loose}) {
    CHECK(parse_date("2026-01-08T14:30:20Z", forms) == Time{1767882620, 0});
    CHECK(parse_date("@5", forms) == Time{5, 0});
    CHECK(parse_date("1767882620 GMT", forms) == Time{1767882620, 0});
    CHECK(parse_date("Thu, 08 Jan 2026 14:30:20 -0000", forms) == Time{1767882620, 0});
    CHECK(parse_date("8 Jan 2026 09:30:20 EST", forms) == Time{1767882620, -300});
    CHECK(parse_date("Thu Jan  8 15:30:20 CET 2026", forms) == Time{1767882620, 60});
    CHECK(parse_date("Wed Aug 27 11:06:29 CEST 2025", forms) == Time{1756285589, 120});
    CHECK(parse_date("2026-01-08 24:00 +0000", forms) == parse_date("2026-01-09 00:00 +0000", forms));
  }
}

TEST_CASE("what is no date is not taken for one") {
  for (const char* text : {"",
                           "yesterday",
                           "5 +0100",
                           "@",
                           "@x",
                           "2026-13-08T15:30:20Z",
                           "2026-02-30T15:30:20Z",
                           "2026-01-08T25:30:20Z",
                           "2026-01-08T15:30:20+99:00",
                           "Thu, 8 Foo 2026 15:30:20 +0100",
                           "1767882620 +0100 x",
                           "@99999999999999999999 +0000",
                           "2026-01-08T",
                           "2026-01-0815:30",
                           "8 8 Jan 2026 15:30",
                           "8 Jan 2026 15:30 15:31",
                           "+0100 8 Jan 2026 15:30",
                           "8 Jan 2026 15:30 +01000",
                           "8 Jan 2026 15:305",
                           "01/08/2026 15:30"}) {
    INFO(text);
    CHECK_FALSE(parse_date(text, DateForms::exact));
    CHECK_FALSE(parse_date(text, DateForms::loose));
  }
}

TEST_CASE("an exact date needs a clock, and without a zone it is local") {
  World world;
  world.set_environment("TZ", "EST5");
  ::tzset();
  CHECK_FALSE(parse_date("2026-01-08", DateForms::exact));
  CHECK_FALSE(parse_date("Thu, 8 Jan 2026", DateForms::exact));
  CHECK(parse_date("2026-01-08 09:30:20", DateForms::exact) == Time{1767882620, -300});
  CHECK(parse_date("Thu, 8 Jan 2026 09:30:20", DateForms::exact) == Time{1767882620, -300});
  CHECK(parse_date("1960-01-01T00:00:00Z", DateForms::exact) == Time{-315619200, 0});
  CHECK(parse_date("Thu8Jan2026 09:30:20", DateForms::exact) == Time{1767882620, -300});
  CHECK_FALSE(parse_date("12345678 +0000", DateForms::exact));
}

TEST_CASE("a loose date may lack the clock and the zone, but is one that a commit can hold") {
  World world;
  world.set_environment("TZ", "EST5");
  ::tzset();
  CHECK(parse_date("2026-01-08", DateForms::loose) == Time{1767830400, 0});
  CHECK(parse_date("8 January 2026", DateForms::loose) == Time{1767830400, 0});
  CHECK(parse_date("2026-01-08 14:30:20", DateForms::loose) == Time{1767882620, 0});
  CHECK(parse_date("Thu8th, Jan. 8 2026", DateForms::loose) == Time{1767830400, 0});
  CHECK(parse_date("12345678 +0000", DateForms::loose) == Time{12345678, 0});
  CHECK_FALSE(parse_date("1969-12-31", DateForms::loose));
  CHECK_FALSE(parse_date("@253402300800", DateForms::loose));
}
