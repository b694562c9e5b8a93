#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "victim.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A fork whose update was killed with the lock of this ref in its hands.
class KilledUpdate : public Victim {
 public:
  explicit KilledUpdate(const std::string& name)
      : Victim({"update", "--no-fetch"}, make_ready), lock(fork.checkout_path() / ".git" / (name + ".lock")) {
    const std::vector<std::size_t> found = calls("rename", name + ".lock\",");
    REQUIRE_FALSE(found.empty());
    CHECK(kill_at("rename", found.back()));
    REQUIRE(fs::exists(lock));
  }

  fs::path lock;
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
