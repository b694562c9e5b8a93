#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"

// A fetch that is killed: by kill -9 of the program, or of the git that works for it.

using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_most_kill_points = 4;  ///< of one kind of system call, spread evenly

struct Victim {
  explicit Victim(const std::string& transport) {
    fork.set_up();
    fork.write_config("[fetch]\nwith = \"" + transport + "\"\n");
    fork.upstream.create_branch("topic/x");
    fork.upstream.git({"tag", "-f", "nightly"});
    fork.done({"check"});
    fork.upstream.git({"branch", "-D", "topic/x"});
    fork.upstream.create_branch("topic");
    fork.advance_cleanly();
    fork.upstream.git({"tag", "-f", "nightly"});
    fork.upstream.git({"tag", "-a", "-m", "noted", "new"});
    fs::copy(fork.project.path(), kept, k_all);
  }

  void restore() const {
    fs::remove_all(fork.project.path());
    fs::copy(kept, fork.project.path(), k_all);
  }

  CommandResult strace(const std::string& expression) const {
    return run_under_strace(fork.world / "log", {"-e", expression}, {mlxpatch_binary().string(), "update"},
                            fork.project.path());
  }

  std::size_t count(const std::string& call) const {
    restore();
    expect_exit(strace("trace=" + call), 0);
    std::istringstream lines(read_bytes(fork.world / "log"));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) number += line.find(call + "(") == std::string::npos ? 0 : 1;
    return number;
  }

  /// All that could be in somebody's way.
  std::vector<std::string> leftovers() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(fork.checkout_path() / ".git")) {
      const std::string name = entry.path().filename().string();
      const bool is_left = name.ends_with(".lock") || name.ends_with(".tmp") || name.starts_with("tmp_") ||
                           name.starts_with("pack_git2_") || name == "incoming" || name == "fetch-repository";
      if (is_left) found.push_back(entry.path().string());
    }
    return found;
  }

  void check_next_runs() const {
    expect_exit(fork.run({"status"}), 0);
    expect_exit(fork.run({"update"}), 0);
    CHECK(leftovers() == std::vector<std::string>{});
    const GitRepo checkout = fork.checkout();
    for (const char* name : {"main", "topic"}) {
      CHECK(checkout.rev_parse("refs/remotes/upstream/" + std::string(name)) == fork.upstream.rev_parse(name));
    }
    for (const char* name : {"nightly", "new"}) CHECK(checkout.rev_parse(name) == fork.upstream.rev_parse(name));
    CHECK(checkout.try_git({"rev-parse", "-q", "--verify", "refs/remotes/upstream/topic/x"}).exit != 0);
    CHECK(checkout.try_git({"fsck", "--strict"}).exit == 0);
  }

  static constexpr fs::copy_options k_all = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
  ForkProject fork;
  fs::path kept = fork.world / "kept";
};

void kill_fetch(const std::string& transport) {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim(transport);
  for (const std::string call : {"rename", "link", "unlink", "fsync"}) {
    const std::size_t total = victim.count(call);
    REQUIRE(total > 2);
    for (std::size_t i = 0; i < k_most_kill_points; ++i) {
      const std::size_t point = 1 + i * (total - 1) / (k_most_kill_points - 1);
      CAPTURE(call, point, total);
      victim.restore();
      victim.strace("inject=" + call + ":signal=KILL:when=" + std::to_string(point));
      victim.check_next_runs();
    }
  }
}

}  // namespace

TEST_CASE("a fetch by git that is killed at any of its writes leaves nothing in the way of the next one") {
  kill_fetch("git");
}

TEST_CASE("a fetch by libgit2 that is killed at any of its writes leaves nothing in the way of the next one") {
  kill_fetch("libgit2");
}
