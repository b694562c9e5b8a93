#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/queue/replay/replay_text.hpp>
#include <mlxpatch/workspace/answer_cache.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/ids.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "fork_project.hpp"
#include "publish/recover.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

/// A fork that is set up, with new upstream commits fetched.
class RememberingFork : public ForkProject {
 public:
  enum class Upstream { clean, conflict, taken };

  explicit RememberingFork(Upstream upstream_is) {
    set_up();
    if (upstream_is == Upstream::conflict) advance_against_log_requests();
    if (upstream_is == Upstream::taken)
      upstream.git({"am", "--quiet", (project / "patches/serve-more.patch").string()});
    advance_cleanly();
    checkout().git({"fetch", "--quiet", "upstream"});
    forget();
  }

  fs::path directory() const { return checkout_path() / ".git/mlxpatch/cache"; }
  void forget() const { fs::remove_all(directory()); }
  /// What is remembered: by name, the bytes.
  std::map<std::string, std::string> remembered() const {
    std::map<std::string, std::string> files;
    if (!fs::is_directory(directory())) return files;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory())) {
      files[entry.path().filename().string()] = read_bytes(entry.path());
    }
    return files;
  }
  fs::path only_file() const {
    REQUIRE(remembered().size() == 1);
    return directory() / remembered().begin()->first;
  }
};

/// Every question that may be answered from memory, in text and JSON.
std::vector<Words> questions() {
  std::vector<Words> all;
  for (const Words& words : {Words{"status"}, Words{"check", "--no-fetch"}, Words{"why", "log-requests"},
                             Words{"update", "--dry-run", "--no-fetch"}}) {
    all.push_back(words);
    all.push_back(words);
    all.back().emplace_back("--json");
  }
  return all;
}

void expect_same(const CommandResult& one, const CommandResult& other) {
  CHECK(one.exit == other.exit);
  CHECK(one.out == other.out);
  CHECK(one.err == other.err);
}

}  // namespace

TEST_CASE("a report has the same bytes whether its replay is remembered or not") {
  using enum RememberingFork::Upstream;
  for (const RememberingFork::Upstream upstream : {clean, conflict, taken}) {
    const RememberingFork fork(upstream);
    for (const Words& words : questions()) {
      INFO(words.front());
      fork.forget();
      const CommandResult first = fork.run(words);
      const auto remembered = fork.remembered();
      CHECK(remembered.size() == 1);
      expect_same(fork.run(words), first);
      CHECK(fork.remembered() == remembered);
    }
  }
}

TEST_CASE("what one command found out, the others need not") {
  const RememberingFork fork(RememberingFork::Upstream::conflict);
  fork.run({"status"});
  const auto remembered = fork.remembered();
  for (const Words& words : questions()) fork.run(words);
  CHECK(fork.remembered() == remembered);
  fork.forget();
  fork.run({"check", "--no-fetch"});
  CHECK(fork.remembered() == remembered);
}

TEST_CASE("what is remembered is what a report says, and never what an update publishes") {
  const RememberingFork fork(RememberingFork::Upstream::clean);
  fork.run({"status"});
  const git::Oid question = id_of(fork.only_file().filename().string());
  const workspace::AnswerCache cache(fork.checkout_path() / ".git");
  auto result = queue::parse_replay(cache.find(question).value());
  REQUIRE(result);
  result->patches.at(1).notes = {"Made up"};
  result->patches.at(1).state = queue::PatchState::conflict;
  result->clean = false;
  cache.keep(question, queue::serialize_replay(*result));
  for (const Words& words :
       {Words{"status"}, Words{"check", "--no-fetch"}, Words{"update", "--dry-run", "--no-fetch"}}) {
    CHECK_THAT(fork.run(words).out, ContainsSubstring("Made up"));
  }
  const CommandResult updated = fork.done({"update", "--no-fetch"});
  CHECK(updated.out.find("Made up") == std::string::npos);
  CHECK(fork.checkout().log("HEAD", "%T").front() == tree_by_git_am(fork, fork.upstream.rev_parse()));
}

TEST_CASE("a remembered replay that is spoiled is made again") {
  const RememberingFork fork(RememberingFork::Upstream::conflict);
  const CommandResult right = fork.run({"status", "--json"});
  const fs::path file = fork.only_file();
  const std::string good = read_bytes(file);
  const workspace::AnswerCache cache(fork.checkout_path() / ".git");
  const auto expect_right = [&] {
    expect_same(fork.run({"status", "--json"}), right);
    CHECK(read_bytes(file) == good);
  };
  for (const std::string& bytes :
       {std::string(), good.substr(0, good.size() / 2), std::string(5000, '\x7f'), "{\"schema\": 1}\n" + good}) {
    write_bytes(file, bytes);
    expect_right();
  }
  // Whole, but not a result.
  cache.keep(id_of(file.filename().string()), "something else");
  expect_right();
}

TEST_CASE("without a place to remember anything the answers are the same") {
  const RememberingFork fork(RememberingFork::Upstream::conflict);
  const CommandResult right = fork.run({"status", "--json"});
  fork.forget();
  write_bytes(fork.directory(), "not a directory");
  expect_same(fork.run({"status", "--json"}), right);
  CHECK(read_bytes(fork.directory()) == "not a directory");
}

TEST_CASE("whatever can change the answer makes another question") {
  RememberingFork scene(RememberingFork::Upstream::clean);
  std::size_t asked = 0;
  const auto expect_new_question = [&](const auto& change) {
    ops::Fork fork = ops::open_fork(scene.place(), ops::Access::read, scene.reporter);
    ops::BranchQueue queue = ops::branch_queue(fork, fork.require_branch_tip());
    git::Oid onto = fork.require_upstream_tip();
    queue::ReplayOptions options = ops::replay_options(fork, ops::keep_going(), scene.reporter);
    change(queue.commits, onto, options);
    ops::remembered_replay(fork, queue.commits, queue.base, onto, options);
    ++asked;
    CHECK(scene.remembered().size() == asked);
  };
  using Commits = std::vector<git::Oid>;
  using Options = queue::ReplayOptions;
  const auto nothing = [](const Commits&, const git::Oid&, const Options&) {};
  expect_new_question(nothing);
  expect_new_question([](Commits& commits, const git::Oid&, const Options&) { commits.pop_back(); });
  expect_new_question([&](const Commits&, git::Oid& onto, const Options&) { onto = id_of(scene.base); });
  expect_new_question([](const Commits&, const git::Oid&, Options& options) {
    options.policy.range = queue::ReplayPolicy::Range::direct;
  });
  expect_new_question([](const Commits&, const git::Oid&, Options& options) {
    options.policy.dedup = queue::ReplayPolicy::Dedup::off;
  });
  expect_new_question([](const Commits&, const git::Oid&, Options& options) { options.committer.when.seconds = 1; });
  expect_new_question(
      [](const Commits&, const git::Oid&, Options& options) { options.merge.style = merge::ConflictStyle::diff3; });
  expect_new_question([](const Commits& commits, const git::Oid&, Options& options) {
    options.names[commits.front()] = "a-name.patch";
  });
  expect_new_question([](const Commits& commits, const git::Oid&, Options& options) {
    options.made_from[commits.front()] = commits.back();
  });
  scene.checkout().git({"config", "merge.default", "union"});
  expect_new_question(nothing);
  const fs::path info = scene.checkout_path() / ".git/info";
  fs::create_directories(info);
  write_bytes(info / "attributes", "*.py merge=union\n");
  expect_new_question(nothing);
  write_bytes(info / "attributes", "*.py -merge\n");
  expect_new_question(nothing);
  write_bytes(info / "grafts", scene.upstream.git({"rev-list", "--max-parents=0", "HEAD"}) + "\n");
  expect_new_question(nothing);
  // And the same question is the same.
  --asked;
  expect_new_question(nothing);
}
