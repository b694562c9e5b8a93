#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/compression.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

const std::string k_zeros(40, '0');

/// An edit of "a" with these hunks.
HostileCase hunks(const std::string& what, const std::string& text, Fate fate = Fate::refused) {
  return {what, mail_with("diff --git a/a b/a\n--- a/a\n+++ b/a\n" + text), fate};
}

HostileCase diffs(const std::string& what, const std::string& text, Fate fate = Fate::refused) {
  return {what, mail_with(text), fate};
}

/// Base 85 as git's binary patches have it, in lines of 52 bytes.
std::string base85(const std::string& bytes) {
  static const std::string digits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
  std::string text;
  for (std::size_t start = 0; start < bytes.size(); start += 52) {
    const std::string line = bytes.substr(start, 52);
    text += static_cast<char>(line.size() <= 26 ? 'A' + line.size() - 1 : 'a' + line.size() - 27);
    for (std::size_t at = 0; at < line.size(); at += 4) {
      unsigned long word = 0;
      for (std::size_t i = at; i < at + 4; ++i) {
        word = word * 256 + (i < line.size() ? static_cast<unsigned char>(line[i]) : 0U);
      }
      std::string group(5, '0');
      for (std::size_t place = 5; place-- > 0; word /= 85) group[place] = digits[word % 85];
      text += group;
    }
    text += '\n';
  }
  return text;
}

/// A block of a binary patch: "literal" or "delta", the size that it claims, and its bytes deflated.
std::string block(const std::string& kind, std::size_t size, const std::string& raw) {
  return kind + " " + std::to_string(size) + "\n" + base85(objects::deflate(raw)) + "\n";
}

std::string id_of(const std::string& bytes) { return git::hash_object(git::ObjectType::blob, bytes).hex(); }

/// A new binary file whose result should have this id.
std::string new_binary(const std::string& path, const std::string& id, const std::string& blocks) {
  return "diff --git a/" + path + " b/" + path + "\nnew file mode 100644\nindex " + k_zeros + ".." + id +
         "\nGIT binary patch\n" + blocks;
}

/// A change of upstream's binary file.
std::string changed_binary(const std::string& old_id, const std::string& id, const std::string& blocks) {
  return "diff --git a/binary b/binary\nindex " + old_id + ".." + id + " 100644\nGIT binary patch\n" + blocks;
}

}  // namespace

TEST_CASE("hostile diffs: hunks that contradict themselves, one another or the file") {
  expect_all({
      hunks("more lines than counted", "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n 7\n"),
      hunks("fewer lines than counted", "@@ -4,3 +4,9 @@\n 4\n-5\n+five\n 6\n"),
      hunks("a count that overflows 32 bits", "@@ -4,4294967299 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("a count that overflows 64 bits", "@@ -4,18446744073709551619 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("a start that overflows", "@@ -18446744073709551615,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("a negative count", "@@ -4,-3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("hexadecimal numbers", "@@ -0x4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("no numbers", "@@ - + @@\n 4\n-5\n+five\n 6\n"),
      hunks("no lines", "@@ -4,0 +4,0 @@\n"),
      hunks("a largest count and the end", "@@ -1,2147483647 +1,2147483647 @@\n 1\n"),
      hunks("hunks that overlap", "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n@@ -5,3 +5,3 @@\n 5\n-6\n+six\n 7\n"),
      hunks("hunks that run backwards",
            "@@ -14,3 +14,3 @@\n 14\n-15\n+fifteen\n 16\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("the same hunk twice", "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      hunks("lines that the file does not have", "@@ -4,3 +4,3 @@\n 4\n-fünf\n+five\n 6\n"),
      hunks("lines past the end", "@@ -19,3 +19,4 @@\n 19\n 20\n 21\n+22\n"),
      hunks("a NUL in a hunk", "@@ -4,3 +4,3 @@\n 4\n-5\n+fi" + std::string(1, '\0') + "ve\n 6\n", Fate::either),
      hunks("a NUL for the sign", "@@ -4,3 +4,3 @@\n 4\n-5\n" + std::string(1, '\0') + "five\n 6\n"),
      hunks("a line with no sign", "@@ -4,3 +4,3 @@\n 4\n-5\nfive\n 6\n"),
      hunks("the mark of no newline twice",
            "@@ -20 +20 @@\n-20\n+x\n\\ No newline at end of file\n\\ No newline at end of file\n"),
      hunks("a line after that without a newline", "@@ -20 +20,2 @@\n-20\n+x\n\\ No newline at end of file\n+y\n"),
      hunks("the mark before any line", "@@ -20 +20 @@\n\\ No newline at end of file\n-20\n+x\n"),
      hunks("cut in a hunk", "@@ -4,3 +4,3 @@\n 4\n-5\n"),
      hunks("cut in a hunk's header", "@@ -4,3 +4"),
      hunks("cut before the first hunk", ""),
      diffs("no diff at all", ""),
      diffs("a diff of nothing", "diff --git a/a b/a\n"),
      diffs("cut in the header", "diff --git a/a b/a\nindex "),
      diffs("cut behind ---", "diff --git a/a b/a\n--- a/a\n"),
      diffs("ed commands", "diff --git a/a b/a\n5c\nfive\n.\nw evil\n!touch evil\n"),
      diffs("an ed script below names", "--- a/a\n+++ b/a\n5c\nfive\n.\n!touch evil\n"),
      diffs("a context diff",
            "*** a/a\n--- b/a\n***************\n*** 4,6 ****\n  4\n! 5\n  6\n--- 4,6 ----\n  4\n! "
            "five\n  6\n"),
      diffs("a combined diff", "diff --cc a\nindex 1,2..3\n--- a/a\n+++ b/a\n@@@ -1,1 -1,1 +1,1 @@@\n- x\n -y\n++z\n"),
      diffs("+++ names another file",
            "diff --git a/a b/a\n--- a/a\n+++ b/dir/file\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      diffs("a new file that exists", new_file("a")),
      diffs("a new file with old lines",
            "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -1 +1 @@\n-x\n+y\n"),
      diffs("a deletion of other content",
            "diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-other\n"),
      diffs("a deletion of a part",
            "diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"),
      diffs("a deletion without its content", "diff --git a/a b/a\ndeleted file mode 100644\nindex 1234567..0000000\n"),
      diffs("a deletion of what is not there",
            "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"),
      diffs("several things at once", "diff --git a/a b/z\nnew file mode 100644\nrename from a\nrename to z\n"),
      diffs("half a rename", "diff --git a/a b/z\nrename from a\n"),
      diffs("a rename and other names", "diff --git a/a b/z\nrename from dir/file\nrename to z\n"),
      diffs("two index lines",
            "diff --git a/a b/a\nindex 1..2\nindex 3..4\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      diffs("a header that says it twice", "diff --git a/a b/a\nold mode 100644\nold mode 100644\nnew mode 100755\n"),
      diffs("a hunk without names", "diff --git a/a b/a\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      diffs("a hunk of no file", "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"),
      diffs("a second diff below the signature", edit_of_text() + "-- \n2.39\n" + new_file("evil")),
      diffs("a hunk below the signature", edit_of_text() + "-- \n2.39\n@@ -1 +1 @@\n-1\n+x\n"),
      diffs("a good file and a bad one", new_file("n") + new_file("../evil")),
      diffs("a good file and one that does not apply", new_file("n") + new_file("a")),
      {"a diff in the message, not indented",
       "From: A <a@example.org>\nSubject: x\n\nSee:\n\n" + new_file("evil") + "\nmore words\n---\n" + edit_of_text()},
      {"a diff in the message, indented",
       "From: A <a@example.org>\nSubject: x\n\n  diff --git a/e b/e\n---\n" + edit_of_text(), Fate::taken},
      {"nothing", ""},
      {"a line end", "\n"},
      {"words", "hello\n"},
      {"NULs", std::string(1000, '\0')},
      {"noise", objects::deflate(repeated("noise", 1000))},
      {"UTF-16", "\xff\xfe" + edit_of_text()},
  });
}

TEST_CASE("hostile diffs: binary data") {
  const std::string old_bytes("\0\1\2\3", 4);
  const std::string old_id = id_of(old_bytes);
  const std::string result = "the result";
  const std::string id = id_of(result);
  const std::string nothing = block("literal", 0, "");
  // Deltas: old size, new size, then instructions.
  const std::string copy_out_of_bounds("\4\4\x91\2\4", 5);
  const std::string reserved_instruction("\4\4\0\0\0\0", 6);
  const std::string more_than_promised("\4\2\x90\4", 4);
  const std::string for_another_size("\7\4\x90\4", 4);
  const std::string huge_promise("\4\xff\xff\xff\xff\x7f\x90\4", 8);
  const std::string cut_insert("\4\12\12ab", 5);
  const std::string huge_delta_bomb = std::string("\4\x80\x80\x80\x80\4", 6) + repeated(std::string("\x90\4", 2), 4000);
  std::vector<HostileCase> rows{
      diffs("an honest literal", new_binary("n", id, block("literal", result.size(), result) + nothing), Fate::taken),
      diffs("a literal with another id",
            new_binary("n", id_of("x"), block("literal", result.size(), result) + nothing)),
      diffs("a literal of another size", new_binary("n", id, block("literal", result.size() + 1, result) + nothing)),
      diffs("a literal that claims gigabytes", new_binary("n", id, block("literal", 2147483647, result) + nothing)),
      diffs("a size that overflows",
            new_binary("n", id, "literal 99999999999999999999\n" + base85(objects::deflate(result)) + "\n")),
      diffs("a literal that inflates to much more than it says",
            new_binary("n", id, block("literal", 10, std::string(std::size_t{50} * 1'000'000, '\0')) + nothing)),
      diffs("a literal over the limit",
            new_binary("n", id, block("literal", std::size_t{129} << 20U, std::string(std::size_t{129} << 20U, 'x')))),
      diffs("data that is not deflated", new_binary("n", id, "literal 10\n" + base85(result) + "\n")),
      diffs("deflated data that is cut",
            new_binary("n", id, "literal 10\n" + base85(objects::deflate(result).substr(0, 8)) + "\n")),
      diffs("data behind the deflated data",
            new_binary("n", id, "literal 10\n" + base85(objects::deflate(result) + "more") + "\n")),
      diffs("characters that are no base 85", new_binary("n", id, "literal 10\nD\"\"\"\"\"\n\n")),
      diffs("a line of another length", new_binary("n", id, "literal 10\nzabcde\n\n")),
      diffs("a group that overflows", new_binary("n", id, "literal 10\nD~~~~~\n\n")),
      diffs("no data", new_binary("n", id, "literal 10\n\n")),
      diffs("cut in the data", new_binary("n", id, "literal 10\n")),
      diffs("neither literal nor delta", new_binary("n", id, "magic 10\nD00000\n\n")),
      diffs("a short id", "diff --git a/n b/n\nnew file mode 100644\nindex 0000000..1234567\nGIT binary patch\n" +
                              block("literal", result.size(), result)),
      diffs("a change of another old file",
            changed_binary(id_of("other"), id, block("literal", result.size(), result) + nothing)),
      diffs("a delta that copies out of bounds",
            changed_binary(old_id, id, block("delta", copy_out_of_bounds.size(), copy_out_of_bounds) + nothing)),
      diffs("a delta with a reserved instruction",
            changed_binary(old_id, id, block("delta", reserved_instruction.size(), reserved_instruction) + nothing)),
      diffs("a delta that makes more than it promises",
            changed_binary(old_id, id, block("delta", more_than_promised.size(), more_than_promised) + nothing)),
      diffs("a delta for a file of another size",
            changed_binary(old_id, id, block("delta", for_another_size.size(), for_another_size) + nothing)),
      diffs("a delta that promises gigabytes",
            changed_binary(old_id, id, block("delta", huge_promise.size(), huge_promise) + nothing)),
      diffs("a delta that ends within an insertion",
            changed_binary(old_id, id, block("delta", cut_insert.size(), cut_insert) + nothing)),
      diffs("an empty delta", changed_binary(old_id, id, block("delta", 0, "") + nothing)),
      diffs("a delta of a gigabyte in small copies",
            changed_binary(old_id, id, block("delta", huge_delta_bomb.size(), huge_delta_bomb) + nothing)),
      diffs("binary files differ, without the data",
            "diff --git a/binary b/binary\nindex 1234567..7654321 100644\nBinary files a/binary and b/binary differ\n"),
      diffs("a binary link", "diff --git a/z b/z\nnew file mode 120000\nindex " + k_zeros + ".." +
                                 id_of(std::string(5000, 'x')) + "\nGIT binary patch\n" +
                                 block("literal", 5000, std::string(5000, 'x')) + nothing),
      diffs("a binary submodule", "diff --git a/s b/s\nnew file mode 160000\nindex " + k_zeros + ".." + id +
                                      "\nGIT binary patch\n" + block("literal", result.size(), result) + nothing),
      diffs("a binary .gitmodules that is a link",
            "diff --git a/.gitmodules b/.gitmodules\nnew file mode 120000\nindex " + k_zeros + ".." + id +
                "\nGIT binary patch\n" + block("literal", result.size(), result) + nothing),
  };
  const std::string zeros(std::size_t{100} << 20U, '\0');
  const std::string bomb = block("literal", zeros.size(), zeros) + nothing;
  const std::string zeros_id = id_of(zeros);
  rows.push_back(
      diffs("files that are over the limit together",
            new_binary("n1", zeros_id, bomb) + new_binary("n2", zeros_id, bomb) + new_binary("n3", zeros_id, bomb)));
  expect_all(rows);
}
