#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/messages.hpp>

#include "remote_upstream.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
using mlxpatch::Error;
using mlxpatch::ErrorKind;
namespace fs = std::filesystem;

TEST_CASE("addresses that could run or hide something are refused") {
  for (const char* good :
       {"https://github.com/a/b.git", "http://localhost:80/x", "ssh://git@host/x", "git://host/x", "file:///srv/x",
        "git@host:path/x.git", "host:path", "/srv/x", "../x", "./a:b", "HTTPS://x/y"}) {
    INFO(good);
    CHECK_NOTHROW(check_url(good));
  }
  for (const std::string& bad :
       {std::string(""), std::string("-x"), std::string("--upload-pack=evil"), std::string("ext::sh -c evil"),
        std::string("fd::3"), std::string("ftp://host/x"), std::string("ssh://-oProxyCommand=evil/x"),
        std::string("ssh://git@-oProxyCommand=evil/x"), std::string("-oProxyCommand=evil:x"),
        std::string("git@-oProxyCommand=evil:x"), std::string("https://host/\nx"), std::string("a\0b", 3),
        std::string("https://host/\x1b[2J"), std::string(":x"), std::string("javascript://x")}) {
    INFO(bad);
    try {
      check_url(bad);
      FAIL_CHECK("it was taken");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
    }
  }
}

TEST_CASE("both transports leave the same clone of a local path and a file address") {
  Upstream upstream;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2, Transport::automatic);
  const bool as_address = GENERATE(false, true);
  const std::string url = (as_address ? "file://" : "") + upstream.repo.path().string();
  const Repository repository = clone(url, upstream.world / "deep/clone", "upstream", with(transport));
  CHECK(fs::equivalent(repository.work_directory(), upstream.world / "deep/clone"));
  check_clone(upstream, upstream.world / "deep/clone");
  CHECK(remote_url(repository, "upstream") == url);
  CHECK(remote_names(repository) == std::vector<std::string>{"upstream"});
}

TEST_CASE("a fetch takes new, moved and removed branches and moved tags") {
  Upstream upstream;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const std::string url = "file://" + upstream.repo.path().string();
  const Repository repository = clone(url, upstream.world / "clone", "upstream", with(transport));
  upstream.repo.git({"branch", "-D", "topic/x"});
  upstream.repo.create_branch("topic");
  upstream.repo.git({"commit", "-q", "--amend", "-m", "rewritten"});
  upstream.repo.git({"tag", "-f", "v1"});
  upstream.repo.git({"tag", "-a", "-m", "noted", "v2"});
  const std::string rewritten = upstream.repo.rev_parse();
  GitRepo(upstream.world / "clone").git({"tag", "own", upstream.first.hex()});
  fetch(repository, "upstream", with(transport));
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk")->hex() == rewritten);
  CHECK(ref_target(repository, "refs/remotes/upstream/topic") == upstream.second);
  CHECK_FALSE(ref_target(repository, "refs/remotes/upstream/topic/x"));
  CHECK(ref_target(repository, "refs/tags/v1")->hex() == rewritten);
  CHECK(ref_target(repository, "refs/tags/v2")->hex() == upstream.repo.rev_parse("v2"));
  CHECK(ref_target(repository, "refs/tags/own") == upstream.first);
  CHECK(find_commit(repository, rewritten)->hex() == rewritten);
}

TEST_CASE("neither a clone nor a fetch runs a hook") {
  Upstream upstream;
  const fs::path log = upstream.world / "ran";
  const GitRepo hooks(upstream.world / "hooks");
  hooks.write_executable("reference-transaction", "#!/bin/sh\necho ran >>" + log.string() + "\n");
  const std::string url = "file://" + upstream.repo.path().string();
  const bool is_in_repository = GENERATE(false, true);
  if (!is_in_repository) {
    write_bytes(upstream.world.home() / ".gitconfig", read_bytes(upstream.world.home() / ".gitconfig") +
                                                          "[core]\n\thooksPath = " + hooks.path().string() + "\n");
  }
  const Repository repository = clone(url, upstream.world / "clone", "upstream", with(Transport::git));
  const GitRepo into(upstream.world / "clone");
  if (is_in_repository) fs::copy(hooks.path(), into / ".git/hooks", fs::copy_options::recursive);
  upstream.repo.git({"-c", "core.hooksPath=/dev/null", "branch", "more"});
  fs::remove(log);
  fetch(repository, "upstream", with(Transport::git));
  CHECK(ref_target(repository, "refs/remotes/upstream/more"));
  CHECK_FALSE(fs::exists(log));
  // The hook is one that git itself would run.
  into.git({"update-ref", "refs/heads/mine", "refs/remotes/upstream/more"});
  CHECK(fs::exists(log));
}

TEST_CASE("a fetch works in a bare repository, wherever git's environment variables point") {
  Upstream upstream;
  const GitRepo bare = GitRepo::init_bare(upstream.world / "bare.git");
  Repository repository = Repository::open(bare.path());
  set_remote(repository, "upstream", upstream.repo.path().string());
  upstream.world.set_environment("GIT_DIR", (upstream.world / "elsewhere").string());
  fetch(repository, "upstream", with(GENERATE(Transport::git, Transport::libgit2)));
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk") == upstream.second);
}

TEST_CASE("a clone removes what a killed clone left") {
  Upstream upstream;
  const fs::path directory = upstream.world / "clone";
  write_bytes(directory / k_clone_leftover / ".git/objects/pack/tmp_pack_x", "cut");
  CHECK_THROWS_AS(Repository::open(directory), Error);
  clone(upstream.repo.path().string(), directory, "upstream", with(Transport::git));
  check_clone(upstream, directory);
}

TEST_CASE("a clone never touches a directory that is not empty") {
  Upstream upstream;
  write_bytes(upstream.world / "taken/file", "mine\n");
  const std::string words =
      thrown_message([&] { clone(upstream.repo.path().string(), upstream.world / "taken", "upstream", {}); });
  CHECK(contains(words, "is not empty"));
  CHECK(read_bytes(upstream.world / "taken/file") == "mine\n");
  fs::create_directories(upstream.world / "empty");
  CHECK_THROWS_AS(clone((upstream.world / "nowhere").string(), upstream.world / "empty", "upstream", {}), Error);
  CHECK(fs::is_empty(upstream.world / "empty"));
  CHECK_THROWS_AS(clone(upstream.repo.path().string(), upstream.world / "x", "--evil", {}), Error);
}

TEST_CASE("the progress of a transfer is reported in stages") {
  Upstream upstream;
  TransferOptions options = with(GENERATE(Transport::git, Transport::libgit2));
  const bool by_git = options.transport == Transport::git;
  const Repository repository = clone(upstream.repo.path().string(), upstream.world / "clone", "upstream", options);
  // As many as git keeps in a pack.
  for (int i = 0; i < 40; ++i) upstream.repo.commit_file("f" + std::to_string(i), std::to_string(i), "more");
  std::uint64_t received = 0, total = 0;
  options.on_progress = [&](const TransferProgress& progress) {
    if (progress.stage != (by_git ? "Receiving objects" : "Copying commits")) return;
    CHECK(progress.done >= received);
    received = progress.done;
    total = progress.total;
  };
  fetch(repository, "upstream", options);
  CHECK(total >= (by_git ? 100 : 40));
  CHECK(received == total);
}

TEST_CASE("a progress callback that throws stops the transfer, and nothing is left") {
  Upstream upstream;
  TransferOptions options = with(GENERATE(Transport::git, Transport::libgit2));
  options.on_progress = [](const TransferProgress&) { throw Error("enough"); };
  const std::string words = thrown_message(
      [&] { clone("file://" + upstream.repo.path().string(), upstream.world / "clone", "upstream", options); });
  CHECK(contains(words, "enough"));
  CHECK_FALSE(fs::exists(upstream.world / "clone"));
}

TEST_CASE("shallow and partial clones are made by git, and can be opened") {
  Upstream upstream;
  upstream.repo.git({"config", "uploadpack.allowFilter", "true"});
  const std::string url = "file://" + upstream.repo.path().string();
  TransferOptions options = with(Transport::git);
  options.depth = 1;
  clone(url, upstream.world / "shallow", "upstream", options);
  const GitRepo shallow(upstream.world / "shallow");
  CHECK(shallow.git({"rev-list", "--count", "refs/remotes/upstream/trunk"}) == "1");
  CHECK(ref_target(Repository::open(shallow.path()), "refs/remotes/upstream/topic/x"));
  options.depth = 0;
  options.filter = "blob:none";
  clone(url, upstream.world / "partial", "upstream", options);
  CHECK(GitRepo(upstream.world / "partial").git({"config", "remote.upstream.promisor"}) == "true");
  options.transport = Transport::libgit2;
  CHECK(
      contains(thrown_message([&] { clone(url, upstream.world / "x", "upstream", options); }), "need the git program"));
}

TEST_CASE("an upstream without a branch is refused, and nothing is left") {
  World world;
  const GitRepo empty = GitRepo::init(world / "empty");
  const TransferOptions options = with(GENERATE(Transport::automatic, Transport::git, Transport::libgit2));
  const std::string url = "file://" + empty.path().string();
  const std::string words = thrown_message([&] { clone(url, world / "clone", "upstream", options); });
  CHECK(contains(words, "no branch at all"));
  CHECK(contains(words, url));
  CHECK_FALSE(fs::exists(world / "clone"));
}

TEST_CASE("an upstream whose HEAD is detached is cloned without a default branch of its own") {
  Upstream upstream;
  upstream.repo.git({"checkout", "-q", "--detach", "HEAD~1"});
  const Repository repository = clone("file://" + upstream.repo.path().string(), upstream.world / "clone", "upstream",
                                      with(GENERATE(Transport::git, Transport::libgit2)));
  CHECK(head(repository).branch.starts_with("refs/heads/"));
  CHECK_FALSE(head(repository).commit);
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk") == upstream.second);
}

TEST_CASE("without a git program libgit2 does the transfer") {
  Upstream upstream;
  const std::string path = upstream.repo.path().string();
  const std::string tools = std::getenv("PATH");
  upstream.world.set_environment("PATH", (upstream.world / "no-tools").string());
  const Repository repository = clone(path, upstream.world / "clone", "upstream", {});
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk") == upstream.second);
  CHECK(contains(thrown_message([&] { clone(path, upstream.world / "x", "upstream", with(Transport::git)); }),
                 "install git"));
  upstream.world.set_environment("PATH", tools);
  check_clone(upstream, upstream.world / "clone");
}

TEST_CASE("a remote is created, its address is changed, and a missing one is named") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  Repository repository = Repository::open(repo.path());
  CHECK(remote_names(repository).empty());
  CHECK_FALSE(remote_url(repository, "upstream"));
  CHECK(contains(thrown_message([&] { fetch(repository, "upstream", {}); }), "git remote add upstream URL"));
  set_remote(repository, "upstream", "https://example.com/a.git");
  CHECK(repo.git({"config", "remote.upstream.fetch"}) == "+refs/heads/*:refs/remotes/upstream/*");
  set_remote(repository, "upstream", "https://example.com/b.git");
  CHECK(remote_url(repository, "upstream") == "https://example.com/b.git");
  CHECK(repo.git({"config", "--get-all", "remote.upstream.url"}) == "https://example.com/b.git");
  CHECK_THROWS_AS(set_remote(repository, "upstream", "ext::sh -c evil"), Error);
  CHECK_THROWS_AS(set_remote(repository, "a b", "https://example.com/b.git"), Error);
}

TEST_CASE("both transports honour url.insteadOf, and the configured address stays") {
  Upstream upstream;
  run_git({"config", "--global", "url.file://" + (upstream.world / "srv").string() + "/.insteadOf",
           "https://example.com/"});
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const Repository repository =
      clone("https://example.com/upstream", upstream.world / "clone", "upstream", with(transport));
  CHECK(remote_url(repository, "upstream") == "https://example.com/upstream");
  fetch(repository, "upstream", with(transport));
  check_clone(upstream, upstream.world / "clone");
}
