#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"
#include "victim.hpp"

using namespace mlxpatch::tests;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_most_kill_points = 9;  ///< of one kind of system call, spread evenly

/// At most k_most_kill_points of these, evenly, with the first and the last.
std::vector<std::size_t> some_of(const std::vector<std::size_t>& numbers) {
  if (numbers.size() <= k_most_kill_points) return numbers;
  std::vector<std::size_t> some;
  some.reserve(k_most_kill_points);
  for (std::size_t i = 0; i < k_most_kill_points; ++i) {
    some.push_back(numbers[i * (numbers.size() - 1) / (k_most_kill_points - 1)]);
  }
  return some;
}

/// The next command succeeds, the state is the old one or the new one, and the command then succeeds as usual.
void expect_old_or_new(const Victim& victim) {
  expect_exit(victim.fork.run({"status"}), 0);
  const Snapshot now = victim.comparable();
  const std::string to_old = differences(victim.before, now);
  const std::string to_new = differences(victim.after, now);
  INFO("from the old state:\n" << to_old << "\nfrom the new state:\n" << to_new);
  CHECK((to_old.empty() || to_new.empty()));
  expect_exit(victim.fork.run(victim.words), 0);
  CHECK(differences(victim.after, victim.comparable()) == "");
  const CommandResult fsck = victim.fork.checkout().try_git({"fsck", "--strict"});
  CHECK(fsck.exit == 0);
}

void kill_at_each(const Victim& victim, const std::string& call, const std::string& mark) {
  const std::vector<std::size_t> points = some_of(victim.calls(call, mark));
  REQUIRE_FALSE(points.empty());
  std::size_t kills = 0;
  for (const std::size_t point : points) {
    CAPTURE(call, point);
    if (victim.kill_at(call, point)) ++kills;
    expect_old_or_new(victim);
  }
  CHECK(kills * 2 > points.size());
}

void kill_update_at(const std::string& call, const std::string& mark) {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  kill_at_each(Victim({"update", "--no-fetch"}, make_ready), call, mark);
}

/// Changes of every kind that are not committed, none in a file that upstream changes.
void make_dirty(const ForkProject& fork) {
  make_ready(fork);
  const GitRepo checkout = fork.checkout();
  checkout.write("docs/guide.md", "# My staged guide\n");
  checkout.write("new.py", "new = True\n");
  checkout.git({"add", "docs/guide.md", "new.py"});
  checkout.write("docs/guide.md", "# My guide\n");
  checkout.write("log.py", "silent = True\n");
  fs::remove(checkout / "cache.py");
}

void kill_autostash_at(const std::string& call, const std::string& mark) {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  kill_at_each(Victim({"update", "--no-fetch", "--autostash"}, make_dirty), call, mark);
}

}  // namespace

TEST_CASE("an update killed at a rename leaves the old state or the new one") { kill_update_at("rename", "rename("); }

TEST_CASE("an update killed while it swaps a new file and an old one leaves the old state or the new one") {
  kill_update_at("renameat2", "renameat2(");
}

TEST_CASE("an update killed while it removes a file leaves the old state or the new one") {
  kill_update_at("unlink", "unlink(");
}

TEST_CASE("an update killed while it creates a file leaves the old state or the new one") {
  kill_update_at("openat", "O_CREAT");
}

TEST_CASE("an update killed while it syncs a file leaves the old state or the new one") {
  kill_update_at("fsync", "fsync(");
}

TEST_CASE("a recovery that is killed is finished by the next command") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim({"update", "--no-fetch"}, make_ready);
  const std::vector<std::size_t> points = victim.calls("rename", "rename(");
  REQUIRE(points.size() > 2);
  const std::size_t middle = points[points.size() / 2];
  int killed_again = 0;
  for (const char* again : {"1", "2", "3"}) {
    CAPTURE(middle, again);
    CHECK(victim.kill_at("rename", middle));
    if (victim.kill_status_at("rename", again)) ++killed_again;
    expect_old_or_new(victim);
  }
  CHECK(killed_again > 0);
}

TEST_CASE("no temporary file of ours is left in a subdirectory of the patch directory") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim({"regen"}, [](const ForkProject& fork) {
    fs::create_directory(fork.project / "patches/docs");
    fs::rename(fork.project / "patches/tell-about-log.patch", fork.project / "patches/docs/tell-about-log.patch");
    fork.project.write("patches/series", "serve-more.patch\nlog-requests.patch\ndocs/tell-about-log.patch\n");
    fork.project.write("patches/docs/.mlxpatch-notes.tmp", "not of ours\n");
    fork.set_up();
    fork.checkout().write("docs/guide.md", k_guide + "\nRead the log, all of it.\n");
    fork.checkout().git({"commit", "--quiet", "--all", "--amend", "--no-edit"});
  });
  const std::vector<std::size_t> points = victim.calls("renameat2", "\"tell-about-log.patch\"");
  REQUIRE(points.size() == 1);
  CHECK(victim.kill_at("renameat2", points.front()));
  expect_old_or_new(victim);
}

TEST_CASE("an autostashing update killed at a rename leaves the changes where they were") {
  kill_autostash_at("rename", "rename(");
}

TEST_CASE("an autostashing update killed while it removes a file leaves the changes where they were") {
  kill_autostash_at("unlink", "unlink(");
}

TEST_CASE("an autostashing update killed while it creates a file leaves the changes where they were") {
  kill_autostash_at("openat", "O_CREAT");
}

TEST_CASE("a restore of autostashed changes that is killed is finished by the next command") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim({"update", "--no-fetch", "--autostash"}, make_dirty);
  const std::vector<std::size_t> points = some_of(victim.calls("rename", "rename("));
  REQUIRE(points.size() > 2);
  int killed_again = 0;
  for (const std::size_t point : {points[points.size() / 2], points.back()}) {
    for (const char* again : {"1", "3", "5"}) {
      CAPTURE(point, again);
      CHECK(victim.kill_at("rename", point));
      if (victim.kill_status_at("rename", again)) ++killed_again;
      expect_old_or_new(victim);
    }
  }
  CHECK(killed_again > 0);
}
