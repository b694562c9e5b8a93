#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/compression.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <support/git_repo.hpp>
#include <support/squeezed.hpp>
#include <support/world.hpp>

#include "commit_changes.hpp"
#include "format/zlib_writer.hpp"
#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::read_one;

const git::Signature k_author{"A U Thor", "author@example.com", {1767882620, 60}};

git::Entry blob(const std::string& bytes, git::Mode mode = git::Mode::file) {
  return {mode, git::hash_object(git::ObjectType::blob, bytes)};
}

FileChange edited(const std::string& path, const std::string& before, const std::string& after) {
  return {path, path, blob(before), blob(after), before, after, 0};
}

std::string mail_with(const std::string& message) {
  return write_mail({k_author, message, {edited("a.txt", "one\n", "two\n")}});
}

std::string head_of(const std::string& mail) { return mail.substr(0, mail.find("\n\n") + 1); }

/// Messages that a reader of mails would misunderstand if they were written as they are.
const std::vector<std::string> k_odd_messages{
    "Plain\n",
    "Plain\n\nbody\n",
    "[WIP] tag\n",
    "[PATCH] tag\n\nbody\n",
    "[PATCH 0/3] like a cover letter\n",
    "[WIP] [RFC PATCH] tags\n",
    "Re: reply\n\nbody\n",
    ": colon\n",
    "Two  blanks\tand a tab\n",
    "Trailing blanks   \n\nbody\n",
    "Two\nlines\n\nbody\n",
    "Two\nlines and  blanks\nthree\n",
    "=?UTF-8?q?not=20encoded?=\n",
    "J\303\274rgens \342\202\254 subject \360\237\230\200 is long enough to be folded into several lines, twice\n",
    "A plain subject that is long enough to be folded because no line of a header may have more than 78 characters\n",
    "Aplainsubjectwithoutanyblankthatislongenoughtobefoldedbutcannotbebecauseithasnoblankswheretodoit\n",
    "x\n\nJ\303\274rgen\n",
    "x\n\n\n\ndoubled\n\n\n\nblank lines\n",
    "x\n\nCRs\r\nhere\r\nand he\rre\n",
    "x\n\n---\nnot the end\n",
    "x\n\na\n---\nnot the end\n",
    "x\n\na\n---   \nnot the end\n",
    "x\n\na\n\n--- a/file\n+++ b/file\n@@ -1 +1 @@\n-a\n+b\n",
    "x\n\na \\ ~ + \303\251\ndiff --git a/x b/x\nnew file mode 100644\n",
    "x\n\na\ndiff -u x y\nIndex: z\n",
    "x\n\nIndex: z\n====\n",
    "--- x\n\n--- y\n",
    "diff -x\n",
    "x\n\na\n-- >8 --\nb\n",
    "x\n\n------ 8< ------ cut here\nb\n",
    "x\n\nFrom: Some Body <some@body>\n\nb\n",
    "x\n\nFrom: what I see\n",
    "x\n\nSubject: other\n\nb\n",
    "x\n\nDate: Thu, 8 Jan 2026 15:30:20 +0100\n",
    "x\n\n[PATCH] other\n",
    "x\n\nFrom here on\n",
    "x\n\n>From here on\n>>From there\n",
    "x\n\nFrom here on\n>From there\n",
    "x\n\nFrom 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\nFrom: x <y@z>\nSubject: z\n\nb\n",
    "x\n\n>From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n",
    "x\n\nb\n-- \nsignature\n",
    "x\n\n  indented\n\ttab\n\n    diff --git a/x b/x\n",
    "x\n\nlast line \\ No newline\n\\ No newline at end of file\n",
    "From: x\n\nb\n",
    "x\n\n# HG changeset patch\n# User B <b@c>\n# Date 0 0\nb\n",
    "x\n\na\n@@ -1,3 +1,3 @@\nnot a hunk\n",
    "@@ -1 +1 @@\n",
    "x\n\n=== modified file 'x'\nBinary files a and b differ\n",
    "x\n\ndiff a b\nBinary files a and b differ\n",
    "x\n\n53c53\n< a\n",
    "x\n\nSubmodule s 123..456:\n",
    "[RFC 0/3] x\n\nb\n",
    "Re: x\n\nb\n",
    "",
    "x\n\n\360\237\230\200 and\n---\n\360\237\230\200 \342\202\254 again\n",
};

TEST_CASE("a mail is written byte for byte as designed") {
  CHECK(write_mail({k_author, "Fix it\n\nBecause.\n", {edited("d/a.txt", "one\n", "two\n")}}) ==
        "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
        "From: A U Thor <author@example.com>\n"
        "Date: Thu, 8 Jan 2026 15:30:20 +0100\n"
        "Subject: [PATCH] Fix it\n"
        "\n"
        "Because.\n"
        "---\n"
        "\n"
        "diff --git a/d/a.txt b/d/a.txt\n"
        "index 5626abf0f72e58d7a153368ba57db4c673c0e171..f719efd430d52bcfc8566a43b2eb655688d38871 100644\n"
        "--- a/d/a.txt\n"
        "+++ b/d/a.txt\n"
        "@@ -1 +1 @@\n"
        "-one\n"
        "+two\n");
}

TEST_CASE("headers are encoded and folded") {
  CHECK(head_of(write_mail({{"J\303\251r\303\264me", "j@x", {0, 0}}, "\303\251t\303\251\n\nplain\n", {}})) ==
        "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
        "From: =?UTF-8?q?J=C3=A9r=C3=B4me?= <j@x>\n"
        "Date: Thu, 1 Jan 1970 00:00:00 +0000\n"
        "Subject: [PATCH] =?UTF-8?q?=C3=A9t=C3=A9?=\n"
        "X-Mlxpatch-Commit: empty\n");
  CHECK(head_of(write_mail({{"Doe, \"J.\"", "j@x", {0, 0}}, "x\n\n\303\251\n", {}})) ==
        "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
        "From: \"Doe, \\\"J.\\\"\" <j@x>\n"
        "Date: Thu, 1 Jan 1970 00:00:00 +0000\n"
        "Subject: [PATCH] x\n"
        "X-Mlxpatch-Commit: empty\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n");
  for (const std::string& message : k_odd_messages) {
    const std::string head = head_of(mail_with(message));
    for (const std::string_view line : split_lines(head)) {
      INFO(line);
      CHECK((line.size() <= 79 || line.find(' ') == line.rfind(' ') || line.find("withoutany") != line.npos));
    }
  }
}

TEST_CASE("a message that only resembles a diff is written as it is") {
  for (const std::string line :
       {"diff of the two", "@@ -1 is where", "53 of them", "Binary files are kept", "=== done ===", "index 1234..5678",
        "Submodule s: see above", "--x", "+ one", "Only in d: y"}) {
    INFO(line);
    CHECK(mail_with("x\n\n" + line + "\n").find("\n\n" + line + "\n") != std::string::npos);
    CHECK(read_one(mail_with("x\n\n" + line + "\n")).message == "x\n\n" + line + "\n");
  }
}

TEST_CASE("authors that would add headers are refused") {
  CHECK_THROWS_AS(write_mail({{"a\nBcc: x", "a@b", {}}, "x\n", {}}), Error);
  CHECK_THROWS_AS(write_mail({{"a", "a@b>\nBcc: x", {}}, "x\n", {}}), Error);
  CHECK_THROWS_AS(write_mail({{"a <b", "a@b", {}}, "x\n", {}}), Error);
}

TEST_CASE("every odd message is read back byte for byte") {
  for (const std::string& message : k_odd_messages) {
    const std::string mail = mail_with(message);
    INFO(mail);
    const Patch patch = read_one(mail);
    CHECK(patch.message == message);
    CHECK(*patch.author == k_author);
    CHECK(patch.notes.empty());
    CHECK(patch.files.size() == 1);
    CHECK(read_one(write_mail({k_author, message, {}})).message == message);
  }
}

TEST_CASE("every odd author is read back") {
  for (const std::string name :
       {"A", "", "J\303\251r\303\264me", "Doe, J.", "o'neil (work)", "a \"b\" c\\d", "a@b", "=?x?q?y?=", " blanks ",
        "tab\there", "A.B. C", "x:y;z", "Na\303\257ve \"Nick\" Name", "J\303\251r (work)", "\351 latin"}) {
    const git::Signature author{name, "a@b.c", {1767882620, -210}};
    const std::string mail = write_mail({author, "x\n", {}});
    INFO(mail);
    CHECK(*read_one(mail).author == author);
  }
}

TEST_CASE("git am --keep-non-patch reads every odd message as it is, except for the blanks that it squeezes") {
  tests::World world;
  const tests::GitRepo repo = tests::GitRepo::init(world / "repo");
  repo.commit_file("a.txt", "0\n", "Begin");
  std::string mbox;
  std::vector<std::string> expected;
  for (const std::string& message : k_odd_messages) {
    if (message == "--- x\n\n--- y\n") continue;  // neither part can be git's body; git puts all on one line
    const std::string number = std::to_string(expected.size());
    const std::string next = std::to_string(expected.size() + 1);
    mbox += write_mail({k_author, message, {edited("a.txt", number + "\n", next + "\n")}});
    expected.push_back(message);
  }
  repo.write(".git/all.mbox", mbox);
  repo.git({"am", "-q", "--keep-non-patch", "--keep-cr", ".git/all.mbox"});
  const std::vector<std::string> made = repo.log("HEAD~" + std::to_string(expected.size()) + "..HEAD", "%H");
  REQUIRE(made.size() == expected.size());
  for (std::size_t index = 0; index < made.size(); ++index) {
    CHECK(tests::squeezed(repo.message(made[made.size() - 1 - index])) == tests::squeezed(expected[index]));
  }
}

TEST_CASE("git apply and our reader agree on every kind of change that is written") {
  tests::World world;
  const tests::GitRepo repo = tests::GitRepo::init(world / "repo");
  const std::string binary("\0\1\2\3 and more \0", 15);
  const std::string other_binary = binary + std::string(3000, 'x') + binary;
  repo.write("gone.txt", "bye\n");
  repo.write("gone.bin", binary);
  repo.write("bin", binary);
  repo.write("empty gone", "");
  repo.write("mode", "m\n");
  repo.write("mode and text", "m\n");
  repo.write("d/old", "1\n2\n3\n4\n5\n");
  repo.write("becomes link", "text\n");
  repo.symlink("link", "target");
  repo.write("no newline", "a\nb");
  repo.write("cr", "a\r\nb\r\n");
  repo.write("caf\303\251 \"q\"\t", "x\n");
  repo.commit("before");
  const std::string submodule(40, 'a');
  repo.git({"update-index", "--add", "--cacheinfo", "160000," + submodule + ",sub"});
  repo.git({"commit", "-q", "-m", "with submodule"});
  const std::string before = repo.rev_parse();
  for (const char* path : {"gone.txt", "gone.bin", "empty gone", "becomes link", "link"}) repo.remove(path);
  repo.write("bin", other_binary);
  repo.write("new.bin", other_binary);
  repo.write("new empty", "");
  repo.write_executable("mode", "m\n");
  repo.write_executable("mode and text", "m\nn\n");
  repo.git({"mv", "d/old", "e"});
  repo.write("e", "1\n2\n3\n4\nfive\n");
  repo.symlink("becomes link", "elsewhere");
  repo.symlink("link", "other target");
  repo.write("no newline", "a\nb\nc");
  repo.write("cr", "a\r\nB\r\n");
  repo.write("caf\303\251 \"q\"\t", "y\n");
  repo.git({"add", "-A"});
  repo.git({"update-index", "--add", "--cacheinfo", "160000," + std::string(40, 'b') + ",sub"});
  repo.git({"commit", "-q", "-m", "after"});
  const std::string after = repo.rev_parse();

  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const git::Oid old_tree = store.tree_of(*git::Oid::from_hex(before));
  const git::Oid new_tree = store.tree_of(*git::Oid::from_hex(after));
  const std::string diff = write_diff(tests::changes_of(store, old_tree, new_tree));
  INFO(diff);
  CHECK(diff.find("rename from d/old\n") != std::string::npos);
  CHECK(diff.find("\"a/caf\\303\\251 \\\"q\\\"\\t\"") != std::string::npos);
  const Patch patch = read_one(diff);
  CHECK(tests::applied_states(store, old_tree, patch) == tests::changed_states(store, old_tree, new_tree));

  repo.git({"read-tree", before});
  repo.write(".git/all.diff", diff);
  repo.git({"apply", "--cached", "--index", "--whitespace=nowarn", ".git/all.diff"}, "");
  CHECK(repo.git({"write-tree"}) == new_tree.hex());
  repo.git({"apply", "--cached", "--reverse", "--whitespace=nowarn", ".git/all.diff"}, "");
  CHECK(repo.git({"write-tree"}) == old_tree.hex());
}

TEST_CASE("a text diff is the one that git itself writes") {
  tests::World world;
  const tests::GitRepo repo = tests::GitRepo::init(world / "repo");
  repo.write("a b.txt", "def f():\n    1\n    2\n    3\n    4\n    5\n");
  repo.commit("before");
  repo.write("a b.txt", "def f():\n    1\n    2\n    3\n    4\n    6\n");
  repo.write("new", "x");
  repo.commit("after");
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const git::Oid before = *git::Oid::from_hex(repo.tree("HEAD~"));
  const git::Oid after = *git::Oid::from_hex(repo.tree());
  CHECK(write_diff(tests::changes_of(store, before, after)) ==
        repo.git({"diff", "--full-index", "HEAD~", "HEAD"}) + "\n");
}

TEST_CASE("a zlib stream is always written the same, and zlib reads it") {
  std::string bytes;
  unsigned state = 1;
  for (const std::size_t size : {0U, 1U, 2U, 3U, 258U, 1000U, 70000U, 200000U}) {
    for (const unsigned variety : {2U, 7U, 256U}) {
      bytes.clear();
      while (bytes.size() < size) {
        state = state * 1664525U + 1013904223U;
        bytes.append(1 + (state >> 28U), static_cast<char>((state >> 16U) % variety));
      }
      bytes.resize(size);
      const std::string stream = write_zlib(bytes);
      CHECK(objects::inflate(stream, bytes.size()) == bytes);
      CHECK(stream.size() <= bytes.size() + bytes.size() / 1000 + 16);
    }
  }
  CHECK(write_zlib("aaaaaaaaaaaaaaaaaaaa") == std::string("\x78\x9c\x4b\xc4\x02\x00\x4f\xa6\x07\x95", 10));
}

TEST_CASE("file names are made from subjects as git makes them") {
  CHECK(file_name_for("Fix the thing") == "Fix-the-thing");
  CHECK(file_name_for("  a: b... c_d/e.  ") == "a-b.-c_d-e");
  CHECK(file_name_for("[WIP] x") == "WIP-x");
  CHECK(file_name_for("../../etc/passwd") == ".-.-etc-passwd");
  CHECK(file_name_for("\303\251t\303\251") == "t");
  CHECK(file_name_for("\346\235\216") == "patch");
  tests::World world;
  const tests::GitRepo repo = tests::GitRepo::init(world / "repo");
  const std::string subject = "A subject that is much too long for a file name, so that git cuts it off at 64";
  repo.commit_file("a", "1\n", subject);
  CHECK(repo.git({"format-patch", "-1", "--root"}) == "0001-" + file_name_for(subject) + ".patch");
}

}  // namespace
}  // namespace mlxpatch::patch
