#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/world.hpp>

#include "fork_project.hpp"
#include "neighbours.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// Removes the project's own patches and lock, to make room for others.
void clear_patches(const ForkProject& fork) {
  fs::remove_all(fork.project / "patches");
  fs::remove_all(fork.project / "app-repo");
  fs::remove(fork.project / "mlxpatch.lock");
  fs::create_directories(fork.project / "patches");
}

/// Writes the maker's commits, oldest first, as patch files of the project, and the list that names them.
void write_patches(const ForkProject& fork, const GitRepo& maker, const std::string& list, const std::string& flag,
                   const std::function<std::string(const std::string&)>& text_of) {
  std::string names;
  std::vector<std::string> commits = maker.log(fork.base + "..mine", "%H");
  std::reverse(commits.begin(), commits.end());
  for (const std::string& commit : commits) {
    const std::string name = "p" + std::to_string(names.size()) + ".patch";
    fork.project.write("patches/" + name, text_of(commit));
    names += name + flag + "\n";
  }
  if (!list.empty()) fork.project.write("patches/" + list, names);
}

std::string mail_by_git(const GitRepo& maker, const std::string& commit, const std::vector<std::string>& settings,
                        const std::vector<std::string>& options = {}) {
  std::vector<std::string> words = settings;
  words.insert(words.end(), {"format-patch", "--stdout", "-1"});
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(commit);
  return maker.git(words) + "\n";
}

std::string diff_by_git(const GitRepo& maker, const std::string& commit, const std::vector<std::string>& options) {
  std::vector<std::string> words{"diff", "--no-renames"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {commit + "^", commit});
  return maker.git(words) + "\n";
}

/// After setup regen has nothing to write, however often it runs.
void check_no_churn(const ForkProject& fork, const GitRepo& maker) {
  fork.done({"setup"});
  CHECK(fork.checkout().tree("local-patches") == maker.tree("mine"));
  const Snapshot before = fork.snapshot();
  for (int i = 0; i < 2; ++i) {
    CHECK_THAT(fork.done({"regen"}).out, ContainsSubstring("nothing to write"));
    CHECK(differences(before, fork.snapshot()) == "");
  }
}

}  // namespace

TEST_CASE("setup and then regen change nothing: files from git 2.20 to 2.47, with any options") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> dresses{
      {{"-c", "core.abbrev=7"}, {"--signature=2.20.1", "--stat=72"}},
      {{"-c", "core.abbrev=10"}, {"--signature=2.47.0", "--base=" + fork.base}},
      {{}, {"--attach", "--full-index", "--binary"}},
      {{}, {"--no-prefix", "-U8", "--subject-prefix=PATCH v3", "-N"}},
  };
  for (const auto& [settings, options] : dresses) {
    CAPTURE(options);
    clear_patches(fork);
    write_patches(fork, maker, "", "", [&, &s = settings, &o = options](const std::string& commit) {
      return mail_by_git(maker, commit, s, o);
    });
    check_no_churn(fork, maker);
  }
}

TEST_CASE("setup and then regen change nothing: Electron's files, with an injected Patch-Filename") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  clear_patches(fork);
  write_patches(fork, maker, ".patches", "", [&](const std::string& commit) {
    std::string mail = mail_by_git(maker, commit, {},
                                   {"--keep-subject", "--no-stat", "--zero-commit", "--no-signature", "--full-index"});
    mail.insert(mail.find("\ndiff --git"), "\nPatch-Filename: elsewhere.patch\n");
    return mail;
  });
  check_no_churn(fork, maker);
  CHECK_FALSE(fs::exists(fork.project / "patches/series"));
  // Written anew, the line is left out.
  fork.done({"regen", "--full"});
  CHECK_THAT(fork.project.read("patches/p0.patch"), !ContainsSubstring("Patch-Filename"));
}

TEST_CASE("setup and then regen change nothing: quilt's files and DEP-3") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  clear_patches(fork);
  write_patches(fork, maker, "series", " -p0", [&](const std::string& commit) {
    return "Words about it.\n\n" + diff_by_git(maker, commit, {"--no-prefix"});
  });
  fork.project.write("patches/series", "# of quilt\n" + fork.project.read("patches/series"));
  check_no_churn(fork, maker);

  clear_patches(fork);
  write_patches(fork, maker, "series", "", [&](const std::string& commit) {
    return "Description: Say what it does\n  in two lines.\nAuthor: Dora <dora@example.com>\nLast-Update: 2026-01-08\n"
           "---\n" +
           diff_by_git(maker, commit, {});
  });
  check_no_churn(fork, maker);
}

TEST_CASE("format = diff: bare diffs are read and written; base, author and message are kept in the lock") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  clear_patches(fork);
  fork.write_config("\n[patches]\nformat = \"diff\"\n");
  write_patches(fork, maker, "series", "",
                [&](const std::string& commit) { return diff_by_git(maker, commit, {"--binary"}); });
  check_no_churn(fork, maker);
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + fork.base + "\""));

  // A new commit is written as a diff, and a changed message goes to the lock alone.
  fork.checkout().commit_file("more", "more\n", "Add more\n\nBecause.");
  fork.done({"regen"});
  CHECK(fork.project.read("patches/0004-Add-more.patch").starts_with("diff --git a/more b/more\n"));
  fork.checkout().git({"commit", "--quiet", "--amend", "-m", "Add more\n\nPatch-Name: 0004-Add-more.patch",
                       "--author=Nora New <nora@example.com>"});
  const std::string before = fork.project.read("patches/0004-Add-more.patch");
  fork.done({"regen"});
  CHECK(fork.project.read("patches/0004-Add-more.patch") == before);

  // Another machine gets the same commits, and update keeps the base.
  const std::string tree = fork.checkout().tree("local-patches");
  const auto story = fork.checkout().log("local-patches", "%an <%ae> %ad %B");
  fs::remove_all(fork.checkout().path());
  fork.done({"setup"});
  CHECK(fork.checkout().tree("local-patches") == tree);
  CHECK(fork.checkout().log("local-patches", "%an <%ae> %ad %B") == story);
  const std::string tip = fork.advance_cleanly();
  fork.done({"update"});
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + tip + "\""));
  fork.done({"check"});
}

TEST_CASE("the base is found among many commits: by the ids of files, else by what applies exactly") {
  World world;
  const GitRepo upstream = GitRepo::init(world / "upstream");
  std::string stream = "reset refs/heads/main\n";
  const auto text = [](int generation) {
    std::string lines;
    for (int line = 0; line < 20; ++line) lines += "line " + std::to_string(line * 1000 + generation) + "\n";
    return lines;
  };
  for (int number = 0; number < 3000; ++number) {
    // Each tenth commit changes the file that the patch is for.
    const bool is_ours = number % 10 == 0;
    const std::string bytes = is_ours ? text(number / 10) : "x = " + std::to_string(number) + "\n";
    const std::string path = is_ours ? "core/server.py" : "parts/" + std::to_string(number % 50);
    stream +=
        fmt::format("commit refs/heads/main\ncommitter A <a@e> {} +0000\ndata 1\nc\nM 100644 inline {}\ndata {}\n{}\n",
                    1600000000 + number * 60, path, bytes.size(), bytes);
  }
  upstream.git({"fast-import", "--quiet"}, stream);
  const GitRepo maker = GitRepo::clone(upstream.path().string(), world / "maker");
  maker.git({"checkout", "--quiet", "--detach", "main~2003"});
  const std::string bytes = maker.read("core/server.py");
  maker.commit_file("core/server.py", bytes + "mine\n", "Mine");
  std::string patch = maker.git({"format-patch", "--stdout", "-1"}) + "\n";
  const std::string newest = upstream.rev_parse("main~2000");
  const std::string oldest = upstream.rev_parse("main~2009");

  for (const char* why : {"has the files named by the patches' index lines", "takes every patch exactly"}) {
    const GitRepo project = GitRepo::init(world / why);
    project.write("mlxpatch.toml", "[upstream]\nurl = \"" + upstream.path().string() + "\"\n");
    project.write("patches/mine.patch", patch);
    const CommandResult result = run_mlxpatch({"setup"}, project.path());
    expect_exit(result, 0);
    CHECK_THAT(project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + newest + "\""));
    const std::string words =
        "the newest of " + oldest.substr(0, 8) + ".." + newest.substr(0, 8) + ", each of which " + why;
    CHECK_THAT(result.out, ContainsSubstring(words));
    if (const std::size_t index = patch.find("index "); index != std::string::npos) {
      patch.erase(index, patch.find('\n', index) + 1 - index);
    }
  }
}
