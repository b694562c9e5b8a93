#include <cstddef>
#include <filesystem>
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
namespace fs = std::filesystem;

namespace {

/// A fork whose update was killed with the lock of this ref in its hands.
class KilledUpdate {
 public:
  explicit KilledUpdate(const std::string& name) : lock(fork.checkout_path() / ".git" / (name + ".lock")) {
    fork.set_up();
    fork.advance_cleanly();
    fork.checkout().git({"fetch", "--quiet", "upstream"});
    fs::copy(fork.project.path(), fork.world / "kept", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    expect_exit(strace("trace=rename"), 0);
    std::istringstream lines(read_bytes(fork.world / "log"));
    std::size_t number = 0;
    std::size_t found = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.find("rename(") == std::string::npos) continue;
      ++number;
      if (line.find(name + ".lock\",") != std::string::npos) found = number;
    }
    REQUIRE(found > 0);
    fs::remove_all(fork.project.path());
    fs::rename(fork.world / "kept", fork.project.path());
    CHECK(strace("inject=rename:signal=KILL:when=" + std::to_string(found)).exit == 128 + 9);
    REQUIRE(fs::exists(lock));
  }

  ForkProject fork;
  fs::path lock;

 private:
  CommandResult strace(const std::string& expression) const {
    return run_under_strace(fork.world / "log", {"-e", expression},
                            {mlxpatch_binary().string(), "update", "--no-fetch"}, fork.project.path());
  }
};

}  // namespace

TEST_CASE("the next run removes the lock of a ref that a killed run left") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed("refs/heads/local-patches");
  expect_exit(killed.fork.run({"status"}), 0);
  CHECK_FALSE(fs::exists(killed.lock));
  CHECK(killed.fork.checkout().try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a lock whose content is not the killed run's is named, and never removed") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed("refs/heads/local-patches");
  for (const std::string& content : {std::string(), killed.fork.base + "\n"}) {
    write_bytes(killed.lock, content);
    const CommandResult result = killed.fork.run({"status"});
    INFO(result.err);
    CHECK(result.exit == 1);
    CHECK_THAT(result.err, ContainsSubstring("refs/heads/local-patches is locked by another program"));
    CHECK_THAT(result.err, ContainsSubstring(killed.lock.string()));
    CHECK(read_bytes(killed.lock) == content);
  }
  fs::remove(killed.lock);
  expect_exit(killed.fork.run({"status"}), 0);
}
