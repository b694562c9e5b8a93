#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/fetch_leftovers.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "remote_upstream.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

struct Clone {
  Upstream upstream;
  Repository repository =
      clone("file://" + upstream.repo.path().string(), upstream.world / "clone", "upstream", with(Transport::libgit2));
  GitRepo repo{upstream.world / "clone"};
  fs::path packs = repo / ".git/objects/pack";
};

constexpr const char* k_tracking = "refs/remotes/upstream/trunk";

}  // namespace

TEST_CASE("a fetch leaves nothing but tracking branches, tags and objects") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.upstream.repo.commit_file("a", "3\n", "three");
  f.upstream.repo.git({"tag", "v2"});
  // Git would also move what the remote's own configuration says.
  f.repo.git({"config", "remote.upstream.fetch", "+refs/heads/trunk:refs/heads/mine"});
  fetch(f.repository, "upstream", with(transport));
  CHECK(f.repo.git({"for-each-ref", "--format=%(refname)"}) ==
        "refs/remotes/upstream/HEAD\nrefs/remotes/upstream/topic/x\nrefs/remotes/upstream/trunk\nrefs/tags/v1\n"
        "refs/tags/v2");
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
  CHECK_FALSE(fs::exists(f.repo / ".git/mlxpatch"));
  CHECK_FALSE(fs::exists(f.repo / ".git/refs/mlxpatch/incoming"));
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a tracking branch that another program moves during a fetch stays as that program has put it") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.upstream.repo.commit_file("a", "3\n", "three");
  f.upstream.repo.git({"branch", "-D", "topic/x"});
  f.upstream.repo.create_branch("other");
  TransferOptions options = with(transport);
  bool is_moved = false;
  options.on_progress = [&](const TransferProgress&) {
    if (is_moved) return;
    f.repo.git({"update-ref", k_tracking, f.upstream.first.hex()});
    f.repo.git({"update-ref", "refs/remotes/upstream/topic/x", f.upstream.second.hex()});
    is_moved = true;
  };
  fetch(f.repository, "upstream", options);
  REQUIRE(is_moved);
  CHECK(ref_target(f.repository, k_tracking) == f.upstream.first);
  CHECK(ref_target(f.repository, "refs/remotes/upstream/topic/x") == f.upstream.second);
  CHECK(ref_target(f.repository, "refs/remotes/upstream/other")->hex() == f.upstream.repo.rev_parse());
}

TEST_CASE("a remote's branch named HEAD does not move what refs/remotes/REMOTE/HEAD leads to") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.upstream.repo.git({"update-ref", "refs/heads/HEAD", f.upstream.first.hex()});
  fetch(f.repository, "upstream", with(transport));
  CHECK(ref_target(f.repository, k_tracking) == f.upstream.second);
  CHECK(f.repo.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == k_tracking);
}

TEST_CASE("a fetch with nothing new writes nothing where refs are") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.repo.git({"pack-refs", "--all"});
  f.upstream.repo.git({"tag", "-a", "-m", "noted", "v2"});
  fetch(f.repository, "upstream", with(transport));
  write_bytes(f.repo / ".git/mlxpatch/other", "our state");
  // What is made or removed in a directory changes its time, locks too.
  std::vector<fs::path> watched{f.repo / ".git", f.repo / ".git/packed-refs"};
  for (const auto& entry : fs::recursive_directory_iterator(f.repo / ".git/refs")) watched.push_back(entry.path());
  const auto before = fs::last_write_time(f.repo / ".git/HEAD") - std::chrono::hours(1);
  for (const fs::path& path : watched) fs::last_write_time(path, before);
  fetch(f.repository, "upstream", with(transport));
  for (const fs::path& path : watched) {
    CAPTURE(path);
    CHECK((fs::last_write_time(path) == before));  // libc++ can print no file time
  }
}

TEST_CASE("a fetch that makes a full clone shallow, whole again, and partial does so in the repository itself") {
  Clone f;
  f.upstream.repo.git({"config", "uploadpack.allowFilter", "true"});
  f.upstream.repo.commit_file("a", "3\n", "three");
  TransferOptions options = with(Transport::git);
  options.depth = 1;
  fetch(f.repository, "upstream", options);
  CHECK(f.repo.git({"rev-list", "--count", k_tracking}) == "1");
  options.depth = 100;
  fetch(f.repository, "upstream", options);
  CHECK(f.repo.git({"rev-list", "--count", k_tracking}) == "3");
  CHECK(f.repo.git({"rev-parse", "--is-shallow-repository"}) == "false");
  options.depth = 0;
  options.filter = "blob:none";
  f.upstream.repo.commit_file("a", "4\n", "four");
  fetch(f.repository, "upstream", options);
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
  CHECK(f.repo.git({"config", "remote.upstream.promisor"}) == "true");
  CHECK(f.repo.git({"config", "remote.upstream.partialclonefilter"}) == "blob:none");
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a fetch by git goes by all of the repository's configuration, in a linked worktree too") {
  Clone f;
  const bool is_linked = GENERATE(false, true);
  f.upstream.repo.commit_file("a", "3\n", "three");
  f.repo.git({"config", "extensions.worktreeConfig", "true"});
  f.repo.git({"worktree", "add", "-q", "--detach", "../linked \"tree\"", k_tracking});
  const GitRepo at(is_linked ? f.upstream.world / "linked \"tree\"" : f.repo.path());
  f.repo.git({"config", "remote.upstream.url", "server:upstream"});
  f.repo.git({"config", "include.path", "../.gitconfig"});
  const std::string key = "url.file://" + f.upstream.repo.path().parent_path().string() + "/.insteadOf";
  const bool is_included = GENERATE(false, true);
  if (is_included) {
    f.repo.git({"config", "-f", ".gitconfig", key, "server:"});
  } else {
    at.git({"config", "--worktree", key, "server:"});
  }
  fetch(Repository::open(at.path()), "upstream", with(Transport::git));
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
}

TEST_CASE("what a killed fetch left is removed, and nothing that may be another program's") {
  Clone f;
  const std::string value = f.upstream.first.hex();
  write_bytes(f.packs / "tmp_pack_x", "another program's");
  write_bytes(f.repo / ".git/mlxpatch/fetch", "upstream\n");
  write_bytes(f.packs / "tmp_mlxpatch_ours", "half");
  const std::ofstream open(f.repo / ".git/shallow.lock");
  f.repo.git({"update-ref", "refs/mlxpatch/incoming/upstream/heads/trunk", value});
  write_bytes(f.repo / ".git/refs/mlxpatch/incoming/upstream/heads/cut.lock", "");
  const fs::path own = f.repo / ".git/mlxpatch/fetch-repository";
  write_bytes(own / "refs/remotes/upstream/cut.lock", "");
  write_bytes(own / "objects/pack/tmp_pack_ours", "half");
  write_bytes(own / "objects/pack/pack-moved.idx", "index");
  write_bytes(f.packs / "pack-moved.pack", "half moved");
  write_bytes(own / "objects/pack/pack-known.idx", "index");
  write_bytes(f.packs / "pack-known.idx", "index");
  write_bytes(f.packs / "pack-known.pack", "whole");
  const fs::path refs = f.repo / ".git/refs/remotes/upstream";
  write_bytes(refs / "trunk.lock", value + "\n");
  write_bytes(refs / "gone.lock", std::string(40, '0') + "\n");
  write_bytes(refs / "empty.lock", "");
  write_bytes(refs / "other.lock", f.upstream.second.hex() + "\n");
  write_bytes(f.repo / ".git/packed-refs.lock", std::string(40, '0') + " refs/remotes/upstream/gone\n");
  remove_fetch_leftovers(f.repository);
  CHECK_FALSE(fs::exists(f.packs / "tmp_mlxpatch_ours"));
  CHECK_FALSE(fs::exists(f.packs / "pack-moved.pack"));
  CHECK(fs::exists(f.packs / "pack-known.pack"));
  CHECK(fs::exists(f.packs / "tmp_pack_x"));
  CHECK_FALSE(fs::exists(f.repo / ".git/refs/mlxpatch/incoming"));
  CHECK_FALSE(fs::exists(own));
  CHECK(fs::exists(f.repo / ".git/objects/pack"));
  CHECK_FALSE(fs::exists(refs / "trunk.lock"));
  CHECK_FALSE(fs::exists(refs / "gone.lock"));
  CHECK_FALSE(fs::exists(f.repo / ".git/packed-refs.lock"));
  CHECK(read_bytes(refs / "empty.lock").empty());
  CHECK(read_bytes(refs / "other.lock") == f.upstream.second.hex() + "\n");
  // What is still open is looked at again.
  CHECK(fs::exists(f.repo / ".git/shallow.lock"));
  CHECK(fs::exists(f.repo / ".git/mlxpatch/fetch"));
}

TEST_CASE("the lock of a shallow clone's list goes with a killed fetch only if it appeared while that ran") {
  Clone f;
  const bool was_there = GENERATE(true, false);
  write_bytes(f.repo / ".git/shallow.lock", "");
  write_bytes(f.repo / ".git/mlxpatch/fetch", was_there ? "upstream\nshallow.lock\n" : "upstream\n");
  remove_fetch_leftovers(f.repository);
  CHECK(fs::exists(f.repo / ".git/shallow.lock") == was_there);
  CHECK_FALSE(fs::exists(f.repo / ".git/mlxpatch/fetch"));
}

TEST_CASE("a git gc beside a fetch takes nothing of what has arrived") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.upstream.repo.commit_file("a", "3\n", "three");
  TransferOptions options = with(transport);
  int times = 0;
  options.on_progress = [&](const TransferProgress&) {
    f.repo.git({"gc", "--prune=now"});
    ++times;
  };
  fetch(f.repository, "upstream", options);
  CHECK(times > 0);
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
  for (const auto& entry : fs::directory_iterator(f.packs)) CHECK(entry.path().extension() != ".keep");
}

TEST_CASE("a fetch takes what another one has brought meanwhile") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.upstream.repo.commit_file("a", "3\n", "three");
  TransferOptions options = with(transport);
  bool is_fetched = false;
  options.on_progress = [&](const TransferProgress&) {
    if (!std::exchange(is_fetched, true)) f.repo.git({"-c", "fetch.unpackLimit=1", "fetch", "-q", "upstream"});
  };
  fetch(f.repository, "upstream", options);
  CHECK(is_fetched);
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a fetch into a repository that borrows objects borrows them, too") {
  Clone f;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  f.repo.git({"repack", "-a", "-d"});
  fs::create_directories(f.upstream.world / "store");
  fs::rename(f.packs, f.upstream.world / "store/pack");
  fs::create_directory(f.packs);
  write_bytes(f.repo / ".git/objects/info/alternates", "../../../store\n");
  f.upstream.repo.commit_file("a", "3\n", "three");
  fetch(Repository::open(f.repo.path()), "upstream", with(transport));
  CHECK(f.repo.rev_parse(k_tracking) == f.upstream.repo.rev_parse());
  CHECK(f.repo.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a spoiled note of a fetch leads to nothing outside our own names") {
  Clone f;
  const std::string note = GENERATE("", "\n", "../../..\n", "../../heads\n", "a..b\n", "upstream/../../../heads\n");
  f.repo.git({"update-ref", "refs/heads/mine", f.upstream.first.hex()});
  const std::string before = f.repo.git({"for-each-ref"});
  write_bytes(f.repo / ".git/mlxpatch/fetch", note);
  write_bytes(f.packs / "tmp_pack_x", "another program's");
  remove_fetch_leftovers(f.repository);
  CHECK(f.repo.git({"for-each-ref"}) == before);
  CHECK(fs::exists(f.packs / "tmp_pack_x"));
  CHECK_FALSE(fs::exists(f.repo / ".git/mlxpatch/fetch"));
}
