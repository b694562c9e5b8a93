#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/worktree/status.hpp>

#include <support/git_repo.hpp>
#include <support/random.hpp>

#include "cached_tree.hpp"
#include "worktree_fixture.hpp"

using namespace mlxpatch;
using mlxpatch::tests::GitRepo;
using mlxpatch::tests::Paths;
using mlxpatch::tests::Random;
using mlxpatch::worktree::WorktreeStatus;
namespace fs = std::filesystem;

namespace {

/// What git says. As we do, it takes a submodule with changes of its own for unchanged.
WorktreeStatus status_by_git(const GitRepo& repo) {
  const std::string text = repo.git(
      {"status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=dirty", "--no-renames"});
  WorktreeStatus status;
  for (const std::string_view line : split(text, '\0')) {
    if (line.size() < 4) continue;
    const std::string path(line.substr(3));
    const char in_index = line[0];
    const char in_worktree = line[1];
    const std::string_view both = line.substr(0, 2);
    if (both == "??") {
      status.untracked.push_back(path);
    } else if (in_index == 'U' || in_worktree == 'U' || both == "AA" || both == "DD") {
      status.unmerged.push_back(path);
    } else {
      if (in_index != ' ') status.staged.push_back(path);
      if (in_worktree != ' ') status.modified.push_back(path);
    }
  }
  for (auto* paths : {&status.staged, &status.modified, &status.unmerged, &status.untracked}) std::ranges::sort(*paths);
  return status;
}

void check_same(const GitRepo& repo) {
  const WorktreeStatus ours = worktree::worktree_status(git::Repository::open(repo.path()));
  const WorktreeStatus gits = status_by_git(repo);
  CHECK(ours.staged == gits.staged);
  CHECK(ours.modified == gits.modified);
  CHECK(ours.unmerged == gits.unmerged);
  CHECK(ours.untracked == gits.untracked);
}

const Paths k_paths = {"a", "a.c", "b/a", "b/c/d", "b/c/e", "b.d", "c/x", "c-d", "d"};
const Paths k_new_paths = {"new", "b/new", "e/f/new", "b/c/new/deep", "ignored", "b/ignored", "only/ignored", "a-b"};

/// If there is anything.
void remove_what_is_at(const GitRepo& repo, const std::string& path) {
  std::error_code ignored;
  fs::remove_all(repo / path, ignored);
}

/// Does one thing to the worktree or the index, as a person could.
void change(Random& random, const GitRepo& repo) {
  const std::string path = random.one_of(k_paths);
  const std::string other = random.one_of(k_new_paths);
  const bool is_file = fs::is_regular_file(fs::symlink_status(repo / path));
  switch (random.below(13)) {
    case 0:
    case 1:
      if (is_file) std::ofstream(repo / path, std::ios::app) << "more\n";
      break;
    case 2:
      remove_what_is_at(repo, path);
      break;
    case 3:
      remove_what_is_at(repo, path.substr(0, path.find('/')));
      break;
    case 4:
      if (is_file) fs::permissions(repo / path, fs::perms::owner_exec, fs::perm_options::add);
      break;
    case 5:
      remove_what_is_at(repo, path);
      if (std::error_code ignored; !fs::create_directories((repo / path).parent_path(), ignored) && ignored) break;
      if (fs::is_directory((repo / path).parent_path())) fs::create_symlink("target", repo / path);
      break;
    case 6:
      remove_what_is_at(repo, path);
      repo.try_git({"checkout", "-q", "--", path});
      break;
    case 7:
    case 8:
      if (!fs::exists(repo / fs::path(other).parent_path()) || fs::is_directory(repo / fs::path(other).parent_path())) {
        repo.write(other, "new\n");
      }
      break;
    case 9:
      repo.try_git({"add", "-A", "--", random.chance(50) ? path : other});
      break;
    case 10:
      repo.try_git({"add", "-N", "--", other});
      break;
    case 11:
      repo.try_git({"rm", "-q", "--cached", "--ignore-unmatch", "--", path});
      break;
    default:
      remove_what_is_at(repo, "c");
      if (random.chance(50)) repo.write("c", "a file now\n");
  }
}

}  // namespace

TEST_CASE("whatever is done to a worktree, the status is git's") {
  Random random(7);
  std::size_t with_changes = 0;
  for (int round = 0; round < 40; ++round) {
    tests::WorktreeFixture f;
    f.repo.write(".gitignore", "ignored\n");
    for (const std::string& path : k_paths) f.repo.write(path, path + "\n");
    f.commit_all("all");
    if (random.chance(50)) f.repo.git({"read-tree", "HEAD"});
    for (int steps = 0; steps < 6; ++steps) {
      change(random, f.repo);
      INFO("round " << round << ", step " << steps);
      check_same(f.repo);
      if (!f.repo.status().empty()) ++with_changes;
    }
  }
  CHECK(with_changes > 100);
}

TEST_CASE("the status of a conflict, of a nested repository and of a directory of links is git's") {
  tests::WorktreeFixture f;
  f.repo.write("a", "1\n");
  f.repo.write("b/c", "1\n");
  f.commit_all("base");
  f.repo.git({"checkout", "-q", "-b", "other"});
  f.repo.write("a", "2\n");
  f.commit_all("other");
  f.repo.git({"checkout", "-q", "-"});
  f.repo.write("a", "3\n");
  f.commit_all("ours");
  SECTION("conflict") { CHECK(f.repo.try_git({"merge", "-q", "other"}).exit != 0); }
  SECTION("nested repository") { GitRepo::init(f.repo / "nested"); }
  SECTION("submodule") {
    const GitRepo inner = GitRepo::init(f.repo / "inner");
    inner.write("x", "1\n");
    inner.git({"add", "x"});
    inner.git({"commit", "-q", "-m", "inner"});
    f.repo.git({"add", "inner"});
    f.repo.git({"commit", "-q", "-m", "submodule"});
    if (GENERATE(true, false)) inner.git({"commit", "-q", "--allow-empty", "-m", "more"});
    inner.write("y", "1\n");
  }
  SECTION("empty directory") { fs::create_directories(f.repo / "b/empty/deep"); }
  SECTION("a directory that a link took the place of") {
    fs::rename(f.repo / "b", f.repo / "real");
    fs::create_directory_symlink("real", f.repo / "b");
  }
  SECTION("many new files") {
    for (int i = 0; i < 1100; ++i) f.repo.write("file" + std::to_string(i), "x\n");
  }
  SECTION("no index") { fs::remove(f.repo / ".git/index"); }
  SECTION("written at once") {
    f.repo.write("a", "4\n");
    f.repo.git({"update-index", "a"});
    f.repo.write("a", "5\n");
  }
  SECTION("names that share their beginnings in the index") {
    f.repo.git({"update-index", "--index-version", "4"});
    f.repo.write("b/c", "2\n");
  }
  check_same(f.repo);
}

TEST_CASE("the tree that an index says it has is HEAD's after a commit, and none after a change") {
  tests::WorktreeFixture f;
  f.repo.write("a", "1\n");
  f.repo.write(std::string(200, 'n') + "/" + std::string(200, 'm') + "/" + std::string(200, 'o'), "1\n");
  const git::Oid tree = f.commit_all("all");
  const fs::path index = f.repo / ".git/index";
  CHECK(worktree::cached_tree(index) == tree);
  f.repo.git({"update-index", "--index-version", "4"});
  CHECK(worktree::cached_tree(index) == tree);
  f.repo.write("a", "2\n");
  f.repo.git({"add", "a"});
  CHECK_FALSE(worktree::cached_tree(index));
  f.repo.git({"commit", "-q", "-m", "x"});
  CHECK(worktree::cached_tree(index).hex() == f.repo.tree());
  SECTION("no file") {
    fs::remove(index);
    CHECK_FALSE(worktree::cached_tree(index));
  }
  SECTION("cut off") {
    for (const std::uintmax_t size : {100U, 40U, 12U, 3U, 0U}) {
      fs::resize_file(index, size);
      CHECK_FALSE(worktree::cached_tree(index));
    }
  }
}
