#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/messages.hpp>
#include <support/random.hpp>
#include <support/remote_servers.hpp>
#include <support/world.hpp>

#include "remote_upstream.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

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

}  // namespace

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
        thrown_message([&] { clone(url + "-none", upstream.world / "none", "upstream", with(transport)); });
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
        thrown_message([&] { clone(root + "/none.git", upstream.world / "none", "upstream", with(transport)); });
    CHECK(contains(missing, "there is no git repository at this address"));
    const std::string secret = "http://me:geheim@127.0.0.1:" + std::to_string(port) + "/private/x.git";
    const std::string refused =
        thrown_message([&] { clone(secret, upstream.world / "none", "upstream", with(transport)); });
    CHECK(contains(refused, "credentials"));
    CHECK_FALSE(contains(refused, "geheim"));
    CHECK_FALSE(fs::exists(upstream.world / "none"));
  }
}

TEST_CASE("a server that accepts the connection and sends nothing ends in a timeout") {
  World world;
  const SilentServer server;
  const std::string scheme = GENERATE("git://", "http://");
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  TransferOptions options = with(transport);
  options.timeout = 2s;
  const auto start = std::chrono::steady_clock::now();
  const std::string words = thrown_message([&] {
    clone(scheme + "127.0.0.1:" + std::to_string(server.port()) + "/x", world / "clone", "upstream", options);
  });
  CHECK(contains(words, "no sign of life for 2 seconds"));
  CHECK(std::chrono::steady_clock::now() - start < 15s);
  CHECK_FALSE(fs::exists(world / "clone"));
}

TEST_CASE("a server that stalls in mid-transfer ends in a timeout, and nothing has changed") {
  LargeUpstream upstream;
  const Server server = upstream.serve();
  wait_until_it_listens(upstream.port);
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  TransferOptions options = with(transport);
  const BadNetwork network(upstream.port, {.stalls_after = 300'000});
  const std::string url = "git://127.0.0.1:" + std::to_string(network.port()) + "/upstream";
  options.timeout = 2s;
  const std::string cloning = thrown_message([&] { clone(url, upstream.world / "clone", "upstream", options); });
  CHECK(contains(cloning, "no sign of life for 2 seconds"));
  CHECK(contains(cloning, url));
  CHECK(contains(cloning, "fetch.timeout"));
  CHECK_FALSE(fs::exists(upstream.world / "clone"));

  const GitRepo repo = GitRepo::init(upstream.world / "fork");
  Repository repository = Repository::open(repo.path());
  set_remote(repository, "upstream", url);
  const std::string fetching = thrown_message([&] { fetch(repository, "upstream", options); });
  CHECK(contains(fetching, "no sign of life for 2 seconds"));
  CHECK(all_refs(repository).empty());
  CHECK(repo.git({"fsck", "--strict", "--no-dangling"}) == "");
  CHECK(fs::is_empty(repo / ".git/objects/pack"));
}

TEST_CASE("a page that answers in place of the upstream takes nothing away") {
  World world;
  const GitRepo source = GitRepo::init(world / "source");
  source.commit_file("a", "a\n", "one");
  source.git({"branch", "other"});
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const TransferOptions options = with(transport);
  const mlxpatch::git::Repository repository =
      mlxpatch::transport::clone(source.path().string(), world / "clone", "upstream", options);
  const GitRepo clone(world / "clone");
  const std::string known = clone.git({"for-each-ref"});
  // Without a line's end git takes it for the list of references of an empty repository.
  const std::string page = "<html>Sign in</html>";
  const AnsweringServer server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " +
                               std::to_string(page.size()) + "\r\n\r\n" + page);
  clone.git({"remote", "set-url", "upstream", "http://127.0.0.1:" + std::to_string(server.port()) + "/x.git"});
  if (transport == Transport::git) {
    CHECK(fetch(repository, "upstream", options).empty());
  } else {
    CHECK_THROWS_AS(fetch(repository, "upstream", options), mlxpatch::Error);
  }
  CHECK(clone.git({"for-each-ref"}) == known);
}

TEST_CASE("the library follows no redirect to another host") {
  World world;
  const AnsweringServer server(
      "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/x.git/info/refs\r\nConnection: close\r\n"
      "Content-Length: 0\r\n\r\n");
  const std::string words = thrown_message([&] {
    clone("http://127.0.0.1:" + std::to_string(server.port()) + "/x.git", world / "clone", "upstream",
          with(Transport::libgit2));
  });
  CHECK(contains(words, "the server says that the repository is on another host"));
  CHECK_FALSE(fs::exists(world / "clone"));
}

TEST_CASE("a slow server is not cut off as long as it keeps sending") {
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

  // A fetch of few objects, one of them large, shows its bytes as well.
  const GitRepo slow = GitRepo::init(upstream.world / "slow");
  Repository into = Repository::open(slow.path());
  set_remote(into, "upstream", url);
  fetch(into, "upstream", options);
  CHECK(ref_target(into, "refs/remotes/upstream/main") == upstream.tip);
}

TEST_CASE("the message says whether the server cannot be reached or has no such repository") {
  World world;
  const Transport transport = GENERATE(Transport::git, Transport::libgit2);
  const std::string url = "http://127.0.0.1:" + std::to_string(free_port()) + "/x";
  const std::string words = thrown_message([&] { clone(url, world / "clone", "upstream", with(transport)); });
  CHECK(contains(words, "can't be reached"));
  CHECK(contains(words, url));
  const std::string nowhere =
      thrown_message([&] { clone((world / "nowhere").string(), world / "clone", "upstream", with(transport)); });
  INFO(nowhere);
  CHECK(contains(nowhere, "there is no git repository at this address"));
  CHECK_FALSE(fs::exists(world / "clone"));
}
