#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("pick adds an upstream commit on top of the queue; the base stays, and files and lock follow") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const std::string before = fork.checkout().rev_parse();
  fork.done({"pick", tip + "~1"});
  CHECK(fork.checkout().rev_parse("HEAD~1") == before);
  CHECK_THAT(fork.checkout().message(),
             ContainsSubstring("Say it better (#5)") && ContainsSubstring("(cherry picked from commit "));
  CHECK(fork.checkout().show("HEAD", "server.py").find("stopped at last") != std::string::npos);
  CHECK(fork.checkout().status() == "");
  fork.done({"regen"});
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring(fork.base));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  fork.done({"update"});
  CHECK(fork.checkout().log("upstream/main..HEAD").size() == 3);
}

TEST_CASE("a pick that conflicts stops, and can be continued or aborted") {
  const ForkProject fork;
  fork.set_up();
  const std::string commit = fork.advance_against_serve_more();
  const std::vector<std::string> may_stay{"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/",
                                          "project/patches/.resolutions"};
  const Snapshot before = without(fork.snapshot(), may_stay);
  const std::string tip = fork.checkout().rev_parse();
  expect_exit(fork.run({"pick", commit}), 3);
  fork.done({"status"});
  fork.done({"abort"});
  CHECK(differences(before, without(fork.snapshot(), may_stay)) == "");

  expect_exit(fork.run({"pick", commit}), 3);
  fork.resolve_serve_more();
  fork.done({"continue"});
  CHECK(fork.checkout().rev_parse("local-patches~1") == tip);
  CHECK(fork.checkout().show("local-patches", "server.py").find("SIZE = 200") != std::string::npos);
  fork.done({"undo"});
  CHECK(differences(before, without(fork.snapshot(), may_stay)) == "");
}

TEST_CASE("a pick's stop says what conflicts with what, and its end is a pick's") {
  ForkProject fork;
  fork.set_up();
  const std::string missing = fork.advance_against_serve_more();
  fork.upstream.write("server.py", replaced(fork.upstream.read("server.py"), "SIZE = 20", "SIZE = 30"));
  const std::string commit = fork.upstream.commit("Three times the size (#8)");
  ops::PickOptions options;
  options.revisions = {commit};
  const report::Update stopped = ops::pick(fork.place(), options, fork.reporter);
  REQUIRE(stopped.stop);
  CHECK(stopped.operation == report::Command::pick);
  CHECK(stopped.stop->kind == report::Stop::Kind::pick);
  CHECK(stopped.stop->patch_index == 1);
  CHECK(stopped.stop->patches == 1);
  CHECK(stopped.stop->own_patches == std::vector<std::string>{"serve-more.patch"});
  REQUIRE(stopped.stop->missing.size() == 1);
  CHECK(stopped.stop->missing[0].id == missing);
  // The branch's own line is git's "ours", above the line of equals signs.
  CHECK_THAT(fork.checkout().read("server.py"), ContainsSubstring("<<<<<<< HEAD\nSIZE = 100\n=======\nSIZE = 30\n"));

  fork.resolve_serve_more();
  const report::Update end = ops::continue_update(fork.place(), fork.reporter);
  CHECK(end.operation == report::Command::pick);
  REQUIRE(end.replay.patches.size() == 1);
  CHECK(end.replay.patches[0].state == report::PatchState::resolved);
  REQUIRE_FALSE(end.next.empty());
  CHECK(end.next.front().kind == report::NextStep::Kind::review_resolution);
  CHECK(fork.checkout().git({"rev-list", "--count", end.next.front().commit + ".."}) == "1");
}

TEST_CASE("at a pick's stop the sides of a deleted file are named for what they are") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().remove("docs/guide.md");
  fork.checkout().commit("No guide here");
  fork.done({"regen", "--force"});
  fork.upstream.write("docs/guide.md", "# Guide\n\nStart it now.\n\nStop it.\n");
  const CommandResult stopped = fork.run({"pick", fork.upstream.commit("Start it now (#9)")});
  expect_exit(stopped, 3);
  CHECK_THAT(stopped.out, ContainsSubstring("your branch deleted it, the picked commit changes it"));
}

TEST_CASE("a pick that is skipped leaves nothing, and is not said to be there already") {
  const ForkProject fork;
  fork.set_up();
  const std::string commit = fork.advance_against_serve_more();
  expect_exit(fork.run({"pick", commit}), 3);
  CHECK_THAT(fork.done({"skip"}).out, StartsWith("Picked nothing.") && ContainsSubstring("you skipped it"));
}

TEST_CASE("the commits of a pick that is stopped are kept from being pruned") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  fork.upstream.commit_file("docs/more.md", "More.\n", "Tell more (#8)");
  fork.upstream.commit_file("docs/still.md", "Still more.\n", "Tell still more (#9)");
  expect_exit(fork.run({"pick", fork.base + "..upstream/main"}), 3);
  fork.checkout().git({"gc", "--quiet", "--prune=now"});
  fork.resolve_serve_more();
  fork.done({"continue"});
  CHECK(fork.checkout().log("-3") ==
        std::vector<std::string>{"Tell still more (#9)", "Tell more (#8)", "Twice the size (#7)"});
}

TEST_CASE("pick accepts a range, and refuses a commit that does not exist") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const CommandResult unknown = fork.run({"pick", "no-such-commit"});
  CHECK(unknown.exit != 0);
  CHECK_THAT(unknown.err, ContainsSubstring("no-such-commit"));
  fork.done({"pick", fork.base + ".." + tip});
  CHECK(fork.checkout().log(fork.base + "..HEAD").size() == 6);
}

namespace {

/// The queue of the fixture, and on top of it a pick of the upstream commit "Twice the size, and halt (#7)", which
/// needed a hand. A patch of the queue before it conflicts with that commit, too.
class ResolvedPick {
 public:
  explicit ResolvedPick(const std::string& message) {
    m_fork.set_up();
    const GitRepo& upstream = m_fork.upstream;
    upstream.write("server.py", replaced(k_server, "SIZE = 10\n", "SIZE = 20\n"));
    upstream.write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it.\n");
    m_origin = upstream.commit("Twice the size, and halt (#7)");
    expect_exit(m_fork.run({"pick", m_origin}), 3);
    const GitRepo checkout = m_fork.checkout();
    m_fork.resolve_serve_more();
    checkout.write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it now.\n\nRead the log.\n");
    checkout.git({"add", "docs/guide.md"});
    if (!message.empty()) checkout.git({"commit", "--quiet", "-m", message});
    m_fork.done({"continue"});
    m_fork.done({"regen"});
  }

  ForkProject& fork() { return m_fork; }
  const std::string& origin() const { return m_origin; }

 private:
  ForkProject m_fork;
  std::string m_origin;
};

}  // namespace

TEST_CASE("a pick that was committed with a message of one's own still says which commit it was") {
  ResolvedPick scene("Twice the size for us\n\nSigned-off-by: Ada Author <ada@example.com>");
  // As `git cherry-pick -x` writes it: among the trailers.
  CHECK(scene.fork().checkout().message() ==
        "Twice the size for us\n\nSigned-off-by: Ada Author <ada@example.com>\n(cherry picked from commit " +
            scene.origin() + ")\nPatch-Name: 0004-Twice-the-size-and-halt-7.patch\n");
}

TEST_CASE("a resolved pick leaves the queue also where a patch before it stops at the commit that was picked") {
  const std::string message = GENERATE("", "Twice the size for us");
  CAPTURE(message);
  ResolvedPick scene(message);
  ForkProject& fork = scene.fork();
  fork.upstream.commit_file("docs/more.md", "More.\n", "Tell more (#8)");
  REQUIRE(ops::update(fork.place(), {}, fork.reporter).stop);
  fork.resolve_serve_more();
  const report::Update second = ops::continue_update(fork.place(), fork.reporter);
  REQUIRE(second.stop);
  CHECK(second.stop->patch == "tell-about-log.patch");
  CHECK(second.stop->patches_left == 0);
  fork.checkout().write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it.\n\nRead the log.\n");
  fork.checkout().git({"add", "docs/guide.md"});
  const report::Update end = ops::continue_update(fork.place(), fork.reporter);
  CHECK_FALSE(end.stop);
  REQUIRE(end.replay.patches.size() == 4);
  const report::Patch& pick = end.replay.patches[3];
  CHECK(pick.state == report::PatchState::upstreamed);
  REQUIRE(pick.upstreamed_by);
  CHECK(pick.upstreamed_by->commit.id == scene.origin());
  CHECK(pick.upstreamed_by->how == report::Evidence::cherry_picked);
  CHECK(fork.checkout().log("upstream/main..HEAD").size() == 3);
}

TEST_CASE("a resolved pick stays through a stop if upstream reverts the commit later") {
  ResolvedPick scene("");
  ForkProject& fork = scene.fork();
  fork.upstream.write("server.py", replaced(k_server, "SIZE = 10\n", "SIZE = 30\n"));
  fork.upstream.write("docs/guide.md", k_guide);
  fork.upstream.commit("Revert it\n\nThis reverts commit " + scene.origin() + ".");
  REQUIRE(ops::update(fork.place(), {}, fork.reporter).stop);
  fork.resolve_serve_more();
  REQUIRE(ops::continue_update(fork.place(), fork.reporter).stop);
  fork.checkout().write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it.\n\nRead the log.\n");
  fork.checkout().git({"add", "docs/guide.md"});
  const report::Update third = ops::continue_update(fork.place(), fork.reporter);
  REQUIRE(third.stop);
  CHECK(third.stop->patch == "0004-Twice-the-size-and-halt-7.patch");
}

TEST_CASE("a pick of what the branch has already is no operation") {
  const ForkProject fork;
  fork.set_up();
  const std::string before = fork.done({"history"}).out;
  fork.done({"pick", "local-patches~1"});
  CHECK(fork.done({"history"}).out == before);
}
