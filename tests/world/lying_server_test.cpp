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

constexpr std::string_view k_silence = "the server gave no sign of life for 1 second";
constexpr std::string_view k_standstill = "the transfer made no progress for 5 seconds";
constexpr std::string_view k_endless = "the server sends without end, and no objects";
constexpr std::string_view k_not_git = "does not speak git's protocol";
constexpr std::string_view k_cut = "the connection broke";
constexpr std::string_view k_damaged = "what the server sent is damaged";
constexpr std::string_view k_password = "the server does not accept the credentials";
constexpr std::string_view k_circle = "the server refers to other addresses without end";
constexpr std::string_view k_not_tried = "";

/// What the server does, and what the message says of it. Where two causes race, either may be named.
struct Row {
  std::string mode;
  std::string_view by_git;
  std::string_view by_libgit2;
  std::string_view or_else = {};
};

const Row k_quick_rows[] = {
    {"html", "no branch at all", k_not_git},
    {"page", k_not_git, k_not_git},
    {"empty", k_cut, k_cut},
    {"noise", k_not_git, k_not_git},
    {"garbage-refs", k_not_git, k_not_git},
    {"garbage-pack", k_not_git, k_damaged, k_damaged},
    {"head", k_not_git, k_not_git},
    {"denied", k_password, k_password},
    {"status403", k_password, k_password},
    {"status404", "there is no git repository at this address", "there is no git repository at this address"},
    {"status500", "the server failed", "the server failed"},
    {"to-itself", k_circle, k_circle},
    {"to-file", k_circle, k_circle},
    {"to-git", k_circle, k_circle},
    {"to-bare", k_circle, "the server refers to another address, which libgit2 does not follow"},
    {"to-other", k_not_tried, "the server says that the repository is on another host"},
    {"git:html", k_not_git, k_not_git},
    {"git:garbage-refs", k_not_git, k_not_git},
    {"git:garbage-pack", k_not_git, k_damaged, k_damaged},
};

const Row k_slow_rows[] = {
    {"silent", k_silence, k_silence},       {"stall-pack", k_silence, k_silence, k_standstill},
    {"git:silent", k_silence, k_silence},   {"git:manyrefs", k_standstill, k_endless, k_endless},
    {"chatter-pack", k_endless, k_endless},
};

/// For one of the two commands, since they take the longest.
const Row k_slow_setup_rows[] = {
    {"stall-refs", k_silence, k_silence, k_standstill},
    {"manyrefs", k_endless, k_endless, k_standstill},
    {"endless401", k_endless, k_password, k_standstill},
    {"text", k_not_tried, k_not_git},
};
const Row k_slow_update_rows[] = {
    {"git:stall-pack", k_silence, k_silence},
    {"stall-list", k_silence, k_not_tried, k_standstill},
    {"endless-list", k_endless, k_not_tried, k_standstill},
    {"alive-pack", k_standstill, k_standstill},
};

/// Of a command that must refuse: what may not change, and what its message must say.
class Refusals {
 public:
  Refusals(const std::string& with, const std::string& command) : m_served(with), m_with(with), m_command(command) {
    if (command != "update") return;
    m_served.follow(m_served.url("good"), 60);
    m_served.fork.done({"setup"});
    m_served.advance();
  }

  void hold(const Row& row, int timeout) {
    const std::string_view words = m_with == "git" ? row.by_git : row.by_libgit2;
    if (words == k_not_tried) return;
    CAPTURE(m_with, m_command, row.mode);
    m_served.follow(m_served.url(row.mode), timeout);
    const std::vector<std::string> files = files_now();
    const std::string state = m_served.fork.state();
    m_served.take_notes();
    const CommandResult result = m_served.fork.run({m_command});
    INFO(result.err);
    CHECK(result.exit == 1);
    CHECK(result.out == "");
    const bool is_said = result.err.find(words) != std::string::npos;
    CHECK((is_said || (!row.or_else.empty() && result.err.find(row.or_else) != std::string::npos)));
    CHECK_THAT(result.err, ContainsSubstring("\n  -> "));
    CHECK_THAT(result.err, !ContainsSubstring("git failed (") && !ContainsSubstring("library failed"));
    CHECK(files_now() == files);
    CHECK(m_served.fork.state() == state);
    hold_against_the_notes();
  }

  /// The same command against the server as it should be.
  void finish() {
    m_served.follow(m_served.url("good"), 60);
    m_served.fork.done({m_command});
    const GitRepo checkout = m_served.fork.checkout();
    CHECK(checkout.rev_parse("upstream/main") == m_served.fork.upstream.rev_parse("main"));
    CHECK(checkout.rev_parse("local-patches~1") == checkout.rev_parse("upstream/main"));
    CHECK(checkout.status() == "");
    const CommandResult fsck = checkout.try_git({"fsck", "--strict", "--no-dangling"});
    CHECK(fsck.exit == 0);
    CHECK(fsck.out == "");
  }

 private:
  std::vector<std::string> files_now() const {
    if (fs::exists(m_served.fork.checkout_path())) return m_served.checkout_files();
    return {};
  }

  /// Nobody asks for ever, and nobody takes whatever comes.
  void hold_against_the_notes() {
    std::size_t requests = 0;
    for (const std::string& note : m_served.take_notes()) {
      if (!note.starts_with("sent ")) {
        ++requests;
      } else {
        CHECK(std::stoull(note.substr(5)) < 3'000'000'000);
      }
    }
    CHECK(requests >= 1);
    CHECK(requests < 30);
  }

  ServedFork m_served;
  std::string m_with;
  std::string m_command;
};

template <std::size_t Size>
void hold_all(Refusals& refusals, const Row (&rows)[Size], int timeout) {
  for (const Row& row : rows) refusals.hold(row, timeout);
}

void hold_slow_rows(const std::string& with, const std::string& command) {
  Refusals refusals(with, command);
  hold_all(refusals, k_slow_rows, 1);
  if (command == "setup") hold_all(refusals, k_slow_setup_rows, 1);
  if (command == "update") hold_all(refusals, k_slow_update_rows, 1);
  refusals.finish();
}

/// Cut off at each tenth. Either the server says how much should come ("cut"), or it does not ("end").
void hold_cuts(const std::string& with, const std::string& command) {
  Refusals refusals(with, command);
  const int parity = command == "setup" ? 0 : 1;
  for (const std::string where : {"refs", "list", "pack"}) {
    // Only git's newer protocol has a list apart.
    if (where == "list" && with == "libgit2") continue;
    for (int tenth = 0; tenth < 10; ++tenth) {
      const std::string how = tenth % 2 == parity ? "cut-" : "end-";
      const std::string mode = how + where + "-" + std::to_string(tenth);
      refusals.hold({mode, k_cut, k_cut, k_damaged}, 20);
    }
  }
  for (int tenth = parity; tenth < 10; tenth += 2)
    refusals.hold({"git:cut-pack-" + std::to_string(tenth), k_cut, k_cut, k_damaged}, 20);
  refusals.finish();
}

}  // namespace

TEST_CASE("what a server answers that is no git server, or sends away, changes nothing") {
  const std::string command = GENERATE("setup", "update");
  const std::string with = GENERATE("git", "libgit2");
  Refusals refusals(with, command);
  hold_all(refusals, k_quick_rows, 20);
  refusals.finish();
}

TEST_CASE("a server that stalls or has no end is given up by a setup with git") { hold_slow_rows("git", "setup"); }
TEST_CASE("a server that stalls or has no end is given up by an update with git") { hold_slow_rows("git", "update"); }
TEST_CASE("a server that stalls or has no end is given up by a setup with libgit2") {
  hold_slow_rows("libgit2", "setup");
}
TEST_CASE("a server that stalls or has no end is given up by an update with libgit2") {
  hold_slow_rows("libgit2", "update");
}

TEST_CASE("a setup with git that is cut off at any tenth leaves nothing") { hold_cuts("git", "setup"); }
TEST_CASE("an update with git that is cut off at any tenth leaves nothing") { hold_cuts("git", "update"); }
TEST_CASE("a setup with libgit2 that is cut off at any tenth leaves nothing") { hold_cuts("libgit2", "setup"); }
TEST_CASE("an update with libgit2 that is cut off at any tenth leaves nothing") { hold_cuts("libgit2", "update"); }

TEST_CASE("a server that is slow but sends is waited for, and a redirect on its own host is followed") {
  const std::string with = GENERATE("git", "libgit2");
  const std::string mode = GENERATE("drip-refs", "drip-pack", "git:drip-pack", "to-good", "to-path");
  CAPTURE(with, mode);
  ServedFork served(with);
  served.follow(served.url(mode), 2);
  served.fork.done({"setup"});
  served.advance();
  served.fork.done({"update"});
  CHECK(served.fork.checkout().rev_parse("upstream/main") == served.fork.upstream.rev_parse("main"));
}
