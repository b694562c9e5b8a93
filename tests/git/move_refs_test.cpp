#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <future>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using mlxpatch::Error;
namespace fs = std::filesystem;

namespace {

Oid id(const std::string& hex) { return *Oid::from_hex(hex); }

/// The same repository twice: in one git moves refs, in the other we do.
struct Twins {
  World world;
  GitRepo by_git = GitRepo::init(world / "by-git");
  std::string first = by_git.commit_file("a", "1\n", "one");
  std::string second = by_git.commit_file("a", "2\n", "two");
  GitRepo by_us = [this] {
    by_git.git({"tag", "-a", "-m", "noted", "annotated"});
    by_git.git({"branch", "side"});
    fs::copy(by_git.path(), world / "by-us", fs::copy_options::recursive);
    return GitRepo(world / "by-us");
  }();

  void check_same() const {
    for (const char* what : {"logs/HEAD", "logs/refs/heads/main", "logs/refs/heads/side", "logs/refs/heads/new",
                             "logs/refs/heads/dir/new", "logs/refs/tags/new", "HEAD", "packed-refs"}) {
      INFO(what);
      CHECK(fs::exists(by_git / ".git" / what) == fs::exists(by_us / ".git" / what));
      if (fs::exists(by_git / ".git" / what) && fs::exists(by_us / ".git" / what)) {
        CHECK(read_bytes(by_git / ".git" / what) == read_bytes(by_us / ".git" / what));
      }
    }
    CHECK(by_git.git({"for-each-ref"}) == by_us.git({"for-each-ref"}));
    CHECK(by_us.try_git({"fsck", "--strict"}).exit == 0);
    for (const auto& entry : fs::recursive_directory_iterator(by_us / ".git")) {
      const std::string name = entry.path().filename().string();
      CHECK_FALSE((name.ends_with(".lock") || name.ends_with(".tmp")));
    }
  }
};

}  // namespace

TEST_CASE("refs move, and are logged, as by git update-ref") {
  Twins twins;
  const std::string logging = GENERATE("", "true", "false", "always");
  const bool is_packed = GENERATE(false, true);
  for (const GitRepo* repo : {&twins.by_git, &twins.by_us}) {
    if (!logging.empty()) repo->git({"config", "core.logAllRefUpdates", logging});
    if (is_packed) repo->git({"pack-refs", "--all"});
    // A removed branch may leave its directories.
    fs::create_directories(*repo / ".git/refs/heads/new/gone");
  }
  const Repository repository = Repository::open(twins.by_us.path());
  struct Move {
    const char* name;
    std::string before;
    std::string after;
    const char* message;
  };
  const std::string none(40, '0');
  const Move moves[] = {{"refs/heads/main", twins.second, twins.first, "take back\n\n a \t line  "},
                        {"refs/heads/new", none, twins.first, "made"},
                        {"refs/heads/dir/new", none, twins.second, "made"},
                        {"refs/tags/new", none, twins.first, "a tag"},
                        {"refs/heads/side", twins.second, none, "away"},
                        {"refs/heads/dir/new", twins.second, none, "away"},
                        {"refs/tags/annotated", twins.by_git.rev_parse("annotated"), none, "away"},
                        {"refs/heads/main", twins.first, twins.second, "ahead"}};
  for (const Move& move : moves) {
    twins.by_git.git({"update-ref", "-m", move.message, move.name, move.after, move.before});
    update_ref(repository, move.name, id(move.before), id(move.after), move.message);
  }
  twins.check_same();
}

TEST_CASE("HEAD moves, and is logged, as by git checkout") {
  Twins twins;
  const Repository repository = Repository::open(twins.by_us.path());
  twins.by_git.git({"update-ref", "--no-deref", "-m", "checkout: moving", "HEAD", twins.first});
  detach_head(repository, id(twins.first), "checkout: moving");
  twins.by_git.git({"update-ref", "-m", "beside", "refs/heads/main", twins.first});
  update_ref(repository, "refs/heads/main", id(twins.second), id(twins.first), "beside");
  twins.by_git.git({"symbolic-ref", "-m", "checkout: back", "HEAD", "refs/heads/side"});
  set_head_to_branch(repository, "refs/heads/side", "checkout: back");
  twins.by_git.git({"symbolic-ref", "-m", "unborn", "HEAD", "refs/heads/unborn"});
  set_head_to_branch(repository, "refs/heads/unborn", "unborn");
  twins.by_git.git({"symbolic-ref", "-m", "from nothing", "HEAD", "refs/heads/main"});
  set_head_to_branch(repository, "refs/heads/main", "from nothing");
  twins.check_same();
}

TEST_CASE("a linked worktree's HEAD moves alone, and its branch with all") {
  Twins twins;
  for (const GitRepo* repo : {&twins.by_git, &twins.by_us}) {
    repo->git({"worktree", "add", "-q", (repo->path().string() + "-linked"), "side"});
  }
  const GitRepo git_linked(twins.world / "by-git-linked");
  const Repository linked = Repository::open(twins.world / "by-us-linked");
  git_linked.git({"update-ref", "-m", "down", "refs/heads/side", twins.first});
  update_ref(linked, "refs/heads/side", id(twins.second), id(twins.first), "down");
  git_linked.git({"update-ref", "--no-deref", "-m", "off", "HEAD", twins.second});
  detach_head(linked, id(twins.second), "off");
  git_linked.git({"update-ref", "refs/bisect/bad", twins.first});
  update_ref(linked, "refs/bisect/bad", {}, id(twins.first), "");
  for (const char* what : {"HEAD", "logs/HEAD", "refs/bisect/bad"}) {
    INFO(what);
    CHECK(read_bytes(twins.by_git / ".git/worktrees/by-git-linked" / what) ==
          read_bytes(twins.by_us / ".git/worktrees/by-us-linked" / what));
  }
  twins.check_same();
}

TEST_CASE("a symbolic branch moves the one that it leads to, as in git") {
  Twins twins;
  for (const GitRepo* repo : {&twins.by_git, &twins.by_us}) {
    repo->git({"symbolic-ref", "refs/heads/alias", "refs/heads/main"});
  }
  const Repository repository = Repository::open(twins.by_us.path());
  twins.by_git.git({"update-ref", "-m", "down", "refs/heads/alias", twins.first});
  update_ref(repository, "refs/heads/alias", id(twins.second), id(twins.first), "down");
  CHECK(twins.by_us.git({"symbolic-ref", "refs/heads/alias"}) == "refs/heads/main");
  CHECK(ref_lock_file(repository, "refs/heads/alias") == ref_lock_file(repository, "refs/heads/main"));
  twins.check_same();
}

TEST_CASE("refs below a prefix are removed, loose and packed, and no others") {
  Twins twins;
  const Repository repository = Repository::open(twins.by_us.path());
  for (const char* name : {"refs/own/in/a", "refs/own/in/b/c", "refs/own/inside"}) {
    twins.by_us.git({"update-ref", name, "annotated"});
  }
  for (const GitRepo* repo : {&twins.by_git, &twins.by_us}) repo->git({"pack-refs", "--all"});
  twins.by_us.git({"update-ref", "refs/own/in/loose", "HEAD"});
  write_bytes(twins.by_us / ".git/refs/own/in/cut.lock", "");
  remove_refs_below(repository, "refs/own/in/");
  CHECK(twins.by_us.git({"for-each-ref", "--format=%(refname)", "refs/own"}) == "refs/own/inside");
  CHECK_FALSE(fs::exists(twins.by_us / ".git/refs/own/in"));
  twins.by_us.git({"update-ref", "-d", "refs/own/inside"});
  twins.check_same();
  remove_refs_below(repository, "refs/none/");
  CHECK_FALSE(fs::exists(twins.by_us / ".git/refs/none"));
}

TEST_CASE("a lock appears whole, and shows whose it is") {
  Twins twins;
  const fs::path file = twins.by_us / ".git/refs/heads/main";
  const fs::path lock = twins.by_us / ".git/refs/heads/main.lock";
  const std::string content = ref_file_content(id(twins.first));
  CHECK(content == twins.first + "\n");
  CHECK_FALSE(is_lock_with(lock, {content}));
  {
    const RefLock held(file, content, "refs/heads/main");
    CHECK(is_lock_with(lock, {"something else", content}));
    CHECK_FALSE(is_lock_with(lock, {"something else"}));
    CHECK(twins.by_us.try_git({"update-ref", "refs/heads/main", twins.first}).exit != 0);
  }
  CHECK_FALSE(fs::exists(lock));
  write_bytes(lock, "");
  CHECK_FALSE(is_lock_with(lock, {content}));
  const Repository repository = Repository::open(twins.by_us.path());
  try {
    update_ref(repository, "refs/heads/main", id(twins.second), id(twins.first), "");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.places() == std::vector<std::string>{lock.string()});
    CHECK_FALSE(error.hints().empty());
  }
  CHECK(read_bytes(lock).empty());
  fs::remove(lock);
  fs::create_symlink(file, lock);
  CHECK_FALSE(is_lock_with(lock, {twins.second + "\n"}));
}

TEST_CASE("a move that can't be logged is none") {
  Twins twins;
  fs::remove(twins.by_us / ".git/logs/refs/heads/main");
  write_bytes(twins.by_us / ".git/logs/refs/heads/main/in-the-way", "");
  const Repository repository = Repository::open(twins.by_us.path());
  CHECK_THROWS_AS(update_ref(repository, "refs/heads/main", id(twins.second), id(twins.first), ""), Error);
  CHECK(twins.by_us.rev_parse("main") == twins.second);
  CHECK_FALSE(fs::exists(twins.by_us / ".git/refs/heads/main.lock"));
}

TEST_CASE("git and we move one ref at the same time, and every move is from the value before") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  constexpr std::size_t k_moves = 60;
  std::string commits;
  std::vector<Oid> ids;
  ids.reserve(k_moves + 1);
  for (std::size_t i = 0; i <= k_moves; ++i) {
    const std::string tree = repo.tree(i == 0 ? repo.commit_file("a", "1\n", "one") : "HEAD");
    ids.push_back(id(repo.git({"commit-tree", "-m", std::to_string(i), tree})));
    commits += ids.back().hex() + "\n";
  }
  repo.write("commits", commits);
  repo.git({"update-ref", "refs/heads/counter", ids.front().hex()});
  repo.git({"pack-refs", "--all"});
  // Each looks where the ref is, and tries to move it on by one.
  const std::string script = "last=" + ids.back().hex() +
                             "; moved=0; while now=$(git rev-parse refs/heads/counter) && [ $now != $last ]; do "
                             "next=$(grep -A1 $now commits | tail -n1); "
                             "git update-ref -m git refs/heads/counter $next $now 2>/dev/null && moved=$((moved+1)); "
                             "git pack-refs --all 2>/dev/null; done; echo $moved";
  constexpr int k_others = 4;
  std::vector<std::future<CommandResult>> others;
  others.reserve(k_others);
  for (int i = 0; i < k_others; ++i) {
    others.push_back(std::async(std::launch::async, [&] {
      CommandOptions here;
      here.directory = repo.path();
      return run_command({"sh", "-c", script}, here);
    }));
  }
  std::size_t moved = 0;
  const Repository repository = Repository::open(repo.path());
  for (;;) {
    // By git, so that the others get their turn.
    const Oid now = id(repo.rev_parse("refs/heads/counter"));
    if (now == ids.back()) break;
    const auto at = std::find(ids.begin(), ids.end(), now);
    REQUIRE(at != ids.end());
    try {
      update_ref(repository, "refs/heads/counter", now, *(at + 1), "ours");
      ++moved;
    } catch (const Error& error) {
      INFO("somebody else was faster: " << error.what());
      CHECK_FALSE(error.hints().empty());
    }
  }
  CHECK(moved > 0);
  for (std::future<CommandResult>& other : others) moved += std::stoul(other.get().out);
  CHECK(moved == k_moves);
  std::istringstream log(read_bytes(repo / ".git/logs/refs/heads/counter"));
  std::string before(40, '0');
  for (std::string line; std::getline(log, line); before = line.substr(41, 40)) CHECK(line.starts_with(before));
  CHECK(before == ids.back().hex());
  CHECK(repo.try_git({"fsck", "--strict"}).exit == 0);
}
