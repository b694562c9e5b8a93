#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/world.hpp>

using namespace mlxpatch::diff;
using namespace mlxpatch::git;
using namespace mlxpatch::tests;

namespace {

std::string diff_of(const GitRepo& repository, const std::string& commit) {
  return repository.git({"diff-tree", "-p", "--no-renames", "--full-index", "--binary", commit + "~1", commit}) + "\n";
}

/// Git's patch-id of a diff; "" if it gives none.
std::string id_by_git(const GitRepo& repository, const std::string& diff) {
  const std::string line = repository.git({"patch-id", "--stable"}, diff);
  return line.substr(0, line.find(' '));
}

}  // namespace

TEST_CASE("a patch-id is the one that git patch-id --stable gives") {
  const World world;
  const GitRepo repository = GitRepo::init(world / "repo");
  std::size_t compared = 0;
  for (const GeneratedHistory& history : HistoryGenerator(HistoryProfile::wild()).generate(repository, 1, 25)) {
    for (const std::string& patch : history.patches) {
      const std::string diff = diff_of(repository, patch);
      const std::string expected = id_by_git(repository, diff);
      INFO("seed " << history.seed << "\n" << diff);
      CHECK(patch_id(diff) == Oid::from_hex(expected).value_or(Oid{}));
      compared += expected.empty() ? 0 : 1;
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("a patch-id ignores line numbers and white space, and nothing else") {
  const std::string diff =
      "diff --git a/f b/f\nindex 1111111..2222222 100644\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@ section\n "
      "same\n-old\n+new\n";
  const std::string moved =
      "diff --git a/f b/f\nindex 3333333..4444444 100644\n--- a/f\n+++ b/f\n@@ -71,2 +81,2 @@\n  same\n-old\n+n ew\n";
  const std::string other =
      "diff --git a/f b/f\nindex 1111111..2222222 100644\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n same\n-old\n+newer\n";
  CHECK(patch_id(diff) == patch_id(moved));
  CHECK(patch_id(diff) != patch_id(other));
}

TEST_CASE("the patch-id of nothing is zero") { CHECK(patch_id("").is_zero()); }
