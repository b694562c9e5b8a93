#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch::tests;

namespace {

constexpr std::size_t k_mib = std::size_t{1} << 20U;

HostileCase diffs(const std::string& what, const std::string& text, Fate fate = Fate::refused) {
  return {what, mail_with(text), fate};
}

std::string many_files(int count, const std::string& directory) {
  std::string text;
  for (int number = 0; number < count; ++number) {
    const std::string path = directory + "n" + std::to_string(number);
    text += "diff --git a/" + path + " b/" + path + "\nnew file mode 100644\n";
  }
  return text;
}

std::string many_hunks(int count) {
  std::string text = "diff --git a/a b/a\n--- a/a\n+++ b/a\n";
  for (int number = 0; number < count; ++number) {
    const std::string at = std::to_string(3 * number + 1);
    text += "@@ -" + at + " +" + at + " @@\n-x" + at + "\n+y\n";
  }
  return text;
}

}  // namespace

TEST_CASE("hostile sizes: what has no end is refused, what is within the limits stays small") {
  const HostileFork fork;
  const std::vector<HostileCase> rows{
      diffs("a line of two MiB", new_file("n", "100644", std::string(2 * k_mib, 'x'))),
      {"a subject of two MiB", mail_with(edit_of_text(), std::string(2 * k_mib, 'x'))},
      {"a patch of 65 MiB", mail_with(new_file("n", "100644", repeated(std::string(65'535, 'x') + "\n", 1040)))},
      {"60 MiB of blank lines", "Subject: x\n\n" + std::string(60 * k_mib, '\n') + "---\n" + edit_of_text()},
      diffs("4,000,000 lines of nothing",
            "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 "
            "+1,4000000 @@\n" +
                repeated("+\n", 4'000'000)),
      diffs("20,000 hunks, none of which applies", many_hunks(20'000)),
      diffs("2000 files", many_files(2000, ""), Fate::taken),
      diffs("500 files in 90 directories each", many_files(500, repeated("d/", 90)), Fate::taken),
      diffs("2000 files whose paths have 2000 parts", many_files(2000, repeated("d/", 2000))),
      diffs("names with 200 blanks and 150 parts each, twenty times",
            repeated("diff --git " + repeated(repeated("a/", 150) + " ", 200) + "\nold mode 100644\nnew mode 100755\n",
                     20)),
      diffs("a hunk of 20,000 lines that are not there",
            "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,20000 +1,20001 @@\n" + repeated(" no\n", 20'000) + "+x\n"),
      diffs(
          "1000 changes of one file",
          [] {
            std::string text;
            for (int i = 0; i < 1000; ++i) {
              text += std::string("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n-") +
                      (i % 2 == 0 ? "5" : "five") + "\n+" + (i % 2 == 0 ? "five" : "5") + "\n 6\n";
            }
            return text;
          }(),
          Fate::either),
      diffs("a stat of 20,000 lines", repeated(" a | 2 +-\n", 20'000) + "\n" + edit_of_text(), Fate::taken),
  };
  for (const HostileCase& row : rows) fork.expect(row);
}
