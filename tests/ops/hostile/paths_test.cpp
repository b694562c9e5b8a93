#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "hostile_fork.hpp"

using namespace mlxpatch::tests;

namespace {

/// A mail that makes a file at this path, whose name is quoted as git quotes it if `quoted` is given.
HostileCase file_at(const std::string& what, const std::string& path, Fate fate = Fate::refused) {
  return {what, mail_with(new_file(path)), fate};
}

/// The same for a name that must be quoted.
HostileCase quoted_at(const std::string& what, const std::string& path, Fate fate = Fate::refused) {
  return {what,
          mail_with("diff --git \"a/" + path + "\" \"b/" + path + "\"\nnew file mode 100644\n--- /dev/null\n+++ \"b/" +
                    path + "\"\n@@ -0,0 +1 @@\n+new\n"),
          fate};
}

HostileCase link_at(const std::string& what, const std::string& path, Fate fate = Fate::refused) {
  return {what, mail_with(edit_of_text() + new_link(path, "a")), fate};
}

HostileCase renamed(const std::string& what, const std::string& from, const std::string& to,
                    Fate fate = Fate::refused) {
  return {what,
          mail_with("diff --git a/" + from + " b/" + to + "\nsimilarity index 100%\nrename from " + from +
                    "\nrename to " + to + "\n"),
          fate};
}

HostileCase plain_at(const std::string& what, const std::string& name, Fate fate = Fate::refused) {
  return {what, "--- /dev/null\n+++ " + name + "\n@@ -0,0 +1 @@\n+new\n", fate};
}

}  // namespace

TEST_CASE("hostile paths: out of the repository, and into its .git") {
  expect_all({
      file_at("..", "../evil"),
      file_at(".. in the middle", "dir/../../evil"),
      file_at(".. at the end", "dir/.."),
      file_at(".", "./evil", Fate::either),
      file_at(". in the middle", "dir/./evil"),
      file_at("absolute", "/tmp/mlxpatch-evil", Fate::either),
      file_at("an empty part", "dir//evil", Fate::either),
      file_at("a backslash to the parent", "..\\evil"),
      file_at("a backslash into .git", ".git\\hooks\\evil"),
      file_at(".git", ".git/hooks/evil"),
      file_at(".GIT", ".GIT/hooks/evil"),
      file_at(".Git below a directory", "dir/.Git/hooks/evil"),
      file_at("git~1", "git~1/hooks/evil"),
      file_at("GIT~1", "GIT~1/hooks/evil"),
      file_at(".git with a dot", ".git./hooks/evil"),
      file_at(".git with a blank", ".git /hooks/evil"),
      file_at("an NTFS stream", ".git::$INDEX_ALLOCATION/hooks/evil"),
      file_at("a zero-width joiner", ".g\u200dit/hooks/evil"),
      file_at("a mark of direction", ".gi\u202et/hooks/evil"),
      file_at("a byte order mark", "\ufeff.git/hooks/evil"),
      file_at(".git as a file", ".git"),
      quoted_at("a newline", "ev\\nil"),
      quoted_at("NUL", "ev\\000il"),
      quoted_at(".. quoted in octal", "\\056\\056/evil"),
      quoted_at(".git quoted in octal", "\\056git/hooks/evil"),
      plain_at("a plain diff to ..", "../../evil"),
      plain_at("a plain diff to .git", "b/.git/config"),
      plain_at("a plain diff to an absolute .git", "/.git/config"),
      renamed("a rename out", "a", "../evil"),
      renamed("a rename into .git", "a", ".git/evil"),
      renamed("a rename of .git", ".git/config", "evil"),
      {"a copy of .git",
       mail_with("diff --git a/.git/config b/evil\nsimilarity index 100%\ncopy from .git/config\ncopy to evil\n")},
      {"a deletion of .git/config",
       mail_with("diff --git a/.git/config b/.git/config\ndeleted file mode 100644\n--- a/.git/config\n+++ "
                 "/dev/null\n@@ -1 +0,0 @@\n-x\n")},
      {"a mode change of .git/config",
       mail_with("diff --git a/.git/config b/.git/config\nold mode 100644\nnew mode 100755\n")},
  });
}

TEST_CASE("hostile paths: longer than a system can create") {
  expect_all({
      file_at("a name of 256 bytes", std::string(256, 'n')),
      file_at("a name of 5000 bytes", "dir/" + std::string(5000, 'n')),
      file_at("a path of 5000 bytes", repeated("d/", 2500) + "n"),
      file_at("a path of 200,000 bytes", repeated("d/", 100'000) + "n"),
      renamed("a rename to a name of 300 bytes", "a", std::string(300, 'n')),
      {"a link's target of 5000 bytes", mail_with(edit_of_text() + new_link("z", std::string(5000, 'x')))},
      {"a link's target with NUL", mail_with(edit_of_text() + new_link("z", std::string("x\0y", 3)))},
      {"an empty link's target", mail_with(edit_of_text() + "diff --git a/z b/z\nnew file mode 120000\n")},
  });
}

TEST_CASE("hostile paths: below a link, over a directory, on top of one another") {
  expect_all({
      file_at("below upstream's link to a directory", "link/evil"),
      file_at("below upstream's link that leads out", "out/evil"),
      file_at("below upstream's link that leads nowhere", "dangling/evil"),
      file_at("below upstream's submodule", "sub/evil"),
      file_at("below a file", "a/evil"),
      file_at("over a directory", "dir"),
      file_at("over a link", "out"),
      {"below a link of the same patch", mail_with(new_link("l", "../outside") + new_file("l/evil"))},
      {"below a link that comes after", mail_with(new_file("l/evil") + new_link("l", "../outside"))},
      {"below a link of a patch before", "From " + std::string(40, '0') + " Mon Sep 17 00:00:00 2001\n" +
                                             mail_with(new_link("l", "../outside")) + "\nFrom " + std::string(40, '0') +
                                             " Mon Sep 17 00:00:00 2001\n" + mail_with(new_file("l/secret"))},
      {"an edit through a link", mail_with("diff --git a/out/secret b/out/secret\n--- a/out/secret\n+++ "
                                           "b/out/secret\n@@ -1 +1 @@\n-nobody may touch this\n+ha\n")},
      {"a deletion through a link",
       mail_with("diff --git a/out/secret b/out/secret\ndeleted file mode 100644\n--- a/out/secret\n+++ "
                 "/dev/null\n@@ -1 +0,0 @@\n-nobody may touch this\n")},
      renamed("a rename through a link", "a", "out/evil"),
      {"a file twice", mail_with(new_file("n") + new_file("n"))},
      {"a file and one below it", mail_with(new_file("n") + new_file("n/m"))},
      {"one below a file, and the file", mail_with(new_file("n/m") + new_file("n"))},
      {"a change after a deletion",
       mail_with(
           "diff --git a/dir/file b/dir/file\ndeleted file mode 100644\n--- a/dir/file\n+++ /dev/null\n@@ -1 +0,0 "
           "@@\n-in a directory\ndiff --git a/dir/file b/dir/file\n--- a/dir/file\n+++ b/dir/file\n@@ -1 +1 @@\n-in "
           "a directory\n+x\n")},
      {"two files to one name", mail_with("diff --git a/a b/z\nsimilarity index 100%\nrename from a\nrename to z\ndiff "
                                          "--git a/dir/file b/z\nsimilarity index 100%\nrename from dir/file\nrename "
                                          "to z\n")},
      renamed("a rename onto a file", "a", "dir/file"),
      renamed("a rename onto itself", "a", "a"),
  });
}

TEST_CASE("hostile paths: .gitmodules as a link under every name, and files that git calls damaged") {
  const std::string modules = "[submodule \"x\"]\n\tpath = x\n";
  expect_all({
      link_at(".gitmodules", ".gitmodules"),
      link_at("in another case", ".GITmodules"),
      link_at("the first short name", "gitmod~1"),
      link_at("the fourth short name", "GITMOD~4"),
      link_at("a hashed short name", "gi7eba~1"),
      link_at("a long number of a short name", "gi7e~123"),
      link_at("dots behind", ".gitmodules.."),
      link_at("blanks behind", ".gitmodules  "),
      link_at("a stream", ".gitmodules::$DATA"),
      link_at("a stream of a short name", "gitmod~1::$DATA"),
      link_at("a zero-width joiner", ".git\u200dmodules"),
      link_at("a byte order mark", "\ufeff.gitmodules"),
      link_at("in a directory", "dir/.gitmodules"),
      link_at("behind a backslash", "x\\.gitmodules"),
      link_at("a name that only resembles it", ".gitmodule", Fate::taken),
      renamed("upstream's link becomes it", "link", ".gitmodules"),
      renamed("upstream's link becomes its short name", "link", "GITMOD~1"),
      {"a copy of upstream's link",
       mail_with("diff --git a/link b/.gitmodules\nsimilarity index 100%\ncopy from link\ncopy to .gitmodules\n")},
      {"an address that is an option",
       mail_with(new_file(".gitmodules", "100644", modules + "\turl = --upload-pack=evil\n"))},
      {"a quoted address that is an option",
       mail_with(new_file(".gitmodules", "100644", modules + "\turl = \"-evil\"\n"))},
      {"an address that goes on in the next line",
       mail_with(new_file(".gitmodules", "100644", modules + "\turl = \\\n-evil\n"))},
      {"an address on the section's line",
       mail_with(new_file(".gitmodules", "100644", "[submodule \"x\"] url = -evil\n"))},
      {"an address with a line end in it",
       mail_with(new_file(".gitmodules", "100644", modules + "\turl = https://h/%0ahost=evil\n"))},
      {"a path that is an option", mail_with(new_file(".gitmodules", "100644", "[submodule \"x\"]\npath = -e\n"))},
      {"an update that is a command",
       mail_with(new_file(".gitmodules", "100644", modules + "\tupdate = !touch evil\n"))},
      {"a name that climbs", mail_with(new_file(".gitmodules", "100644", "[submodule \"x/../../y\"]\n\tpath = x\n"))},
      {"the same in a directory and another case",
       mail_with(new_file("dir/.gitModules", "100644", modules + "\turl = -evil\n"))},
      {"an ordinary .gitmodules",
       mail_with(new_file(".gitmodules", "100644", modules + "\turl = https://example.org/x.git\n")), Fate::taken},
      {"attributes of 3000 bytes in a line", mail_with(new_file(".gitattributes", "100644", std::string(3000, 'x')))},
      {"a submodule of zeros", mail_with(new_gitlink("s", std::string(40, '0')))},
      {"upstream's submodule becomes zeros",
       mail_with("diff --git a/sub b/sub\nindex " + std::string(40, 'a') +
                 "..0000000 160000\n--- a/sub\n+++ b/sub\n@@ -1 "
                 "+1 @@\n-Subproject commit " +
                 std::string(40, 'a') + "\n+Subproject commit " + std::string(40, '0') + "\n")},
      {"a submodule's id of 39 digits", mail_with(new_gitlink("s", std::string(39, 'b')))},
      {"a submodule's line with more in it", mail_with(new_gitlink("s", std::string(40, 'b') + "-dirty"))},
      {"a submodule with two lines",
       mail_with(new_file("s", "160000", "Subproject commit " + std::string(40, 'b') + "\nand more\n"))},
      {"a submodule without its line", mail_with("diff --git a/s b/s\nnew file mode 160000\n")},
      {"a file becomes a link in one step",
       mail_with(
           "diff --git a/a b/a\nold mode 100644\nnew mode 120000\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n-5\n+x\n "
           "6\n")},
      {"a device as a mode", mail_with("diff --git a/n b/n\nnew file mode 020644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 "
                                       "@@\n+x\n")},
      {"a directory as a mode", mail_with("diff --git a/n b/n\nnew file mode 040000\n--- /dev/null\n+++ b/n\n@@ -0,0 "
                                          "+1 @@\n+x\n")},
      {"setuid as a mode", mail_with(new_file("n", "104755")), Fate::either},
  });
}
