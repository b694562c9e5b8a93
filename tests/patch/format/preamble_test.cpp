#include <string>
#include <string_view>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::has_note;
using tests::k_fields;
using tests::k_small_diff;
using tests::read_one;
using tests::refusal;

TEST_CASE("git show's header and indented message become author and message") {
  const Patch patch = read_one(
      "commit 1234567890123456789012345678901234567890 (HEAD -> main)\n"
      "Author: A U Thor <author@example.com>\n"
      "Date:   Thu Jan 8 15:30:20 2026 +0100\n\n"
      "    Fix it\n    \n    Because\n      of this.\n    ---\n    more\n\n" +
      k_small_diff);
  CHECK(patch.message == "Fix it\n\nBecause\n  of this.\n---\nmore\n");
  CHECK(patch.author->name == "A U Thor");
  CHECK(patch.author->when == git::Time{1767882620, 60});
  const std::string fuller =
      "commit 1234567\nAuthor:     A <a@b>\nAuthorDate: Thu Jan 8 15:30:20 2026 +0100\n"
      "Commit:     C <c@d>\nCommitDate: Fri Jan 9 15:30:20 2026 +0100\n\n    x\n\n";
  CHECK(read_one(fuller + "Notes:\n    secret\n\n" + k_small_diff).message == "x\n");
  CHECK(read_one(fuller + "---\n a.txt | 2 +-\n 1 file changed\n\n" + k_small_diff).author->when ==
        git::Time{1767882620, 60});
  CHECK(refusal("commit 1234567\nMerge: 123 456\nAuthor: A <a@b>\n\n    x\n\n" + k_small_diff).find("merge") !=
        std::string::npos);
  CHECK_FALSE(refusal(fuller + k_small_diff + "\n" + fuller + k_small_diff).empty());
}

TEST_CASE("a DEP-3 header becomes author and message, and loses no field") {
  const Patch patch = read_one(
      "Description: Fix the thing\n Long words\n .\n  indented\n"
      "Origin: upstream, https://example.com\nAuthor: A U Thor <author@example.com>\n"
      "Bug-Debian: https://bugs.debian.org/1\nLast-Update: 2026-01-08\n\nFree text.\n---\n" +
      k_small_diff);
  CHECK(patch.message ==
        "Fix the thing\n\nLong words\n\n indented\n\nFree text.\n\nOrigin: upstream, https://example.com\n"
        "Bug-Debian: https://bugs.debian.org/1\nLast-Update: 2026-01-08\n");
  CHECK(patch.author->name == "A U Thor");
  CHECK(patch.author->when == git::Time{1767830400, 0});
  CHECK(read_one("Subject: x\nForwarded: no\n" + k_small_diff).message == "x\n\nForwarded: no\n");
  CHECK(read_one("Description: x\nAuthor: nobody\n\n" + k_small_diff).message == "x\n\nAuthor: nobody\n");
}

TEST_CASE("text before a plain diff is its message") {
  CHECK(read_one("Fix: the thing\n\nBecause.\n" + k_small_diff).message == "Fix: the thing\n\nBecause.\n");
  CHECK(read_one("words\n---\n a | 2 +-\n" + k_small_diff).message == "words\n");
}

TEST_CASE("git show is known by its author line, and none of its readers runs into the diff") {
  const std::string show = "commit 0123456789012345678901234567890123456789\nAuthor: A U Thor <author@example.com>\n";
  const std::string two = k_small_diff + "\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n";
  CHECK(read_one(show + two).files.size() == 2);
  CHECK(read_one(show + "Date:   Thu Jan 8 15:30:20 2026 +0100\n" + two).files.size() == 2);
  CHECK(read_one(show + "    Fix it\n" + two).message == "Fix it\n");
  CHECK(read_one(show + "\n    Fix it\n\nFixes: X-1\n\nBug: 2\n\n" + two).message ==
        "Fix it\n\nFixes: X-1\n\nBug: 2\n");
  CHECK(read_one("commit 0123456 was wrong\n\n" + two).message == "commit 0123456 was wrong\n");
  CHECK(refusal(show + "\n    Fix it\n\n" + show + "\n    Fix more\n\n" + two).find("another commit") !=
        std::string::npos);
}

TEST_CASE("hg export gives author, date and message, in a file and in a mail") {
  const std::string exported =
      "# HG changeset patch\n# User A U Thor <author@example.com>\n# Date 1767882620 -3600\n"
      "#      Thu Jan 08 15:30:20 2026 +0100\n# Node ID 0123456789012345678901234567890123456789\n"
      "# Parent  9876543210987654321098765432109876543210\nFix it\n\nBecause.\n\n"
      "diff -r 987654321098 -r 012345678901 a.txt\n--- a/a.txt\tThu Jan 08 10:00:00 2026 +0100\n"
      "+++ b/a.txt\tThu Jan 08 11:00:00 2026 +0100\n@@ -1 +1 @@\n-one\n+two\n";
  for (const std::string& above :
       {std::string(), std::string("\n"), std::string("Taken from upstream.\n\n"),
        std::string("From nobody Mon Sep 17 00:00:00 2001\nFrom: S <s@x>\nDate: Fri, 9 Jan 2026 15:30:20 +0100\n"
                    "Subject: [PATCH] Fix it\n\n")}) {
    INFO(above);
    const Patch patch = read_one(above + exported);
    CHECK(patch.message == "Fix it\n\nBecause.\n");
    REQUIRE(patch.author);
    CHECK(patch.author->name == "A U Thor");
    CHECK(patch.author->when == git::Time{1767882620, 60});
    CHECK(patch.files.size() == 1);
  }
  CHECK(read_one("# HG changeset patch\n# User jdoe\n# Date 0 18000\nx\n\n" + k_small_diff).author ==
        git::Signature{"jdoe", "", {0, -300}});
  CHECK_FALSE(refusal("# HG changeset patch\n# User jdoe\n# Date soon\nx\n\n" + k_small_diff).empty());
}

TEST_CASE("stg export gives author and date below the subject") {
  const Patch patch = read_one(
      "Fix it\n\nFrom: A U Thor <author@example.com>\nDate: Thu, 8 Jan 2026 15:30:20 +0100\n\n"
      "Because.\n---\n a.txt |    2 +-\n\n" +
      k_small_diff);
  CHECK(patch.message == "Fix it\n\nBecause.\n");
  CHECK(patch.author->name == "A U Thor");
  CHECK(patch.author->when == git::Time{1767882620, 60});
  CHECK(read_one("Fix it\n\nAuthor: A <a@b>\n" + k_small_diff).message == "Fix it\n");
  CHECK_FALSE(read_one("Fix it\n\nFrom: what I see\n\nmore\n" + k_small_diff).author);
  CHECK_FALSE(read_one("Fix it\n\nDate: 2026-01-08\n\nmore\n" + k_small_diff).author);
}

TEST_CASE("words, blank lines and conflict markers above a header leave author, date and message alone") {
  const std::string fields = k_fields + "Subject: [PATCH] Fix it\n\nBecause.\n---\n";
  const std::string from_line = "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n";
  for (const std::string above : {"", "\n   \n", "This patch is part of the packages.\n\n", "<<<<<<< HEAD\n",
                                  "Upstream-Status: Backport\n\n", "words\nwords: more\n\nwords\n\n"}) {
    for (const std::string& line : {std::string(), from_line, from_line.substr(0, 45) + "\n"}) {
      INFO(above + line);
      const Patch patch = read_one(fmt::format("{}{}{}{}", above, line, fields, k_small_diff));
      CHECK(patch.message == "Fix it\n\nBecause.\n");
      REQUIRE(patch.author);
      CHECK(patch.author->name == "A U Thor");
      CHECK(patch.author->when == git::Time{1767882620, 60});
      CHECK(has_note(patch, "was left out") == (above.find_first_not_of(" \n") != std::string::npos));
    }
  }
  CHECK(read_one("words\n\ncommit 0123456\nAuthor: A <a@b>\n\n    Fix it\n\n" + k_small_diff).message == "Fix it\n");
  CHECK(read_one("Picked from\ncommit 0123456\nAuthor: A <a@b>\n\n    Fix it\n\n" + k_small_diff).message ==
        "Fix it\n");
}

TEST_CASE("an author in the first line is the author, as in git show without its first line") {
  const std::string author = "Author: A U Thor <author@example.com>\n";
  Patch patch =
      read_one(author + "Date:   Thu Jan 8 15:30:20 2026 +0100\n\n    Fix it\n    \n    Because.\n\n" + k_small_diff);
  CHECK(patch.message == "Fix it\n\nBecause.\n");
  CHECK(patch.author->when == git::Time{1767882620, 60});
  patch = read_one(author + "Fix it, and\nmore.\n\n" + k_small_diff);
  CHECK(patch.message == "Fix it, and\nmore.\n");
  CHECK(patch.author->name == "A U Thor");
  CHECK(read_one("Author: nobody\nFix it\n\n" + k_small_diff).message == "Author: nobody\nFix it\n");
}

TEST_CASE("a line of prose that looks like a header is none") {
  for (const char* line :
       {"date: accept another form", "from: take what is there", "from: a@b said so", "Fix: the thing"}) {
    const Patch patch = read_one(line + std::string("\n\nBecause.\n\n") + k_small_diff);
    CHECK(patch.message == line + std::string("\n\nBecause.\n"));
    CHECK_FALSE(patch.author);
  }
  CHECK(read_one("words\n\nSubject: of a talk\n\nmore\n\n" + k_small_diff).message ==
        "words\n\nSubject: of a talk\n\nmore\n");
}

}  // namespace
}  // namespace mlxpatch::patch
