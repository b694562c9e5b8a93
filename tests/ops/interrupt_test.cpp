#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::size_t k_most_points = 9;  ///< spread evenly
constexpr int k_interrupted = 130;

/// A fork in which a command meets a signal or an error at one of its fsyncs, which are spread over all that it writes.
class Disturbed {
 public:
  Disturbed(Words command, const std::function<void(const ForkProject&)>& prepare) : words(std::move(command)) {
    prepare(fork);
    fs::copy(fork.project.path(), m_kept, k_all);
    before = comparable();
    ended_with = fork.run(words).exit;
    after = comparable();
  }

  Snapshot comparable() const { return without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/"}); }

  /// Runs it again from the first state. Returns what it printed.
  CommandResult run(const std::string& expression) const {
    fs::remove_all(fork.project.path());
    fs::copy(m_kept, fork.project.path(), k_all);
    Words argv{mlxpatch_binary().string()};
    argv.insert(argv.end(), words.begin(), words.end());
    return run_under_strace(log(), {"-e", expression}, argv, fork.project.path());
  }

  /// The numbers of some of its calls of fsync, from 1.
  std::vector<std::size_t> points() const {
    run("trace=fsync");
    std::istringstream lines(read_bytes(log()));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.find("fsync(") != std::string::npos) ++count;
    }
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < k_most_points && i < count; ++i) some.push_back(1 + i * count / k_most_points);
    REQUIRE_FALSE(some.empty());
    return some;
  }

  fs::path log() const { return fork.world / "strace.log"; }

  ForkProject fork;
  Words words;
  Snapshot before;
  Snapshot after;
  int ended_with = 0;

 private:
  static constexpr fs::copy_options k_all = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
  fs::path m_kept = fork.world / "kept";
};

/// Everything is as before, with 130, or done, as without the signal.
void interrupt_at_each_point(const Disturbed& disturbed) {
  const std::vector<std::size_t> points = disturbed.points();
  const char* const signals[] = {"INT", "TERM", "HUP"};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char* signal = signals[i % std::size(signals)];
    CAPTURE(signal, points[i]);
    const CommandResult result =
        disturbed.run(std::string("inject=fsync:signal=") + signal + ":when=" + std::to_string(points[i]));
    INFO(result.out << result.err);
    if (result.exit == k_interrupted) {
      CHECK(differences(disturbed.before, disturbed.comparable()) == "");
    } else {
      CHECK(result.exit == disturbed.ended_with);
      CHECK_THAT(result.err, ContainsSubstring("the interrupt came too late"));
      CHECK(differences(disturbed.after, disturbed.comparable()) == "");
    }
  }
}

void make_dirty(const ForkProject& fork) {
  const GitRepo checkout = fork.checkout();
  checkout.write("docs/guide.md", "# My guide\n");
  checkout.write("new.py", "new = True\n");
  checkout.git({"add", "new.py"});
}

void stop_with_changes(const ForkProject& fork) {
  fork.set_up();
  fork.advance_against_serve_more();
  make_dirty(fork);
  expect_exit(fork.run({"update", "--autostash"}), 3);
}

void update_of_changes(const ForkProject& fork) {
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  make_dirty(fork);
}

}  // namespace

TEST_CASE("an autostashing update that is interrupted leaves all as before, or is done with the changes restored") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  interrupt_at_each_point(Disturbed({"update", "--no-fetch", "--autostash"}, update_of_changes));
}

TEST_CASE("an interrupted setup leaves no clone, or is done") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  interrupt_at_each_point(Disturbed({"setup"}, [](const ForkProject&) {}));
}

TEST_CASE("an interrupted continue leaves the stop, or is done with the changes restored") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  interrupt_at_each_point(Disturbed({"continue"}, [](const ForkProject& fork) {
    stop_with_changes(fork);
    fork.resolve_serve_more();
  }));
}

TEST_CASE("an interrupted abort leaves the stop, or is done with the changes restored") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  interrupt_at_each_point(Disturbed({"abort"}, stop_with_changes));
}

TEST_CASE("autostashed changes outlive a disk that fails once: they are in the files, or in a stash that is named") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Disturbed disturbed({"update", "--no-fetch", "--autostash"}, update_of_changes);
  for (const std::size_t point : disturbed.points()) {
    CAPTURE(point);
    const CommandResult result = disturbed.run("inject=fsync:error=EIO:when=" + std::to_string(point));
    INFO(result.out << result.err);
    const GitRepo checkout = disturbed.fork.checkout();
    if (checkout.read("docs/guide.md") != "# My guide\n") {
      CHECK_THAT(result.out + result.err, ContainsSubstring("your uncommitted changes are in the stash"));
      CHECK(checkout.git({"show", "stash@{0}:docs/guide.md"}) == "# My guide");
    }
    disturbed.fork.run({"status"});
    CHECK(checkout.read("docs/guide.md") == "# My guide\n");
    CHECK(checkout.read("new.py") == "new = True\n");
    CHECK(checkout.git({"stash", "list"}) == "");
  }
}
