#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch::tests;

namespace {

const std::string k_from_line = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n";
const std::string k_from = "From: A <a@example.org>\n";
const std::string k_date = "Date: Thu, 1 Jan 2026 12:00:00 +0000\n";
const std::string k_subject = "Subject: x\n";
const std::string k_body = "\n---\n" + edit_of_text();

/// A mail with these lines as its header.
HostileCase header(const std::string& what, const std::string& lines, Fate fate = Fate::refused) {
  return {what, lines + k_body, fate};
}

HostileCase typed(const std::string& what, const std::string& fields, const std::string& body,
                  Fate fate = Fate::refused) {
  return {what, k_from + k_date + k_subject + fields + "\n" + body, fate};
}

}  // namespace

TEST_CASE("hostile mails: headers") {
  expect_all({
      header("a line end in an encoded name", "From: =?utf-8?q?A=0AX-Evil:_1?= <a@example.org>\n" + k_date + k_subject),
      header("NUL in an encoded name", "From: =?utf-8?q?A=00B?= <a@example.org>\n" + k_date + k_subject),
      header("brackets in an encoded name", "From: =?utf-8?q?A=3Cx=3E?= <a@example.org>\n" + k_date + k_subject),
      header("a line end in an encoded subject", k_from + k_date + "Subject: =?utf-8?q?x=0A=0A---=0Aevil?=\n",
             Fate::either),
      header("NUL in a subject", k_from + k_date + "Subject: x" + std::string(1, '\0') + "y\n"),
      header("NUL in an encoded subject", k_from + k_date + "Subject: =?utf-8?q?x=00y?=\n"),
      {"NUL in a message", k_from + k_date + k_subject + "\na" + std::string(1, '\0') + "b\n---\n" + edit_of_text()},
      header("two authors", k_from + "From: B <b@example.org>\n" + k_date + k_subject),
      header("two subjects", k_from + k_date + k_subject + "Subject: y\n"),
      header("two dates", k_from + k_date + "Date: Thu, 1 Jan 2015 12:00:00 +0000\n" + k_subject),
      header("no author in From", "From: <>\n" + k_date + k_subject, Fate::either),
      header("an address with blanks", "From: A <a b@example.org>\n" + k_date + k_subject, Fate::either),
      header("an author of brackets", "From: <<<<>>>>\n" + k_date + k_subject, Fate::either),
      header("a date that is none", k_from + "Date: evil\n" + k_subject),
      header("a date in the year 99999", k_from + "Date: Thu, 1 Jan 99999 12:00:00 +0000\n" + k_subject),
      header("a date before 1970", k_from + "Date: Thu, 1 Jan 1900 12:00:00 +0000\n" + k_subject),
      header("a date that overflows", k_from + "Date: @18446744073709551616 +0000\n" + k_subject),
      header("a zone of 99 hours", k_from + "Date: Thu, 1 Jan 2026 12:00:00 +9999\n" + k_subject, Fate::either),
      header("a zone that overflows", k_from + "Date: Thu, 1 Jan 2026 12:00:00 +99999999999\n" + k_subject),
      header("a field name of 100,000 letters", std::string(100'000, 'x') + ": y\n" + k_from + k_date + k_subject,
             Fate::taken),
      header("an unknown charset in a word", k_from + k_date + "Subject: =?x-evil?q?y?=\n", Fate::taken),
      header("an encoded word that never ends", k_from + k_date + "Subject: =?utf-8?q?" + std::string(3000, 'y') + "\n",
             Fate::taken),
      header("3000 encoded words", k_from + k_date + "Subject: " + repeated("=?utf-8?q?a?= ", 3000) + "\n",
             Fate::taken),
      header("3000 encoded words of changing charsets",
             k_from + k_date + "Subject: " + repeated("=?utf-8?q?a?= =?x-evil?q?z?= ", 1500) + "\n", Fate::taken),
      header("an author of 3000 encoded words",
             "From: " + repeated("=?utf-8?q?a?= ", 3000) + "<a@example.org>\n" + k_date + k_subject, Fate::taken),
      header(
          "comments within 20,000 comments",
          "From: " + std::string(20'000, '(') + " a@example.org" + std::string(20'000, ')') + "\n" + k_date + k_subject,
          Fate::either),
      header("20,000 folded lines", k_from + k_date + k_subject + repeated(" y\n", 20'000), Fate::taken),
      header("20,000 folded lines of blanks", k_from + k_date + k_subject + repeated(" \n", 20'000) + " y\n",
             Fate::taken),
      header("20,000 fields, and 20,000 subjects that say the same",
             repeated("x: y\n", 20'000) + repeated(k_subject, 20'000) + k_from + k_date, Fate::taken),
      header("20,000 tags", k_from + k_date + "Subject: " + repeated("[x]", 20'000) + " y\n", Fate::taken),
      header("20,000 replies", k_from + k_date + "Subject: " + repeated("Re: ", 20'000) + " y\n", Fate::either),
      header("20,000 in-body fields",
             k_from + k_date + k_subject + "\n" + repeated("From: B <b@example.org>\n", 20'000), Fate::taken),
      {"cut in the header", k_from + k_date},
      {"cut before the diff", k_from + k_date + k_subject + "\nwords\n---\n"},
      {"an indented header", " From: A <a@example.org>\n Subject: x\n" + k_body},
  });
}

TEST_CASE("hostile mails: bodies in parts, and encodings") {
  const std::string parts = "Content-Type: multipart/mixed; boundary=b\n";
  expect_all({
      typed("an unknown encoding", "Content-Transfer-Encoding: x-evil\n", k_body),
      typed("an unknown charset", "Content-Type: text/plain; charset=x-evil\n", "words\n" + k_body),
      typed("text that is not in its charset", "Content-Type: text/plain; charset=utf-8\n", "\xff\xfe\n" + k_body,
            Fate::either),
      typed("base64 that is none", "Content-Transfer-Encoding: base64\n", "!!!!\n"),
      typed("base64 that is cut", "Content-Transfer-Encoding: base64\n", "ZGlmZiAtLWdpdCBhL2EgYi9h\n"),
      typed("no boundary", "Content-Type: multipart/mixed\n", k_body),
      typed("an empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\n", k_body),
      typed("a part that does not end", parts, "--b\n\n" + k_body),
      typed("a part cut in its header", parts, "--b\nContent-Type: text/plain\n--b--\n"),
      typed("parts in parts, a thousand deep", parts,
            repeated("--b\nContent-Type: multipart/mixed; boundary=b\n\n", 1000) + k_body),
      typed("ten thousand parts", parts, repeated("--b\n\nx\n", 10'000) + "--b--\n"),
      typed("only a picture", "Content-Type: image/png\n", k_body),
      typed("only HTML", "Content-Type: text/html\n", k_body),
      typed("20,000 parameters", "Content-Type: text/plain" + repeated("; a*0*=x", 20'000) + "\n", k_body, Fate::taken),
      typed("a parameter that never ends", "Content-Type: text/plain; charset=\"utf-8\n", k_body, Fate::either),
      typed("a diff in the part of a picture", parts,
            "--b\n\nwords\n--b\nContent-Type: image/png\n\n" + edit_of_text() + "--b--\n"),
      typed("a soft break at the very end", "Content-Transfer-Encoding: quoted-printable\n", k_body + "=",
            Fate::either),
      typed("an escape encoded in the diff", "Content-Transfer-Encoding: quoted-printable\n",
            "---\ndiff --git a/=2E./evil b/=2E./evil\nnew file mode 100644\n--- /dev/null\n+++ b/=2E./evil\n@@ -0,0 +1 "
            "@@\n+x\n"),
  });
}

TEST_CASE("hostile mails: mailboxes apply whole or not at all") {
  const std::string good = k_from_line + mail_with(new_file("n"), "Good");
  const std::string sound_end = "\n";
  expect_all({
      {"a bad mail after a good one", good + sound_end + k_from_line + mail_with(new_file("../evil"))},
      {"a bad mail before a good one", k_from_line + mail_with(new_file("../evil")) + sound_end + good},
      {"a mail that does not apply after a good one", good + sound_end + k_from_line + mail_with(new_file("a"))},
      {"a last mail of a From line alone", good + sound_end + k_from_line},
      {"a last mail cut in its header", good + sound_end + k_from_line + k_from},
      {"a last mail cut before its diff", good + sound_end + k_from_line + k_from + k_date + k_subject + "\nw\n---\n"},
      {"a last mail cut in its diff", good + sound_end + k_from_line + k_from + k_date + k_subject +
                                          "\n---\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n"},
      {"only From lines", repeated(k_from_line, 1000)},
      {"only cover letters", repeated(k_from_line + k_from + "Subject: [PATCH 0/1] x\n\nwords\n", 10)},
      {"a mail below a signature", good + "-- \n2.39\n\nFrom: B <b@example.org>\nSubject: y\n\n---\n" + edit_of_text()},
      {"the same mail twice", good + sound_end + good, Fate::either},
  });
}
