#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/doctor/doctor.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/command.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* k_remake = "mv app-repo app-repo-damaged && mlxpatch setup";

void damage(const ForkProject& fork, const std::string& what) {
  const std::filesystem::path git = fork.checkout_path() / ".git";
  if (what == "no objects") std::filesystem::remove_all(git / "objects");
  if (what == "empty HEAD") write_bytes(git / "HEAD", "");
  if (what == "broken index") write_bytes(git / "index", "no index");
  if (what == "branch at nothing") write_bytes(git / "refs/heads/local-patches", std::string(40, '1') + "\n");
  if (what == "broken configuration") write_bytes(git / "config", "[core\n");
}

}  // namespace

TEST_CASE("status and doctor say how to clone a damaged checkout again, and it works") {
  const std::string what =
      GENERATE("no objects", "empty HEAD", "broken index", "branch at nothing", "broken configuration");
  CAPTURE(what);
  ForkProject fork;
  fork.set_up();
  damage(fork, what);
  const CommandResult status = fork.run({"status"});
  expect_exit(status, 1);
  CHECK_THAT(status.err, ContainsSubstring(k_remake));
  const report::Doctor doctor = ops::doctor(fork.place(), fork.reporter);
  CHECK(doctor.outcome == report::Outcome::check_failed);
  CHECK(std::ranges::any_of(doctor.findings, [](const report::Doctor::Finding& finding) {
    return finding.cure == k_remake || finding.cure == "git -C app-repo fsck";
  }));
  std::filesystem::rename(fork.checkout_path(), fork.project / "app-repo-damaged");
  fork.done({"setup"});
  fork.done({"status"});
}

TEST_CASE("where git still sees a repository, it is asked first what is damaged") {
  ForkProject fork;
  fork.set_up();
  damage(fork, "broken index");
  CHECK_THAT(fork.run({"status"}).err, ContainsSubstring("git -C app-repo fsck"));
  damage(fork, "empty HEAD");
  CHECK_THAT(fork.run({"status"}).err, !ContainsSubstring("fsck"));
}

TEST_CASE("a full disk here is not taken for a damaged upstream") {
  const ForkProject fork;
  fork.set_up();
  fork.write_config("\n[fetch]\nwith = \"git\"\n");
  fork.advance_cleanly();
  // A git that ends as it does on a full disk.
  const std::filesystem::path programs = fork.world / "programs";
  std::filesystem::create_directories(programs);
  const std::string real(trim(run_command({"sh", "-c", "command -v git"}).out));
  write_bytes(programs / "git", fmt::format("#!/bin/sh\ncase \" $* \" in *\" fetch \"*)\n"
                                            "echo 'fatal: write error: No space left on device' >&2\n"
                                            "echo 'fatal: fetch-pack: invalid index-pack output' >&2; exit 128;; esac\n"
                                            "exec '{}' \"$@\"\n",
                                            real));
  std::filesystem::permissions(programs / "git", std::filesystem::perms::owner_all);
  CommandOptions here;
  here.directory = fork.project.path();
  const CommandResult update = run_command(
      {"env", fmt::format("PATH={}:{}", programs.string(), std::getenv("PATH")), mlxpatch_binary().string(), "update"},
      here);
  expect_exit(update, 1);
  CHECK_THAT(update.err, ContainsSubstring("the disk is full") && ContainsSubstring("free some disk space"));
  CHECK_THAT(update.err, !ContainsSubstring("damaged"));
}
