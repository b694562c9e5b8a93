#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A fork whose patches are written as plain diffs, so that the lock has their authors and messages.
class DiffFormat : public ForkProject {
 public:
  DiffFormat() {
    write_config("\n[patches]\nformat = \"diff\"\n");
    set_up();
    done({"regen", "--full"});
    REQUIRE_THAT(project.read("patches/serve-more.patch"), !ContainsSubstring("Paula"));
  }

  void rename(const std::string& from, const std::string& to) const {
    fs::rename(project / ("patches/" + from), project / ("patches/" + to));
    project.write("patches/series", replaced(project.read("patches/series"), from, to));
  }

  /// Requires that all commands that compare branch and files end with this exit code, or say the same.
  void expect_agreement(int exit) const {
    expect_exit(run({"regen", "--check"}), exit);
    expect_exit(run({"check", "--no-fetch"}), exit);
    const std::string differs = "The branch and the patch files differ";
    CHECK((done({"status"}).out.find(differs) != std::string::npos) == (exit != 0));
  }

  std::vector<std::string> authors_and_subjects() const {
    return checkout().log("upstream/main..local-patches", "%an, %ad, %s");
  }
};

}  // namespace

TEST_CASE("a plain diff that was renamed by hand keeps author, date and message") {
  const DiffFormat fork;
  const std::vector<std::string> before = fork.authors_and_subjects();
  fork.rename("serve-more.patch", "more.patch");
  fork.expect_agreement(4);
  const std::string how = GENERATE("setup", "setup --fresh", "clone", "old lock", "update");
  CAPTURE(how);
  if (how == "setup --fresh") {
    fork.done({"setup", "--fresh"});
  } else if (how == "clone") {
    fs::remove_all(fork.checkout_path());
    fork.done({"setup"});
  } else if (how == "old lock") {
    // As a version wrote it that did not note the changes.
    fork.project.write("mlxpatch.lock", replaced(fork.project.read("mlxpatch.lock"), "change = .*\n", ""));
    fs::remove_all(fork.checkout_path());
    fork.done({"setup"});
  } else if (how == "update") {
    fork.advance_cleanly();
    fork.done({"update"});
  } else {
    fork.done({"setup"});
  }
  CHECK(fork.authors_and_subjects() == before);
  CHECK_THAT(fork.project.read("mlxpatch.lock"),
             ContainsSubstring("file = \"more.patch\"\nauthor = \"Paula Patch") && !ContainsSubstring("serve-more"));
  fork.expect_agreement(0);
}

TEST_CASE("a new plain diff in the place of a removed one does not get its author") {
  const DiffFormat fork;
  fork.rename("serve-more.patch", "other.patch");
  fork.project.write("patches/other.patch",
                     replaced(fork.project.read("patches/other.patch"), "SIZE = 100", "SIZE = 5"));
  fork.done({"setup", "--fresh"});
  CHECK(fork.checkout().git({"log", "-1", "--format=%an", "local-patches~2"}) == "Ada Author");
}

TEST_CASE("what check, status and regen --check say of branch and files is the same") {
  const DiffFormat fork;
  fork.expect_agreement(0);
  const std::string what = GENERATE("reworded", "another author", "lock missing", "series missing", "lock edited");
  CAPTURE(what);
  if (what == "reworded") fork.checkout().git({"commit", "--quiet", "--amend", "-m", "Say it better"});
  if (what == "another author") fork.checkout().git({"commit", "--quiet", "--amend", "--no-edit", "--author=B <b@x>"});
  if (what == "lock missing") fs::remove(fork.project / "mlxpatch.lock");
  if (what == "series missing") fs::remove(fork.project / "patches/series");
  if (what == "lock edited") {
    fork.project.write("mlxpatch.lock", replaced(fork.project.read("mlxpatch.lock"), "Serve more", "Serve many"));
  }
  fork.expect_agreement(4);
  if (what == "series missing") {
    CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("mlxpatch regen"));
  }
  fork.done({"regen"});
  fork.expect_agreement(0);
}
