#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// A set-up fork in whose checkout the plumbing may replay the queue on a newer upstream, one file by its content.
class Ready {
 public:
  Ready() {
    fork.set_up();
    tip = fork.advance_cleanly();
    checkout().git({"fetch", "--quiet", "upstream"});
    checkout().create_branch("moved", fork.base);
  }

  GitRepo checkout() const { return fork.checkout(); }
  fs::path git_directory() const { return checkout() / ".git"; }

  std::vector<std::string> replay(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"replay", "--onto", tip, fork.base + "..local-patches"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  /// The lines that strace writes of such calls of a replay.
  std::vector<std::string> calls(const std::string& trace, const std::vector<std::string>& more) const {
    const fs::path log = fork.world / "strace.log";
    std::vector<std::string> argv = replay(more);
    argv.insert(argv.begin(), mlxpatch_binary().string());
    expect_exit(run_under_strace(log, {"-y", "-e", "trace=" + trace}, argv, checkout().path()), 0);
    std::istringstream text(read_bytes(log));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  /// Kind, permissions, size and time of everything in the .git directory, by path.
  std::map<std::string, std::string> listing() const {
    std::map<std::string, std::string> entries;
    for (const auto& entry : fs::recursive_directory_iterator(git_directory())) {
      std::ostringstream words;
      words << static_cast<int>(entry.symlink_status().type()) << ' '
            << static_cast<unsigned>(entry.symlink_status().permissions()) << ' '
            << (entry.is_regular_file() ? entry.file_size() : 0) << ' '
            << static_cast<long long>(entry.last_write_time().time_since_epoch().count());
      entries.emplace(entry.path().lexically_relative(git_directory()).string(), words.str());
    }
    return entries;
  }

  /// The files below objects/, by their paths there.
  std::set<std::string> object_files() const {
    std::set<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(git_directory() / "objects")) {
      if (entry.is_regular_file()) files.insert(entry.path().lexically_relative(git_directory() / "objects").string());
    }
    return files;
  }

  ForkProject fork;
  std::string tip;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Not a call that only looks for a file.
bool changes_a_file(const std::string& call) {
  return !has(call, "openat(") || has(call, "O_CREAT") || has(call, "O_WRONLY") || has(call, "O_RDWR") ||
         has(call, "O_TRUNC");
}

}  // namespace

TEST_CASE("a replay writes its objects as one pack with its index, and none beside it") {
  const Ready ready;
  const std::set<std::string> before = ready.object_files();
  expect_exit(run_mlxpatch(ready.replay({"--branch", "moved"}), ready.checkout().path()), 0);
  std::vector<std::string> added;
  const std::set<std::string> after = ready.object_files();
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
  REQUIRE(added.size() == 2);
  CHECK(added[0].starts_with("pack/pack-"));
  CHECK(added[0].ends_with(".idx"));
  CHECK(added[1] == added[0].substr(0, added[0].size() - 3) + "pack");
  // It holds what is new, and nothing else.
  const auto ids = [](const std::string& text) {
    std::istringstream lines(text);
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);) {
      const std::string id = line.substr(0, line.find(' '));
      if (id.size() == 40) found.insert(id);
    }
    return found;
  };
  // `rev-list A --not B` leaves out only what it meets at the border.
  const std::string anchor = ready.checkout().git(
      {"for-each-ref", "--format=%(refname)", "--sort=-creatordate", "--count=1", "refs/mlxpatch/operations"});
  std::set<std::string> fresh = ids(ready.checkout().git({"rev-list", "--objects", "moved", anchor}));
  for (const std::string& id : ids(ready.checkout().git({"rev-list", "--objects", ready.tip, "local-patches"}))) {
    fresh.erase(id);
  }
  CHECK(fresh.size() >= 7);  // three commits, their trees, the operation's anchor
  CHECK(ids(ready.checkout().git({"verify-pack", "-v", ".git/objects/" + added[0]})) == fresh);
  CHECK(ready.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("a replay forces pack and index to the disk once each") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Ready ready;
  std::vector<std::string> synced;
  for (const std::string& call : ready.calls("fsync,fdatasync,sync_file_range,syncfs,sync", {"--branch", "moved"})) {
    if (has(call, "/objects")) synced.push_back(call);
    CHECK_FALSE(has(call, " sync("));
    CHECK_FALSE(has(call, " syncfs("));
  }
  CAPTURE(synced);
  REQUIRE(synced.size() == 2);
  CHECK_THAT(synced[0], ContainsSubstring("/objects/pack/"));
  CHECK_THAT(synced[1], ContainsSubstring("/objects/pack/"));
  CHECK(synced[0].substr(synced[0].find('<')) != synced[1].substr(synced[1].find('<')));
}

TEST_CASE("a dry run leaves no trace in the repository") {
  const Ready ready;
  const auto before = ready.listing();
  const CommandResult result = run_mlxpatch(ready.replay({"--dry-run"}), ready.checkout().path());
  expect_exit(result, 0);
  CHECK(before == ready.listing());
  // It did the work all the same: it prints the tree that a real run makes.
  expect_exit(run_mlxpatch(ready.replay({"--branch", "moved"}), ready.checkout().path()), 0);
  CHECK_THAT(result.out, ContainsSubstring(ready.checkout().tree("moved")));
}

TEST_CASE("a dry run creates no file in the repository, not even a temporary one") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Ready ready;
  const std::string calls =
      "openat,?open,?creat,?mkdir,mkdirat,?rename,?renameat,renameat2,?link,linkat,?symlink,symlinkat,"
      "?unlink,unlinkat,?rmdir";
  const std::string folder = ready.git_directory().string();
  const auto in_repository = [&](const std::string& call) { return has(call, folder) || has(call, "\".git/"); };
  std::vector<std::string> opened = ready.calls(calls, {"--dry-run"});
  CHECK(std::any_of(opened.begin(), opened.end(), in_repository));
  std::erase_if(opened, [&](const std::string& call) { return !in_repository(call) || !changes_a_file(call); });
  CAPTURE(opened);
  CHECK(opened.empty());
}
