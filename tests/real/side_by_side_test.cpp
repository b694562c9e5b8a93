#include <cstdlib>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/squeezed.hpp>
#include <support/world.hpp>

using namespace mlxpatch::tests;

namespace {

constexpr const char* k_commits = "300";

/// A clone of the upstream that MLXPATCH_TEST_UPSTREAM names; the test is skipped where there is none.
std::string upstream_or_skip() {
  const char* upstream = std::getenv("MLXPATCH_TEST_UPSTREAM");
  if (upstream == nullptr) SKIP("MLXPATCH_TEST_UPSTREAM names no clone of a real upstream");
  return upstream;
}

/// Tree, author, date and squeezed message of each commit of a range, newest first.
std::vector<std::string> told(const GitRepo& repository, const std::string& range) {
  std::vector<std::string> commits = repository.log(range, "%T %an <%ae> %ad%n%B");
  for (std::string& commit : commits) {
    const std::size_t line = commit.find('\n') + 1;
    commit = commit.substr(0, line) + squeezed(commit.substr(line));
  }
  return commits;
}

}  // namespace

TEST_CASE("the newest commits of a real upstream go through git's mails to our am, and through ours to git am") {
  const std::string upstream = upstream_or_skip();
  const World world;
  const GitRepo clone = GitRepo::clone(upstream, world / "clone", {"--no-hardlinks"});
  const std::string base = clone.rev_parse(std::string("HEAD~") + k_commits);
  const std::string range = base + ".." + clone.rev_parse();
  if (!clone.git({"rev-list", "--merges", range}).empty()) SKIP("the newest commits of this upstream have merges");
  const std::vector<std::string> before = told(clone, range);
  CHECK(std::to_string(before.size()) == k_commits);

  write_bytes(world / "git.mbox", clone.git({"format-patch", "--stdout", range}) + "\n");
  clone.git({"checkout", "--quiet", "-B", "ours", base});
  const CommandResult taken = run_mlxpatch({"am", "../git.mbox"}, clone.path());
  INFO(taken.err);
  REQUIRE(taken.exit == 0);
  CHECK(told(clone, base + "..ours") == before);

  const CommandResult written = run_mlxpatch({"format-patch", "-o", "../mails", range}, clone.path());
  REQUIRE(written.exit == 0);
  clone.git({"checkout", "--quiet", "-B", "gits", base});
  std::string mbox;
  for (std::size_t start = 0; start < written.out.size();) {
    const std::size_t end = written.out.find('\n', start);
    mbox += read_bytes(clone / written.out.substr(start, end - start));
    start = end + 1;
  }
  clone.git({"am", "--quiet", "--keep-non-patch", "--keep-cr"}, mbox);
  CHECK(told(clone, base + "..gits") == before);
}
