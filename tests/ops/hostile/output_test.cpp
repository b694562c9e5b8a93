#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bounded_run.hpp"
#include "hostile_fork.hpp"

using namespace mlxpatch::tests;

namespace {

/// Whatever a terminal obeys: colours, the title, the clipboard, C1, a bell, a carriage return, marks of direction.
struct Escape {
  std::string name;
  std::string bytes;
};

const std::vector<Escape> k_escapes{
    {"a colour", "\x1b[31mred\x1b[0m"},
    {"a title", "\x1b]0;evil\x07"},
    {"the clipboard", "\x1b]52;c;ZXZpbA==\x07"},
    {"cleared screen", "\x1b[2J\x1b[H"},
    {"C1",
     "x\xc2\x9b"
     "31m"},
    {"DEL and backspaces", "x\x7f\x08\x08"},
    {"right to left", "x\u202egnp.exe"},
    {"isolates", "x\u2066y\u2069"},
    {"a mark in the middle", "x\u200fy\u061c"},
    {"a byte order mark", "x\ufeffy"},
    {"a line separator", "x\u2028y"},
    {"bytes that are not UTF-8", "x\xff\xfe\x80y"},
};

void require_clean(const BoundedRun& run, const std::vector<std::string>& words) {
  CAPTURE(words, run.exit);
  CHECK(run.exit < 124);
  bool is_json = false;
  for (const std::string& word : words) is_json = is_json || word == "--json";
  require_clean_output(run, is_json);
}

}  // namespace

TEST_CASE("hostile output: escapes in a patch's subject, author, message and names") {
  const HostileFork fork;
  const std::string edit = edit_of_text();
  const std::string from = "From: A <a@example.org>\n";
  for (const auto& [name, bytes] : k_escapes) {
    fork.expect({"in the subject: " + name, from + "Subject: [PATCH] " + bytes + "\n\n---\n" + edit, Fate::either});
    fork.expect({"in the author: " + name, "From: \"" + bytes + "\" <a@example.org>\nSubject: x\n\n---\n" + edit,
                 Fate::either});
    fork.expect(
        {"in the address: " + name, "From: A <a" + bytes + "@example.org>\nSubject: x\n\n---\n" + edit, Fate::either});
    fork.expect({"in the message: " + name, from + "Subject: x\n\n" + bytes + "\n---\n" + edit, Fate::either});
    fork.expect({"in a file's name: " + name, mail_with(new_file("n" + bytes)), Fate::either});
    fork.expect({"in the path of a refused file: " + name, mail_with(new_file("../" + bytes))});
  }
}

TEST_CASE("hostile output: escapes in what a refusal quotes of a patch") {
  const HostileFork fork;
  const std::string edit = edit_of_text();
  const std::string from = "From: A <a@example.org>\n";
  for (const auto& [name, bytes] : k_escapes) {
    fork.expect({"in a line that does not apply: " + name,
                 mail_with("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n-" + bytes + "\n+x\n 6\n")});
    fork.expect({"in a hunk's header: " + name,
                 mail_with("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ " + bytes + " @@\n-5\n+x\n")});
    fork.expect({"in a charset: " + name,
                 from + "Subject: x\nContent-Type: text/plain; charset=\"" + bytes + "\"\n\nwords\n---\n" + edit,
                 Fate::either});
    fork.expect(
        {"in an encoding: " + name, from + "Subject: x\nContent-Transfer-Encoding: " + bytes + "\n\n---\n" + edit});
    fork.expect({"in a date: " + name, from + "Date: " + bytes + "\nSubject: x\n\n---\n" + edit});
  }
}

TEST_CASE("hostile output: escapes in upstream's commits, authors, files, branches and tags") {
  const HostileFork fork;
  for (std::size_t index = 0; index < k_escapes.size(); index += 2) {
    const auto& [name, bytes] = k_escapes[index];
    CAPTURE(name);
    // The commit breaks the patch, so that its author and subject are shown as the culprit's.
    fork.project.write("patches/series", "five.patch\n");
    fork.project.write("patches/five.patch", mail_with(edit_of_text(), "Five " + bytes));
    require_clean(run_bounded({"setup", "--fresh"}, fork.project.path()), {"setup"});
    fork.upstream.write("n" + bytes, "x\n");
    fork.upstream.write("a", "1\n2\n3\n4\n" + bytes + "\n6\n7\n");
    fork.upstream.git({"add", "."});
    fork.upstream.git({"-c", "user.name=" + std::string("A ") + bytes, "commit", "--quiet", "--cleanup=verbatim", "-m",
                       "Break " + bytes + " (#7)"});
    fork.upstream.try_git({"tag", "-a", "-m", bytes, "t" + bytes});
    fork.upstream.try_git({"branch", "b" + bytes});
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"check"},
                                                                                       {"check", "--json"},
                                                                                       {"status"},
                                                                                       {"status", "--json"},
                                                                                       {"why", "five"},
                                                                                       {"why", "five", "--json"},
                                                                                       {"update"},
                                                                                       {"status"},
                                                                                       {"status", "--json"},
                                                                                       {"abort"},
                                                                                       {"update", "--json"},
                                                                                       {"doctor"},
                                                                                       {"doctor", "--json"},
                                                                                       {"skip", "--json"},
                                                                                       {"log"},
                                                                                       {"log", "--json"},
                                                                                       {"history"},
                                                                                       {"history", "--json"},
                                                                                       {"undo"}}) {
      require_clean(run_bounded(words, fork.project.path()), words);
    }
    fork.upstream.git({"reset", "--quiet", "--hard", "HEAD~1"});
  }
}

TEST_CASE("hostile output: escapes in the configuration, the lock, the series and what is typed") {
  const HostileFork fork;
  for (std::size_t index = 0; index < k_escapes.size(); index += 2) {
    const auto& [name, bytes] = k_escapes[index];
    CAPTURE(name);
    const std::string config = fork.project.read("mlxpatch.toml");
    const auto both = [&](std::vector<std::string> words) {
      require_clean(run_bounded(words, fork.project.path()), words);
      words.emplace_back("--json");
      require_clean(run_bounded(words, fork.project.path()), words);
    };
    for (const std::string& line : {"[" + bytes + "]\n", bytes + " = 1\n", "x = \"" + bytes + "\"\n",
                                    "branch = \"" + bytes + "\"\n", "# " + bytes + "\n"}) {
      fork.project.write("mlxpatch.toml", config + line);
      both({"status"});
    }
    fork.write_config(fork.upstream.path().string() + bytes);
    both({"setup", "--fresh"});
    fork.write_config("https://user:secret" + bytes + "@127.0.0.1:1/" + bytes);
    both({"update"});
    fork.project.write("mlxpatch.toml", config);
    const std::string lock = fork.project.read("mlxpatch.lock");
    fork.project.write("mlxpatch.lock", "version = 1\nbase = \"" + bytes + "\"\n");
    both({"check"});
    fork.project.write("mlxpatch.lock", lock);
    fork.project.write("patches/series", "sane.patch\n" + bytes + ".patch\n");
    both({"check"});
    fork.project.write("patches/series", "sane.patch " + bytes + "\n");
    both({"check"});
    fork.project.write("patches/series", "sane.patch\n");
    both({"why", bytes});
    both({"pick", bytes});
    both({"am", bytes});
    both({"update", "--onto", bytes});
    both({bytes});
  }
}
