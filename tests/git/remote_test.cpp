#include <mlxpatch/git/address.hpp>
#include <mlxpatch/git/configured_remotes.hpp>
#include <mlxpatch/git/remote.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>

#include "remote_servers.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using namespace std::chrono_literals;
using mlxpatch::Error;
using mlxpatch::ErrorKind;
namespace fs = std::filesystem;

namespace {

/// All that a person would read of what a call throws.
template <typename Call>
std::string words_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    std::string words = error.doing() + ": " + error.what();
    for (const std::string& place : error.places()) words += "\nat " + place;
    for (const std::string& hint : error.hints()) words += "\nhint " + hint;
    return words;
  }
  return "nothing was thrown";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// An upstream with two branches, a tag, and a default branch that is not "main".
struct Upstream {
  World world;
  GitRepo repo = GitRepo::init(world / "srv/upstream", "trunk");
  Oid first = *Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  Oid second = [this] {
    repo.git({"tag", "v1"});
    repo.create_branch("topic/x", "HEAD");
    return *Oid::from_hex(repo.commit_file("a", "2\n", "two"));
  }();
};

/// An upstream of two megabytes that do not compress.
struct LargeUpstream {
  World world;
  GitRepo repo = GitRepo::init(world / "srv/upstream");
  std::uint16_t port = free_port();
  Oid tip = [this] {
    Random random(7);
    std::string bytes;
    while (bytes.size() < 2'000'000) bytes += static_cast<char>(random.below(256));
    return *Oid::from_hex(repo.commit_file("noise", bytes, "Make noise"));
  }();

  /// What serves it, at the port.
  Server serve() const {
    return Server({"git", "daemon", "--listen=127.0.0.1", "--port=" + std::to_string(port), "--reuseaddr",
                   "--export-all", "--base-path=" + (world / "srv").string(), "--timeout=60"});
  }
};

TransferOptions with(Transport transport) {
  TransferOptions options;
  options.transport = transport;
  options.timeout = 20s;
  return options;
}

std::vector<std::string> all_refs(const Repository& repository) {
  std::vector<std::string> refs;
  for (const Ref& ref : refs_below(repository, "refs/")) refs.push_back(ref.name + " " + ref.target.short_hex());
  return refs;
}

void check_clone(const Upstream& upstream, const fs::path& directory) {
  const Repository repository = Repository::open(directory);
  const GitRepo repo(directory);
  CHECK(all_refs(repository) == std::vector<std::string>{"refs/remotes/upstream/topic/x " + upstream.first.short_hex(),
                                                         "refs/remotes/upstream/trunk " + upstream.second.short_hex(),
                                                         "refs/tags/v1 " + upstream.first.short_hex()});
  CHECK(repo.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == "refs/remotes/upstream/trunk");
  CHECK(repo.git({"symbolic-ref", "HEAD"}) == "refs/heads/trunk");
  CHECK(repo.git({"config", "remote.upstream.fetch"}) == "+refs/heads/*:refs/remotes/upstream/*");
  CHECK(repo.try_git({"config", "branch.trunk.merge"}).exit != 0);
  CHECK(repo.try_git({"fsck", "--strict"}).exit == 0);
  // Nothing is checked out, and nothing but the repository is there.
  CHECK(std::distance(fs::directory_iterator(directory), fs::directory_iterator()) == 1);
}

}  // namespace

TEST_CASE("addresses that could run something or hide something are refused") {
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

TEST_CASE("a fetch works in a repository without a working folder, wherever git's variables point") {
  Upstream upstream;
  const GitRepo bare = GitRepo::init_bare(upstream.world / "bare.git");
  Repository repository = Repository::open(bare.path());
  set_remote(repository, "upstream", upstream.repo.path().string());
  upstream.world.set_environment("GIT_DIR", (upstream.world / "elsewhere").string());
  fetch(repository, "upstream", with(GENERATE(Transport::git, Transport::libgit2)));
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk") == upstream.second);
}

TEST_CASE("a real git daemon is cloned from and fetched from") {
  Upstream upstream;
  const std::uint16_t port = free_port();
  const Server server({"git", "daemon", "--listen=127.0.0.1", "--port=" + std::to_string(port), "--reuseaddr",
                       "--export-all", "--base-path=" + (upstream.world / "srv").string(), "--timeout=60"});
  wait_until_it_listens(port);
  const std::string url = "git://127.0.0.1:" + std::to_string(port) + "/upstream";
  for (const Transport transport : {Transport::git, Transport::libgit2}) {
    const fs::path directory = upstream.world / (transport == Transport::git ? "one" : "two");
    const Repository repository = clone(url, directory, "upstream", with(transport));
    check_clone(upstream, directory);
    fetch(repository, "upstream", with(transport));
    const std::string words =
        words_of([&] { clone(url + "-none", upstream.world / "none", "upstream", with(transport)); });
    CHECK(contains(words, "there is no git repository at this address"));
    CHECK_FALSE(fs::exists(upstream.world / "none"));
  }
}

TEST_CASE("a real git http-backend is cloned from and fetched from") {
  if (run_command({"python3", "-c", ""}).exit != 0) SKIP("the web server of this test needs python3");
  Upstream upstream;
  write_bytes(upstream.world / "server.py", k_http_server);
  const std::uint16_t port = free_port();
  const Server server(
      {"python3", (upstream.world / "server.py").string(), (upstream.world / "srv").string(), std::to_string(port)});
  wait_until_it_listens(port);
  const std::string root = "http://127.0.0.1:" + std::to_string(port);
  for (const Transport transport : {Transport::git, Transport::libgit2}) {
    const fs::path directory = upstream.world / (transport == Transport::git ? "one" : "two");
    const Repository repository = clone(root + "/upstream/.git", directory, "upstream", with(transport));
    check_clone(upstream, directory);
    fetch(repository, "upstream", with(transport));
    const std::string missing =
        words_of([&] { clone(root + "/none.git", upstream.world / "none", "upstream", with(transport)); });
    CHECK(contains(missing, "there is no git repository at this address"));
    const std::string secret = "http://me:geheim@127.0.0.1:" + std::to_string(port) + "/private/x.git";
    const std::string refused = words_of([&] { clone(secret, upstream.world / "none", "upstream", with(transport)); });
    CHECK(contains(refused, "credentials"));
    CHECK_FALSE(contains(refused, "geheim"));
    CHECK_FALSE(fs::exists(upstream.world / "none"));
  }
}

TEST_CASE("a server that accepts and says nothing ends with a timeout") {
  World world;
  const SilentServer server;
  const std::string scheme = GENERATE("git://", "http://");
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  TransferOptions options = with(transport);
  options.timeout = 2s;
  const auto start = std::chrono::steady_clock::now();
  const std::string words = words_of([&] {
    clone(scheme + "127.0.0.1:" + std::to_string(server.port()) + "/x", world / "clone", "upstream", options);
  });
  CHECK(contains(words, "no sign of life for 2 seconds"));
  CHECK(std::chrono::steady_clock::now() - start < 15s);
  CHECK_FALSE(fs::exists(world / "clone"));
}

TEST_CASE("a server that stalls in mid-transfer is noticed, and nothing has changed") {
  LargeUpstream upstream;
  const Server server = upstream.serve();
  wait_until_it_listens(upstream.port);
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  TransferOptions options = with(transport);
  const BadNetwork network(upstream.port, {.stalls_after = 300'000});
  const std::string url = "git://127.0.0.1:" + std::to_string(network.port()) + "/upstream";
  options.timeout = 2s;
  const std::string cloning = words_of([&] { clone(url, upstream.world / "clone", "upstream", options); });
  CHECK(contains(cloning, "no sign of life for 2 seconds"));
  CHECK(contains(cloning, url));
  CHECK(contains(cloning, "fetch.timeout"));
  CHECK_FALSE(fs::exists(upstream.world / "clone"));

  const GitRepo repo = GitRepo::init(upstream.world / "fork");
  Repository repository = Repository::open(repo.path());
  set_remote(repository, "upstream", url);
  const std::string fetching = words_of([&] { fetch(repository, "upstream", options); });
  CHECK(contains(fetching, "no sign of life for 2 seconds"));
  CHECK(all_refs(repository).empty());
  CHECK(repo.git({"fsck", "--strict", "--no-dangling"}) == "");
  CHECK(fs::is_empty(repo / ".git/objects/pack"));
}

TEST_CASE("a slow server is waited for, however long it takes, as long as something comes") {
  LargeUpstream upstream;
  const Server server = upstream.serve();
  wait_until_it_listens(upstream.port);
  TransferOptions options = with(Transport::git);
  // More than twice the limit in all.
  const BadNetwork network(upstream.port, {.piece = 130'000, .pause = 300ms});
  options.timeout = 2s;
  const std::string url = "git://127.0.0.1:" + std::to_string(network.port()) + "/upstream";
  const Repository repository = clone(url, upstream.world / "clone", "upstream", options);
  CHECK(ref_target(repository, "refs/remotes/upstream/main") == upstream.tip);
}

TEST_CASE("a server that is not there is told from one that refuses") {
  World world;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const std::string url = "http://127.0.0.1:" + std::to_string(free_port()) + "/x";
  const std::string words = words_of([&] { clone(url, world / "clone", "upstream", with(transport)); });
  CHECK(contains(words, "can't be reached"));
  CHECK(contains(words, url));
  const std::string nowhere =
      words_of([&] { clone((world / "nowhere").string(), world / "clone", "upstream", with(transport)); });
  INFO(nowhere);
  CHECK(contains(nowhere, "there is no git repository at this address"));
  CHECK_FALSE(fs::exists(world / "clone"));
}

TEST_CASE("what a killed clone left is taken away by the next one") {
  Upstream upstream;
  const fs::path directory = upstream.world / "clone";
  write_bytes(directory / k_clone_leftover / ".git/objects/pack/tmp_pack_x", "cut");
  CHECK_THROWS_AS(Repository::open(directory), Error);
  clone(upstream.repo.path().string(), directory, "upstream", with(Transport::git));
  check_clone(upstream, directory);
}

TEST_CASE("a clone never touches a folder that holds something else") {
  Upstream upstream;
  write_bytes(upstream.world / "taken/file", "mine\n");
  const std::string words =
      words_of([&] { clone(upstream.repo.path().string(), upstream.world / "taken", "upstream", {}); });
  CHECK(contains(words, "holds something else"));
  CHECK(read_bytes(upstream.world / "taken/file") == "mine\n");
  fs::create_directories(upstream.world / "empty");
  CHECK_THROWS_AS(clone((upstream.world / "nowhere").string(), upstream.world / "empty", "upstream", {}), Error);
  CHECK(fs::is_empty(upstream.world / "empty"));
  CHECK_THROWS_AS(clone(upstream.repo.path().string(), upstream.world / "x", "--evil", {}), Error);
}

TEST_CASE("the progress of a transfer is told in stages") {
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

TEST_CASE("a listener that throws stops the transfer, and nothing is left") {
  Upstream upstream;
  TransferOptions options = with(GENERATE(Transport::git, Transport::libgit2));
  options.on_progress = [](const TransferProgress&) { throw Error("enough"); };
  const std::string words = words_of(
      [&] { clone("file://" + upstream.repo.path().string(), upstream.world / "clone", "upstream", options); });
  CHECK(contains(words, "enough"));
  CHECK_FALSE(fs::exists(upstream.world / "clone"));
}

TEST_CASE("shallow and partial clones come with git, and open") {
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
  CHECK(contains(words_of([&] { clone(url, upstream.world / "x", "upstream", options); }), "need the git program"));
}

TEST_CASE("an upstream without a commit is cloned as it is") {
  World world;
  const GitRepo empty = GitRepo::init(world / "empty");
  const Repository repository = clone("file://" + empty.path().string(), world / "clone", "upstream",
                                      with(GENERATE(Transport::git, Transport::libgit2)));
  CHECK(refs_below(repository, "refs/").empty());
  CHECK_FALSE(head(repository).commit);
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

TEST_CASE("without a git program libgit2 takes its place") {
  Upstream upstream;
  const std::string path = upstream.repo.path().string();
  const std::string tools = std::getenv("PATH");
  upstream.world.set_environment("PATH", (upstream.world / "no-tools").string());
  const Repository repository = clone(path, upstream.world / "clone", "upstream", {});
  CHECK(ref_target(repository, "refs/remotes/upstream/trunk") == upstream.second);
  CHECK(
      contains(words_of([&] { clone(path, upstream.world / "x", "upstream", with(Transport::git)); }), "install git"));
  upstream.world.set_environment("PATH", tools);
  check_clone(upstream, upstream.world / "clone");
}

TEST_CASE("a remote is created, its address changed, and a missing one is named") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  Repository repository = Repository::open(repo.path());
  CHECK(remote_names(repository).empty());
  CHECK_FALSE(remote_url(repository, "upstream"));
  CHECK(contains(words_of([&] { fetch(repository, "upstream", {}); }), "git remote add upstream URL"));
  set_remote(repository, "upstream", "https://example.com/a.git");
  CHECK(repo.git({"config", "remote.upstream.fetch"}) == "+refs/heads/*:refs/remotes/upstream/*");
  set_remote(repository, "upstream", "https://example.com/b.git");
  CHECK(remote_url(repository, "upstream") == "https://example.com/b.git");
  CHECK(repo.git({"config", "--get-all", "remote.upstream.url"}) == "https://example.com/b.git");
  CHECK_THROWS_AS(set_remote(repository, "upstream", "ext::sh -c evil"), Error);
  CHECK_THROWS_AS(set_remote(repository, "a b", "https://example.com/b.git"), Error);
}

TEST_CASE("url.insteadOf counts with both transports, and the configured address stays") {
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
