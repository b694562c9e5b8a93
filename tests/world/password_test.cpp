#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "served_fork.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// Part of every password here; the server's is TOPSECRET.
constexpr std::string_view k_secret = "SECRET";

std::string with_password(const ServedFork& served, const std::string& user, const std::string& mode) {
  return "http://" + user + "@" + served.url(mode).substr(std::string_view("http://").size());
}

/// Runs, and holds what is printed against the passwords.
CommandResult run_masked(const ServedFork& served, const std::vector<std::string>& command) {
  CommandResult result = served.fork.run(command);
  CAPTURE(command, result.out, result.err);
  CHECK_THAT(result.out + result.err, !ContainsSubstring(std::string(k_secret)));
  return result;
}

/// The files of project and checkout that have a password in them.
std::vector<std::string> files_with_password(const ServedFork& served) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(served.fork.project.path())) {
    if (!entry.is_regular_file() || read_bytes(entry.path()).find(k_secret) == std::string::npos) continue;
    names.push_back(fs::relative(entry.path(), served.fork.project.path()).string());
  }
  std::ranges::sort(names);
  return names;
}

std::size_t requests_in(const std::vector<std::string>& notes, const std::string& beginning) {
  return static_cast<std::size_t>(
      std::ranges::count_if(notes, [&](const std::string& note) { return note.starts_with(beginning); }));
}

}  // namespace

TEST_CASE("a password in the address is used, and is nowhere but where git and the person have it") {
  const std::string with = GENERATE("git", "libgit2");
  CAPTURE(with);
  ServedFork served(with);
  served.follow(with_password(served, "bob:TOPSECRET", "password"), 20);
  const std::vector<std::string> known{"fork/.git/config", "mlxpatch.toml"};
  REQUIRE(run_masked(served, {"setup"}).exit == 0);
  CHECK(files_with_password(served) == known);
  served.advance();
  REQUIRE(run_masked(served, {"update"}).exit == 0);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"status", "--json"},
                                                  {"doctor"},
                                                  {"doctor", "--json"},
                                                  {"history", "--json"},
                                                  {"check", "--json"},
                                                  {"setup", "--json"},
                                                  {"log"},
                                                  {"undo", "--json"}}) {
    run_masked(served, command);
  }
  CHECK(files_with_password(served) == known);

  // Another password only: an update says what to do, and setup takes it.
  served.fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" +
                                                 with_password(served, "bob:NEWSECRET", "password") +
                                                 "\"\n[checkout]\ndir = \"fork\"\n[fetch]\nwith = \"" + with + "\"\n");
  CHECK_THAT(run_masked(served, {"update"}).err, ContainsSubstring("mlxpatch setup"));
  const CommandResult refused = run_masked(served, {"setup", "--json"});
  CHECK(refused.exit == 1);
  CHECK_THAT(refused.err, ContainsSubstring("the server does not accept the credentials"));
  CHECK_THAT(served.fork.checkout().git({"remote", "get-url", "upstream"}), ContainsSubstring("TOPSECRET"));

  served.follow(served.url("good"), 20);
  served.fork.checkout().git({"remote", "set-url", "upstream", with_password(served, "bob:TOPSECRET", "password")});
  CHECK_THAT(run_masked(served, {"setup"}).out, ContainsSubstring("bob:***@"));
  CHECK(files_with_password(served).empty());
}

TEST_CASE("a password that is wrong or missing is refused after a few requests, and never shown") {
  const std::string with = GENERATE("git", "libgit2");
  const std::string user = GENERATE("bob:WRONGSECRET@", "bob@", "");
  CAPTURE(with, user);
  ServedFork served(with);
  served.take_notes();
  std::string url = served.url("password");
  served.follow(url.insert(std::string_view("http://").size(), user), 20);
  const CommandResult setup = run_masked(served, {"setup"});
  CHECK(setup.exit == 1);
  CHECK_THAT(setup.err,
             ContainsSubstring("the server does not accept the credentials") && ContainsSubstring("git ls-remote"));
  CHECK_FALSE(fs::exists(served.fork.checkout_path()));
  CHECK(requests_in(served.take_notes(), "direct ") <= 5);
}

TEST_CASE("whatever the server does, the message has no password") {
  const std::string with = GENERATE("git", "libgit2");
  ServedFork served(with);
  for (const char* mode : {"html", "page", "cut-refs-5", "cut-pack-5", "status404", "status500", "to-itself", "to-bare",
                           "to-other", "to-file", "garbage-pack", "repeats"}) {
    CAPTURE(with, mode);
    served.follow(with_password(served, "bob:TOPSECRET", mode), 20);
    run_masked(served, {"setup"});
    run_masked(served, {"setup", "--json"});
    fs::remove_all(served.fork.checkout_path());
  }
}

TEST_CASE("git goes through a proxy, whose password is never shown") {
  ServedFork served("git");
  served.fork.world.set_environment("http_proxy", "http://me:PROXYSECRET@" + served.web().substr(7));
  served.follow("http://upstream.invalid/good/up/.git", 20);
  served.take_notes();
  REQUIRE(run_masked(served, {"setup"}).exit == 0);
  served.advance();
  REQUIRE(run_masked(served, {"update"}).exit == 0);
  const std::vector<std::string> notes = served.take_notes();
  CHECK(requests_in(notes, "proxy GET http://upstream.invalid/good/up/.git/info/refs") >= 2);
  CHECK(requests_in(notes, "direct ") == 0);
  CHECK(files_with_password(served).empty());
}

TEST_CASE("a proxy that fails, or is not there, is an error without its password") {
  const std::string with = GENERATE("git", "libgit2");
  ServedFork served(with);
  served.follow("https://upstream.invalid/good/up/.git", 20);
  for (const std::string& proxy :
       {served.web().substr(7), std::string("127.0.0.1:1"), std::string("proxy.invalid:80")}) {
    CAPTURE(with, proxy);
    served.fork.world.set_environment("https_proxy", "http://me:PROXYSECRET@" + proxy);
    served.take_notes();
    const CommandResult setup = run_masked(served, {"setup"});
    INFO(setup.err);
    CHECK(setup.exit == 1);
    CHECK_THAT(setup.err, ContainsSubstring("\n  -> "));
    const bool is_there = proxy == served.web().substr(7);
    CHECK((requests_in(served.take_notes(), "proxy CONNECT upstream.invalid:443") > 0) == is_there);
    CHECK_FALSE(fs::exists(served.fork.checkout_path()));
  }
}
