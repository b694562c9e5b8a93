#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::has_note;
using tests::hunk_text;
using tests::k_fields;
using tests::k_small_diff;
using tests::mail;
using tests::read_one;
using tests::refusal;

std::string message_of(std::string_view fields, std::string_view body) { return read_one(mail(fields, body)).message; }

std::string with_crs(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
  return text;
}

TEST_CASE("a mail gives message, author and date") {
  const Patch patch = read_one(
      mail(k_fields + "Subject: [PATCH] Fix it\n", "Because.\n\nReally.\n---\n a.txt | 2 +-\n\n") + "-- \n2.39.5\n\n");
  CHECK(patch.message == "Fix it\n\nBecause.\n\nReally.\n");
  REQUIRE(patch.author);
  CHECK(patch.author->name == "A U Thor");
  CHECK(patch.author->email == "author@example.com");
  CHECK(patch.dated);
  CHECK(patch.author->when == git::Time{1767882620, 60});
  CHECK(patch.files.size() == 1);
  CHECK(patch.notes.empty());
}

TEST_CASE("only the patch tag is removed from a subject") {
  const auto subject = [](const std::string& text) {
    return message_of(k_fields + "Subject: " + text + "\n", "---\n");
  };
  CHECK(subject("[PATCH] x") == "x\n");
  CHECK(subject("[PATCH v2 03/12] x") == "x\n");
  CHECK(subject("[RFC PATCH] x") == "x\n");
  CHECK(subject("[PATCHv3 1/2] [WIP] x") == "[WIP] x\n");
  CHECK(subject("[WIP] x") == "[WIP] x\n");
  CHECK(subject("[list] [PATCH] x") == "[list] x\n");
  CHECK(subject("Re: [PATCH] x") == "x\n");
  CHECK(subject("Re: x") == "Re: x\n");
  CHECK(subject("[PATCH] [PATCH] x") == "[PATCH] x\n");
  CHECK(subject("[PATCH] two  blanks") == "two  blanks\n");
  CHECK(subject("[PATCH] folded\n here") == "folded here\n");
  CHECK(subject("x [PATCH]") == "x [PATCH]\n");
}

TEST_CASE("all tags are removed on request") {
  ReadOptions options;
  options.keep_subject_tags = false;
  CHECK(read_one(mail(k_fields + "Subject: Re: [PATCH] [WIP] x\n", "---\n"), options).message == "x\n");
}

TEST_CASE("encoded words in headers are decoded, split characters and other charsets too") {
  CHECK(message_of("From: =?UTF-8?q?Jos=C3=A9?= <a@b>\nSubject: [PATCH] =?utf-8?B?w6k=?=\n", "---\n") == "\303\251\n");
  CHECK(read_one(mail("From: =?ISO-8859-1?Q?J=F6rg_=22X=22?= <a@b>\nSubject: x\n", "---\n")).author->name ==
        "J\303\266rg \"X\"");
  CHECK(message_of("Subject: =?UTF-8?q?=C3?= =?UTF-8?q?=A9=20b?=\n =?UTF-8?q?c?= d\n", "---\n") == "\303\251 bc d\n");
  CHECK(message_of("Subject: =?nonsense?q?a?= b\n", "---\n") == "=?nonsense?q?a?= b\n");
  CHECK(message_of("Subject: raw \303\251\n", "---\n") == "raw \303\251\n");
  CHECK(message_of("Subject: raw \351\n", "---\n") == "raw \303\251\n");
}

TEST_CASE("authors are read in every form that mails have") {
  const auto author = [](const std::string& text) { return *read_one(mail("From: " + text + "\n", "---\n")).author; };
  CHECK(author("A B <a@b>").name == "A B");
  CHECK(author("\"Doe, \\\"J\\\"\" <a@b>").name == "Doe, \"J\"");
  CHECK(author("<a@b>").name.empty());
  CHECK(author("a@b").email == "a@b");
  CHECK(author("a@b (A B)").name == "A B");
  CHECK(author("A <>").email.empty());
  CHECK(author("A <=?UTF-8?q?=9C?=@b>").email == "\302\234@b");
  CHECK(refusal(mail("From: nobody\n", "---\n")).starts_with("dir/x.patch:2: expected an author"));
  CHECK(refusal(mail("From: =?UTF-8?q?a=0Ab?= <a@b>\n", "---\n")).starts_with("dir/x.patch:2: "));
  CHECK(refusal(mail("From: a <a@b>\nFrom: c <c@d>\n", "---\n")).find("two \"from\" fields") != std::string::npos);
}

TEST_CASE("dates are read in every form that mails have") {
  const auto time = [](const std::string& text) {
    return read_one(mail("From: a <a@b>\nDate: " + text + "\n", "---\n")).author->when;
  };
  CHECK(time("Thu, 8 Jan 2026 15:30:20 +0100") == git::Time{1767882620, 60});
  CHECK(time("8 Jan 2026 15:30:20 +0100 (CET)") == git::Time{1767882620, 60});
  CHECK(time("Thu, 08 Jan 2026 14:30:20 GMT") == git::Time{1767882620, 0});
  CHECK(time("Thu, 8 Jan 2026 09:30:20 EST") == git::Time{1767882620, -300});
  CHECK(time("Thu Jan 8 15:30:20 2026 +0100") == git::Time{1767882620, 60});
  CHECK(time("2026-01-08T15:30:20+01:00") == git::Time{1767882620, 60});
  CHECK(time("2026-01-08 15:30:20 +0100") == git::Time{1767882620, 60});
  CHECK(time("1767882620 +0100") == git::Time{1767882620, 60});
  CHECK(time("Thu, 8 Jan 2026 11:00:20 -0330") == git::Time{1767882620, -210});
  CHECK(time("Thu, 1 Jan 1970 00:00:00 +0000") == git::Time{0, 0});
  CHECK(refusal(mail("From: a <a@b>\nDate: yesterday\n", "---\n")).starts_with("dir/x.patch:3: expected a date"));
  CHECK_FALSE(refusal(mail("From: a <a@b>\nDate: 31 Feb 2026 10:00:00 +0000\n", "---\n")).empty());
  CHECK_FALSE(read_one(mail("From: a <a@b>\nSubject: x\n", "---\n")).dated);
}

TEST_CASE("a date that no commit can hold is refused") {
  for (const char* text : {"Thu, 1 Jan 0226 12:00:00 +0100", "31 Dec 1969 23:59:59 +0000", "@99999999999999999 +0000",
                           "1 Jan 20261 2:00:00 +0100", "1 Jan 2026 12:00:00 +8016"}) {
    INFO(text);
    CHECK(refusal(mail("From: a <a@b>\nDate: " + std::string(text) + "\n", "---\n")).find("expected a date") !=
          std::string::npos);
  }
  CHECK(read_one(mail("From: a <a@b>\nDate: 31 Dec 1969 16:30:00 -0730\n", "---\n")).author->when ==
        git::Time{0, -450});
}

TEST_CASE("quoted-printable, base64 and charsets become UTF-8; the diff stays as its bytes are") {
  const std::string quoted_printable =
      "MIME-Version: 1.0\nContent-Type: text/plain; charset=ISO-8859-1\n"
      "Content-Transfer-Encoding: quoted-printable\n";
  Patch patch = read_one(mail(k_fields + "Subject: x\n" + quoted_printable, "caf=E9 lo=\nng\n---\n\n",
                              "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one=20\n+tw=F6\n"));
  CHECK(patch.message == "x\n\ncaf\303\251 long\n");
  CHECK(hunk_text(patch.files.front()) == "-one \n+tw\366\n");
  // "b\303\266dy\n---\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\r\n+two\r\n"
  patch = read_one(mail(k_fields + "Subject: x\nContent-Type: text/plain; charset=\"utf-8\"\n"
                                   "Content-Transfer-Encoding: BASE64\n",
                        "YsO2ZHkKLS0tCgotLS0gYS94CisrKyBiL3gKQEAgLTEgKzEgQEAKLW9u\nZQ0KK3R3bw0K\n", ""));
  CHECK(patch.message == "x\n\nb\303\266dy\n");
  CHECK(hunk_text(patch.files.front()) == "-one\r\n+two\r\n");
  CHECK(message_of(k_fields + "Subject: x\nContent-Type: text/plain; charset=UTF-7\n", "a+AAo----\nb+-\n---\n") ==
        "x\n\na\n---\nb+\n");
  CHECK(message_of(k_fields + "Subject: x\n", "caf\351\n---\n") == "x\n\ncaf\303\251\n");
}

TEST_CASE("unknown encodings and charsets are refused") {
  CHECK(refusal(mail(k_fields + "Content-Transfer-Encoding: uuencode\n", "x\n---\n"))
            .starts_with("dir/x.patch:4: the transfer encoding \"uuencode\" is not known"));
  CHECK(refusal(mail(k_fields + "Content-Type: text/plain; charset=klingon\n", "x\n---\n"))
            .find("\"klingon\" is not known") != std::string::npos);
  CHECK(refusal(mail(k_fields + "Content-Type: text/plain; charset=UTF-8//TRANSLIT\n", "x\n---\n")).find("not known") !=
        std::string::npos);
  CHECK(refusal(mail(k_fields + "Content-Type: text/plain; charset=EUC-JP\n", "\377\377\n---\n"))
            .find("not in the charset") != std::string::npos);
  CHECK_FALSE(refusal(mail(k_fields + "Content-Transfer-Encoding: base64\n", "\"\"\n", "")).empty());
}

TEST_CASE("the parts of a mail made with --attach are joined") {
  const std::string fields = k_fields +
                             "Subject: [PATCH] x\nMIME-Version: 1.0\n"
                             "Content-Type: multipart/mixed; boundary=\"--b 1\"\n";
  const std::string body =
      "This is a multi-part message in MIME format.\n"
      "----b 1\nContent-Type: text/plain; charset=ISO-8859-1; format=fixed\nContent-Transfer-Encoding: 8bit\n\n"
      "caf\351\n---\n a | 2 +-\n\n"
      "----b 1\nContent-Type: text/x-patch; name=\"x.patch\"\nContent-Transfer-Encoding: 8bit\n\n";
  const Patch patch = read_one(mail(fields, body, k_small_diff + "\n\n----b 1--\n\n"));
  CHECK(patch.message == "x\n\ncaf\303\251\n");
  CHECK(hunk_text(patch.files.front()) == "-one\n+two\n");
  CHECK(patch.notes.empty());
  const Patch with_html =
      read_one(mail(fields, body, k_small_diff + "----b 1\nContent-Type: text/html\n\n<p>--- a/x\n----b 1--\n"));
  CHECK(has_note(with_html, "text/html"));
  CHECK(refusal(mail(fields, body)).find("ends within a part") != std::string::npos);
}

TEST_CASE("in-body headers count if they are understood and a blank line follows") {
  const std::string subject = "Subject: [PATCH] x\n";
  Patch patch = read_one(
      mail(k_fields + subject, "From: B <b@c>\nSubject: [PATCH] y\nDate: Thu, 8 Jan 2026 14:30:20 GMT\n\nbody\n---\n"));
  CHECK(patch.message == "y\n\nbody\n");
  CHECK(patch.author->name == "B");
  CHECK(patch.author->when == git::Time{1767882620, 0});
  CHECK(message_of(k_fields + subject, "From: what I see\n\nbody\n---\n") == "x\n\nFrom: what I see\n\nbody\n");
  CHECK(message_of(k_fields + subject, "Subject: y\nbody\n---\n") == "x\n\nSubject: y\nbody\n");
  CHECK(message_of(k_fields + subject, "From: B <b@c>\n\nFrom: D <d@e>\n\n---\n") == "x\n\nFrom: D <d@e>\n");
}

TEST_CASE("text above a scissors line is left out with a note, or kept on request") {
  const std::string text = mail(k_fields + "Subject: [PATCH] x\n", "hi all\n-- >8 --\nSubject: y\n\nbody\n---\n");
  const Patch cut = read_one(text);
  CHECK(cut.message == "y\n\nbody\n");
  CHECK(has_note(cut, "scissors in line 7"));
  ReadOptions options;
  options.scissors = ReadOptions::Scissors::keep;
  CHECK(read_one(text, options).message == "x\n\nhi all\n-- >8 --\nSubject: y\n\nbody\n");
  CHECK(message_of(k_fields + "Subject: x\n", "a 8< b >8 long line of words\n---\n").find("8<") != std::string::npos);
}

TEST_CASE("a message keeps blank lines, CRs, and lines that only look like an end") {
  CHECK(message_of(k_fields + "Subject: x\n", "\n\na\r\n\n\nb  \n--- \n") == "x\n\n\n\na\r\n\n\nb  \n");
  CHECK(message_of(k_fields + "Subject: x\n", "--- not a file\nIndex: of words\ndiff -u is a command\n----\n---\n") ==
        "x\n\n--- not a file\nIndex: of words\ndiff -u is a command\n----\n");
  CHECK(message_of(k_fields, "no subject\n\nbody\n---\n") == "no subject\n\nbody\n");
}

TEST_CASE("an indented diff in a message is text; a mail with one that is not indented is refused") {
  const std::string indented = "  diff --git a/x b/x\n  --- a/x\n  +++ b/x\n  @@ -1 +1 @@\n  -a\n  +b\n";
  CHECK(message_of(k_fields + "Subject: x\n", indented + "---\n") == "x\n\n" + indented);
  const std::string said = refusal(mail(k_fields + "Subject: x\n", k_small_diff + "\nmore words\n---\n a | 2\n\n"));
  CHECK(said.find("follows text") != std::string::npos);
  CHECK_FALSE(refusal(mail(k_fields + "Subject: x\n", k_small_diff + "---\n a | 2 +-\n\n")).empty());
}

TEST_CASE("an mbox gives its patches in order and leaves out the cover letter with a note") {
  const std::string cover = mail(k_fields + "Subject: [PATCH 0/2] all\n", "words\n\n-- \n2.39.5\n\n", "");
  const std::string first = mail(k_fields + "Subject: [PATCH 1/2] one\n", "---\n");
  const std::string second = mail(k_fields + "Subject: [PATCH 2/2] two\n", "---\n");
  const std::vector<Patch> patches = read_patches(cover + first + "\n" + second, "x.mbox");
  REQUIRE(patches.size() == 2);
  CHECK(patches[0].message == "one\n");
  CHECK(patches[1].message == "two\n");
  CHECK(has_note(patches[0], "cover letter in line 1"));
  CHECK(patches[1].notes.empty());
  CHECK(patches[1].files.front().source_line == 31);
  CHECK_FALSE(refusal(cover).empty());
  CHECK_FALSE(refusal(first + mail(k_fields + "Subject: bad\n", "---\n a | 2 +-\n", "")).empty());
}

TEST_CASE("mboxrd quoting is removed unless the file's writer does not quote") {
  const std::string fields = k_fields + "Subject: x\n";
  CHECK(message_of(fields, ">From here\n>>From there\n> From\n---\n") == "x\n\nFrom here\n>From there\n> From\n");
  CHECK(message_of(fields, "From here\n>From there\n---\n") == "x\n\nFrom here\n>From there\n");
}

TEST_CASE("a line that only resembles an mbox From line does not split a mail") {
  const std::string line = "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n";
  CHECK(message_of(k_fields + "Subject: x\n", "a\n" + line + "words\n---\n") == "x\n\na\n" + line + "words\n");
}

TEST_CASE("CRs that a transport added to a mail are removed with a note") {
  const std::string text = mail(k_fields + "Subject: [PATCH] x\n", "body\n---\n\n");
  const Patch patch = read_one(with_crs(text));
  CHECK(patch.message == "x\n\nbody\n");
  CHECK(hunk_text(patch.files.front()) == "-one\n+two\n");
  CHECK(has_note(patch, "CRs"));
  CHECK(read_one(mail(k_fields + "Subject: x\n", "a\n---\n", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n"))
            .notes.empty());
}

TEST_CASE("a mail without a diff is an empty commit, but a truncated one is refused") {
  CHECK(read_one(mail(k_fields + "Subject: [PATCH] x\n", "body\n-- \n2.39.5\n\n", "")).message == "x\n\nbody\n");
  CHECK(read_one(mail(k_fields + "Subject: [PATCH] x\n", "body\n---\n", "")).files.empty());
  CHECK(
      refusal(mail(k_fields + "Subject: [PATCH] x\n", "body\n---\n a | 2 +-\n 1 file changed\n", "")).find("cut off") !=
      std::string::npos);
}

TEST_CASE("a mail without an mbox From line is read as a mail") {
  const Patch patch = read_one(k_fields + "Subject: [PATCH] x\nX-Other: y\n\nbody\n---\n" + k_small_diff);
  CHECK(patch.message == "x\n\nbody\n");
  CHECK(patch.author->name == "A U Thor");
}

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

TEST_CASE("a mail with a broken header is refused") {
  CHECK(
      refusal("From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\nSubject: x\nno field\n\n---\n" +
              k_small_diff)
          .starts_with("dir/x.patch:3: expected a mail header"));
}

TEST_CASE("escapes in what a patch holds are not shown raw in a refusal") {
  CHECK(refusal("--- a/x\n+++ b/x\n@@ \033[31m\n").find('\033') == std::string::npos);
}

}  // namespace
}  // namespace mlxpatch::patch
