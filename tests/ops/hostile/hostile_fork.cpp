#include "hostile_fork.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "../snapshot.hpp"
#include "bounded_run.hpp"

namespace mlxpatch::tests {
namespace {

namespace fs = std::filesystem;

constexpr long k_most_mib = 1024;

// The sanitizers' own memory is no part of the program's.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_measures_memory = false;
#elif defined(__has_feature)
constexpr bool k_measures_memory = !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer));
#else
constexpr bool k_measures_memory = true;
#endif

std::string numbers(int last) {
  std::string text;
  for (int number = 1; number <= last; ++number) text += std::to_string(number) + "\n";
  return text;
}

bool is_done_as(int exit, Fate fate) {
  const bool is_refusal = exit == 1 || exit == 2;
  return (exit == 0 && fate != Fate::refused) || (is_refusal && fate != Fate::taken);
}

std::size_t lines_in(const std::string& text) {
  std::size_t lines = 0;
  for (const char character : text) lines += character == '\n' ? 1 : 0;
  return lines + (text.empty() || text.back() == '\n' ? 0 : 1);
}

}  // namespace

HostileFork::HostileFork()
    : upstream(GitRepo::init(world / "upstream")), clone(world / "clone"), project(GitRepo::init(world / "project")) {
  make_upstream();
  GitRepo::clone(upstream.path().string(), clone.path());
  write_bytes(world / "outside/secret", "nobody may touch this\n");
  write_bytes(world / "home/.profile", "nor this\n");
  write_config(upstream.path().string());
  project.write("patches/series", "sane.patch\n");
  project.write("patches/sane.patch", mail_with(new_file("sane"), "A sane patch"));
  const CommandResult setup = run_mlxpatch({"setup"}, project.path());
  INFO(setup.out << setup.err);
  REQUIRE(setup.exit == 0);
  project.commit("Keep a fork");
  require_sound();
}

void HostileFork::make_upstream() const {
  upstream.write("a", numbers(20));
  upstream.write("dir/file", "in a directory\n");
  upstream.write("binary", std::string("\0\1\2\3", 4));
  upstream.symlink("link", "dir");
  upstream.symlink("out", "../outside");
  upstream.symlink("dangling", "nowhere");
  upstream.git({"add", "."});
  upstream.git({"update-index", "--add", "--cacheinfo", "160000," + std::string(40, 'a') + ",sub"});
  upstream.git({"commit", "--quiet", "-m", "Begin"});
}

void HostileFork::write_config(const std::string& url, const std::string& more) const {
  project.write("mlxpatch.toml", "[upstream]\nurl = \"" + url + "\"\n\n[checkout]\ndir = \"co\"\n" + more);
}

/// Every file of the world with its bytes: objects, refs and the indexes too.
Snapshot HostileFork::everything() const {
  Snapshot all;
  const std::vector<fs::path> not_compared{world / "in.patch", clone / ".git/mlxpatch", checkout() / ".git/mlxpatch"};
  add_directory(all, "", world.root(), not_compared);
  return all;
}

void require_clean_output(const BoundedRun& run, bool is_json) {
  CHECK(first_raw_control(run.out) == "");
  CHECK(first_raw_control(run.err) == "");
  if (is_json) CHECK(nlohmann::json::accept(run.out));
}

BoundedRun HostileFork::judged(const std::vector<std::string>& words, Fate fate) const {
  const Snapshot before = everything();
  BoundedRun run = run_bounded(words, project.path());
  bool is_json = false;
  for (const std::string& word : words) is_json = is_json || word == "--json";
  CAPTURE(words, run.exit, run.out.substr(0, 2000), run.err.substr(0, 2000));
  CHECK(is_done_as(run.exit, fate));
  if (k_measures_memory) CHECK(run.peak_mib < k_most_mib);
  require_clean_output(run, is_json);
  if (run.exit != 0) {
    CHECK_FALSE((run.out + run.err).empty());
    // What is byte for byte as before needs no fsck.
    CHECK(differences(before, everything()).substr(0, 2000) == "");
  } else {
    require_sound();
  }
  return run;
}

void HostileFork::require_sound() const {
  for (const GitRepo& repository : {clone, checkout()}) {
    const CommandResult fsck = repository.try_git({"fsck", "--strict", "--no-dangling", "--no-progress"});
    CHECK(fsck.exit == 0);
    CHECK(fsck.err == "");
    CHECK(repository.status() == "");
  }
  CHECK(read_bytes(world / "outside/secret") == "nobody may touch this\n");
}

void expect_all(const std::vector<HostileCase>& rows) {
  const HostileFork fork;
  for (const HostileCase& row : rows) fork.expect(row);
}

void HostileFork::expect(const HostileCase& row) const {
  CAPTURE(row.name);
  write_bytes(world / "in.patch", row.bytes);
  const std::string file = (world / "in.patch").string();
  const std::string old = clone.rev_parse();
  judged({"am", "--repo", clone.path().string(), file}, row.fate);
  if (clone.rev_parse() != old) clone.git({"reset", "--quiet", "--hard", old});
  const std::string tip = checkout().rev_parse();
  judged({"import", "--json", file}, row.fate);
  if (checkout().rev_parse() != tip) {
    CHECK(run_bounded({"undo"}, project.path()).exit == 0);
  }
}

BoundedRun HostileFork::expect_command(const std::vector<std::string>& words, Fate fate) const {
  return judged(words, fate);
}

std::string mail_with(const std::string& diff, const std::string& subject) {
  return "From: Ada Example <ada@example.org>\nDate: Thu, 1 Jan 2026 12:00:00 +0000\nSubject: [PATCH] " + subject +
         "\n\n---\n" + diff;
}

std::string edit_of_text() { return "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n"; }

std::string new_file(const std::string& path, const std::string& mode, const std::string& text) {
  std::string lines;
  bool at_start = true;
  for (const char character : text) {
    if (at_start) lines += '+';
    lines += character;
    at_start = character == '\n';
  }
  if (!at_start) lines += "\n\\ No newline at end of file\n";
  return "diff --git a/" + path + " b/" + path + "\nnew file mode " + mode + "\n--- /dev/null\n+++ b/" + path +
         "\n@@ -0,0 +1," + std::to_string(lines_in(text)) + " @@\n" + lines;
}

std::string new_link(const std::string& path, const std::string& target) { return new_file(path, "120000", target); }

std::string new_gitlink(const std::string& path, const std::string& id) {
  return new_file(path, "160000", "Subproject commit " + id + "\n");
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t time = 0; time < times; ++time) all += text;
  return all;
}

}  // namespace mlxpatch::tests
