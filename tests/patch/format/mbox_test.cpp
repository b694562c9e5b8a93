#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::has_note;
using tests::k_fields;
using tests::k_small_diff;
using tests::mail;
using tests::read_one;
using tests::refusal;

std::string message_of(std::string_view fields, std::string_view body) { return read_one(mail(fields, body)).message; }

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

TEST_CASE("what is no patch is left out and listed, wherever it stands") {
  const std::string patch = mail(k_fields + "Subject: [PATCH] one\n", "---\n");
  const std::string quoted = "On Thu, A U Thor wrote:\n> --- a/x\n> +++ b/x\n> @@ -1 +1 @@\n> -a\n> +b\n\nGood.\n\n";
  struct Other {
    std::string fields;
    std::string body;
    std::string name;
  };
  const std::vector<Other> others = {
      {"Subject: Re: [PATCH] one\n", quoted, "reply"},
      {"Subject: AW: [PATCH] one\n", quoted, "reply"},
      {"Subject: nice\nIn-Reply-To: <1@x>\n", quoted, "reply"},
      {"Subject: Re: [PATCH] one\nContent-Type: text/plain; charset=klingon\n", quoted, "reply"},
      {"Subject: [RFC v2 00/12] all\n", "words\n", "cover letter"},
      {"Subject: [PATCH v3 0/1] all\n", "words\n---\n a | 2 +-\n", "cover letter"},
      {"Subject: [PATCH v2 0/1] all\n", "words\n\nInterdiff against v1:\n" + k_small_diff, "cover letter"},
      {"Subject: FOLDER INTERNAL DATA\nX-IMAP: 1211512753 0000000001\n", "words\n", "mailbox"},
  };
  for (const Other& other : others) {
    const std::string text = mail("From: R E Viewer <r@x>\n" + other.fields, other.body, "");
    INFO(text);
    std::string below_words = "words\n\n";
    below_words += text + patch;
    for (const std::string& file : {patch + text, text + patch, below_words}) {
      const Patch read = read_one(file);
      CHECK(read.message == "one\n");
      CHECK(has_note(read, other.name));
    }
    CHECK(refusal(text).find(other.name) != std::string::npos);
  }
}

TEST_CASE("a mail whose diff is missing is refused, unless it says that its commit is empty") {
  const std::string fields = k_fields + "Subject: [PATCH 2/3] x\nIn-Reply-To: <1@x>\n";
  for (const char* body : {"body\n-- \n2.39.5\n\n", "body\n", "body\n---\n", "", "---\n"}) {
    INFO(body);
    CHECK(refusal(mail(fields, body, "")).find("may be cut off") != std::string::npos);
    CHECK(refusal(mail(k_fields + "Subject: x\n", "---\n") + mail(fields, body, "")).find("cut off") !=
          std::string::npos);
    CHECK(read_one(mail(fields + "X-Mlxpatch-Commit: empty\n", body, "")).files.empty());
  }
  CHECK(refusal(mail(fields, "body\n---\n a | 2 +-\n 1 file changed\n", "")).find("cut off") != std::string::npos);
}

TEST_CASE("a file that is cut off in a mail's header is refused, also below a signature") {
  const std::string first = mail(k_fields + "Subject: [PATCH 1/2] one\n", "---\n");
  const std::string cut = "-- \n2.39.5\n\nFrom 2222222222222222222222222222222222222222 Mon Sep 17 00:00:00 2001\n";
  CHECK(refusal(first + cut).find("cut off") != std::string::npos);
  CHECK(refusal(first + cut + "\nthe rest of a text\n").find("cut off") != std::string::npos);
}

TEST_CASE("a mail without an author says so") {
  CHECK(has_note(read_one(mail("Date: Thu, 8 Jan 2026 11:00:20 +0100\nSubject: one\n", "---\n")), "names no author"));
  CHECK_FALSE(has_note(read_one(mail(k_fields + "Subject: one\n", "---\n")), "names no author"));
}

TEST_CASE("a patch that its sender numbered zero, or called so, is a patch") {
  CHECK(message_of(k_fields + "Subject: [PATCH 0/9] x\n", "---\n") == "x\n");
  CHECK(message_of(k_fields + "Subject: [PATCH] [WIP 0/2] x\n", "---\n") == "[WIP 0/2] x\n");
  CHECK(message_of(k_fields + "Subject: Re: talk about it\n", "[PATCH] mend it\n\nbody\n---\n") == "mend it\n\nbody\n");
}

TEST_CASE("the pieces of an mbox hold all of its text") {
  const std::string patch = mail(k_fields + "Subject: [PATCH] one\n", "---\n");
  const std::string file = "words\n\n" + patch + patch;
  const std::vector<std::string_view> pieces = split_mails(file);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0] == "words\n\n" + patch);
  CHECK(pieces[1] == patch);
  CHECK(split_mails(k_small_diff + patch).size() == 1);
}

TEST_CASE("in-body headers count if they are understood, folded in either way, with or without a blank line below") {
  const std::string subject = "Subject: [PATCH] x\n";
  Patch patch = read_one(
      mail(k_fields + subject, "From: B <b@c>\nSubject: [PATCH] y\nDate: Thu, 8 Jan 2026 14:30:20 GMT\n\nbody\n---\n"));
  CHECK(patch.message == "y\n\nbody\n");
  CHECK(patch.author->name == "B");
  CHECK(patch.author->when == git::Time{1767882620, 0});
  CHECK(message_of(k_fields + subject, "From: what I see\n\nbody\n---\n") == "x\n\nFrom: what I see\n\nbody\n");
  CHECK(message_of(k_fields + subject, "date: accept it\nbody\n---\n") == "x\n\ndate: accept it\nbody\n");
  CHECK(message_of(k_fields + subject, "Subject: y\nbody\n---\n") == "y\n\nbody\n");
  CHECK(message_of(k_fields + subject, "From: B <b@c>\n\nFrom: D <d@e>\n\n---\n") == "x\n\nFrom: D <d@e>\n");
  CHECK(message_of(k_fields + subject, "Subject: y\nSubject: z\n---\n") == "y\n\nSubject: z\n");
  for (const std::string fold : {"\n ", "\n\t", "\n   "}) {
    patch =
        read_one(mail(k_fields + subject, fmt::format("From: Bee{0}<b@c>\nSubject: y{0}goes on\n\nbody\n---\n", fold)));
    CHECK(patch.message == "y goes on\n\nbody\n");
    CHECK(patch.author->name == "Bee");
  }
  const std::string line = "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n";
  for (const std::string& above : {">" + line, "\n>" + line, ">" + line + "\n"}) {
    patch = read_one(mail(k_fields + subject, above + "From: B <b@c>\n\nbody\n---\n"));
    CHECK(patch.message == "x\n\nbody\n");
    CHECK(patch.author->name == "B");
  }
}

}  // namespace
}  // namespace mlxpatch::patch
