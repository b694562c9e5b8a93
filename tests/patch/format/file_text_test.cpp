#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/patch/format/file_text.hpp>
#include <mlxpatch/patch/format/reader.hpp>

namespace mlxpatch::tests {
namespace {

const std::string k_diff =
    "diff --git a/x b/x\nindex 1111111..2222222 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+two\n";

patch::FileText text_of(const std::string& bytes) {
  return patch::text_around_diff(bytes, patch::read_patches(bytes, "x.patch").front());
}

}  // namespace

TEST_CASE("the text around the diff of a mail: header, notes, tail") {
  const std::string header =
      "From: A <a@b.c>\nDate: Thu, 8 Jan 2026 15:30:20 +0100\nSubject: [PATCH] x\n\nText.\n---\n";
  const patch::FileText text = text_of(header + "v2: shorter\n\n" + k_diff + "-- \n2.39.5\n\n");
  CHECK(text.above.empty());
  CHECK(text.header == header);
  CHECK(text.notes == "v2: shorter\n\n");
  CHECK(text.tail == "-- \n2.39.5\n\n");
  CHECK(patch::is_git_signature(text.tail));
  CHECK_FALSE(patch::is_git_signature("-- \nSent from a train\n"));
}

TEST_CASE("the text around a plain diff: a heading of quilt's is part of the diff") {
  const patch::FileText text = text_of(
      "Description: x\nAuthor: A <a@b.c>\n---\nThis header is DEP-3\nIndex: p/x\n====\n--- a/x\n+++ b/x\n"
      "@@ -1 +1 @@\n-one\n+two\n\\ No newline at end of file\n");
  CHECK(text.header == "Description: x\nAuthor: A <a@b.c>\n---\n");
  CHECK(text.notes == "This header is DEP-3\n");
  CHECK(text.tail.empty());
}

TEST_CASE("the text of a file in CRLF has LF") {
  std::string bytes;
  for (const char letter : "Words.\n\n" + k_diff)
    bytes += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
  CHECK(text_of(bytes).in_front() == "Words.\n\n");
}

TEST_CASE("a diffstat is taken out of the notes, and nothing else") {
  const std::string stat =
      " a/file => b/file | 12 +++++++-----\n img.png | Bin 0 -> 12 bytes\n 2 files changed, 7 insertions(+)\n"
      " create mode 100644 img.png\n";
  CHECK(patch::has_stat(stat));
  CHECK(patch::without_stat(stat) == "");
  CHECK(patch::without_stat("\nv2 | 3 reviewers\n\n" + stat + "\n") == "v2 | 3 reviewers\n");
  CHECK_FALSE(patch::has_stat("v2 | 3 reviewers\n and one more\n"));
}

}  // namespace mlxpatch::tests
