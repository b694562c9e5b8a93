#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/encoded_word.hpp"
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

TEST_CASE("text below a signature is left out with a note, unlike git's version") {
  const std::string patch = mail(k_fields + "Subject: [PATCH] Fix it\n", "---\n");
  CHECK(read_one(patch + "-- \n2.39.5 (Apple Git-154)\n\n").notes.empty());
  CHECK(has_note(read_one(patch + "-- \n2.39.5\n\nP.S. Apply the other one first.\n"),
                 "the text below the signature, from line 17 on, was left out"));
}

TEST_CASE("a mail whose header is indented is refused: as text it would lose its author") {
  const std::string from_line = "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n";
  const std::string rest = "Subject: [PATCH] Fix it\n\nBecause.\n---\n" + k_small_diff;
  CHECK(refusal(from_line + " From: A <a@b>\n" + rest).starts_with("dir/x.patch:2: the mail's header is indented"));
  CHECK(refusal(from_line + "\tDate: Thu, 8 Jan 2026 15:30:20 +0100\n" + rest).starts_with("dir/x.patch:2: "));
  CHECK(refusal("\n  From: A <a@b>\n  " + rest).starts_with("dir/x.patch:2: the mail's header is indented"));
  CHECK(read_one("  From: here to there\n\n" + k_small_diff).message == "  From: here to there\n");
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
  // Without a name git takes the address; only our own writer's encoded word of nothing is a name that is empty.
  CHECK(author("<a@b>").name == "a@b");
  CHECK(author("\"\" <a@b>").name == "a@b");
  CHECK(author(std::string(k_empty_word) + " <a@b>").name.empty());
  CHECK(author("a@b").email == "a@b");
  CHECK(author("a@b (A B)").name == "A B");
  CHECK(author("A <>").email.empty());
  CHECK(author("A <=?UTF-8?q?=9C?=@b>").email == "\302\234@b");
  CHECK(author("nobody").name == "nobody");
  CHECK(author("nobody").email.empty());
  CHECK(author("Real \"The Fox\" Author <a@b>").name == "Real The Fox Author");
  CHECK(author("\"A\" \"B, C\" <a@b>").name == "A B, C");
  CHECK(author("John (zzz) Doe <a@b> (Comment)").name == "John (zzz) Doe (Comment)");
  CHECK(author("<a@b> (A B)").name == "A B");
  CHECK(author("a@b (A \"B\" C)").name == "A \"B\" C");
  CHECK(refusal(mail("From: https://example.com/x\n", "---\n")).starts_with("dir/x.patch:2: expected an author"));
  CHECK(refusal(mail("From: =?UTF-8?q?a=0Ab?= <a@b>\n", "---\n")).starts_with("dir/x.patch:2: "));
  CHECK(refusal(mail("From: a <a@b>\nFrom: c <c@d>\n", "---\n")).find("two \"from\" fields") != std::string::npos);
  CHECK(refusal(mail("From: a <a@b>\nFrom: a <a@b>\n", "---\n")).empty());
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
  CHECK(time("Thu Jan  8 15:30:20 CET 2026") == git::Time{1767882620, 60});
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

TEST_CASE("a header may end at a line that is no field, or at a line of blanks") {
  const std::string header = "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n" + k_fields;
  CHECK(read_one(header + "Subject: x\nno field\n\n---\n" + k_small_diff).message == "x\n\nno field\n");
  CHECK(read_one(header + "Subject: x\n---\n a.txt | 2 +-\n\n" + k_small_diff).message == "x\n");
  CHECK(read_one(header + "Subject: x\n" + k_small_diff).author->name == "A U Thor");
  CHECK(read_one(header + "Subject: x\n y\n \n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n").message == "x y\n");
  CHECK(read_one(header + "Subject: x\n \nFixes: it\n---\n" + k_small_diff).message == "x\n\nFixes: it\n");
  CHECK(read_one(header + "X-Y: z\n \nSubject: x\n\n---\n" + k_small_diff).message == "x\n");
  CHECK(read_one(header + "Subject: x\nIndex: a.txt\n=====\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n").files.size() ==
        1);
}

TEST_CASE("a text of format=flowed is put together again") {
  const std::string fields = k_fields + "Subject: x\nContent-Type: text/plain; charset=utf-8; format=flowed";
  const std::string diff = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n  one\n\n-two\n+2 \nand two\n";
  Patch patch = read_one(mail(fields + "\n", "one \nline\n From here\n---\n", diff));
  CHECK(patch.message == "x\n\none line\nFrom here\n");
  CHECK(hunk_text(patch.files.front()) == " one\n \n-two\n+2 and two\n");
  patch = read_one(mail(fields + "; delsp=yes\n", "one \nline\n---\n", diff));
  CHECK(patch.message == "x\n\noneline\n");
  CHECK(hunk_text(patch.files.front()) == " one\n \n-two\n+2and two\n");
}

TEST_CASE("encoded words that cannot be decoded stay, and those around them are decoded") {
  CHECK(message_of("Subject: =?utf-8?q?a?= =?nonsense?q?b?= =?utf-8?q?c?= d\n", "---\n") == "a=?nonsense?q?b?= c d\n");
}

TEST_CASE("a byte order mark in front of a file is none of its text") {
  CHECK(read_one("\xef\xbb\xbf" + mail(k_fields + "Subject: x\n", "---\n")).author->name == "A U Thor");
  CHECK(read_one("\xef\xbb\xbf" + k_small_diff).message.empty());
  CHECK(refusal("\xff\xfe" + k_small_diff).find("UTF-16") != std::string::npos);
}

TEST_CASE("an empty message stays empty, and is told from a missing one") {
  const Patch empty = read_one(mail(k_fields + "Subject: [PATCH] \n", "---\n"));
  CHECK(empty.message.empty());
  CHECK(empty.has_message);
  CHECK_FALSE(read_one(k_small_diff).has_message);
}

TEST_CASE("escapes in what a patch holds are not shown raw in a refusal") {
  CHECK(refusal("--- a/x\n+++ b/x\n@@ \033[31m\n").find('\033') == std::string::npos);
}

}  // namespace
}  // namespace mlxpatch::patch
