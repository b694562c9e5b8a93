#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/ops/why.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using report::NextStep;
using report::PatchState;

namespace {

/// Its three patches are serve-more, log-requests and tell-about-log.
class Stops : public ForkProject {
 public:
  Stops() { set_up(); }

  /// One upstream commit that breaks the first and the last patch. Returns it.
  std::string advance_against_first_and_last() const {
    upstream.write("server.py", replaced_in(k_server, "SIZE = 10\n", "SIZE = 20\n"));
    upstream.write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it.\n");
    return upstream.commit("Twice the size, and halt (#7)");
  }
  void resolve_tell_about_log() const {
    checkout().write("docs/guide.md", "# Guide\n\nStart it.\n\nHalt it.\n\nRead the log.\n");
    checkout().git({"add", "docs/guide.md"});
  }
  report::Update update() { return ops::update(place(), {}, reporter); }
  report::Update go_on() { return ops::continue_update(place(), reporter); }
  report::Update skip() { return ops::skip_patch(place(), reporter); }
  report::Abort abort() { return ops::abort_update(place(), reporter); }

  static std::string replaced_in(std::string text, const std::string& part, const std::string& by) {
    return text.replace(text.find(part), part.size(), by);
  }
};

std::vector<NextStep::Kind> kinds_of(const std::vector<NextStep>& steps) {
  std::vector<NextStep::Kind> kinds;
  kinds.reserve(steps.size());
  for (const NextStep& step : steps) kinds.push_back(step.kind);
  return kinds;
}

std::vector<PatchState> states_of(const report::Update& update) {
  std::vector<PatchState> states;
  states.reserve(update.replay.patches.size());
  for (const report::Patch& patch : update.replay.patches) states.push_back(patch.state);
  return states;
}

/// The rest of a line that a command printed, from a part of it on: a command to type, without its reason.
std::string typed_from(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  const std::string line = text.substr(at, text.find('\n', at) - at);
  return line.substr(0, line.find("   "));
}

CommandResult run_in(const std::filesystem::path& directory, const std::string& command) {
  CommandOptions options;
  options.directory = directory;
  return run_command({"sh", "-c", command}, options);
}

}  // namespace

TEST_CASE("every stop of an update names its place in the whole queue, the culprit and what that changed") {
  Stops fork;
  const std::string culprit = fork.advance_against_first_and_last();
  const report::Update first = fork.update();
  REQUIRE(first.stop);
  CHECK(first.stop->patch_index == 1);
  CHECK(first.stop->patches == 3);
  CHECK_FALSE(first.stop->after_patches);
  const std::string way = GENERATE("resolve", "skip");
  CAPTURE(way);
  if (way == "resolve") fork.resolve_serve_more();
  const report::Update second = way == "resolve" ? fork.go_on() : fork.skip();
  REQUIRE(second.stop);
  CHECK(second.stop->patch == "tell-about-log.patch");
  CHECK(second.stop->patch_index == 3);
  CHECK(second.stop->patches == 3);
  CHECK(second.stop->after_patches);
  CHECK(second.stop->builds_on.empty());
  REQUIRE(second.stop->culprit);
  CHECK(second.stop->culprit->id == culprit);
  CHECK_THAT(second.stop->upstream_diff, ContainsSubstring("+Halt it."));
  CHECK_THAT(second.stop->patch_diff, ContainsSubstring("+Read the log."));
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("patch 3 of 3") && ContainsSubstring(culprit.substr(0, 8)));
}

TEST_CASE("a stop at a file that upstream moved shows both changes, each against the file as it was") {
  Stops fork;
  fork.upstream.git({"mv", "server.py", "app.py"});
  fork.upstream.write("app.py", Stops::replaced_in(k_server, "SIZE = 10\n", "SIZE = 20\n"));
  fork.upstream.commit("Call it the app (#7)");
  const report::Update update = fork.update();
  REQUIRE(update.stop);
  REQUIRE(update.stop->conflicts.size() == 1);
  CHECK(update.stop->conflicts[0].path == "app.py");
  CHECK_THAT(update.stop->upstream_diff, ContainsSubstring("--- a/server.py\n+++ b/app.py\n") &&
                                             ContainsSubstring("-SIZE = 10\n+SIZE = 20\n") &&
                                             !ContainsSubstring("-PORT"));
  CHECK_THAT(update.stop->patch_diff, ContainsSubstring("-SIZE = 10\n+SIZE = 100\n"));
}

TEST_CASE("a stop of a direct update names the culprit, too") {
  Stops fork;
  fork.advance_cleanly();
  const std::string culprit = fork.advance_against_log_requests();
  fork.upstream.commit_file("docs/more.md", "More and more.\n", "Tell yet more (#9)");
  ops::UpdateOptions options;
  options.policy.range = queue::ReplayPolicy::Range::direct;
  const report::Update update = ops::update(fork.place(), options, fork.reporter);
  REQUIRE(update.stop);
  REQUIRE(update.stop->culprit);
  CHECK(update.stop->culprit->id == culprit);
}

TEST_CASE("a stop of a merge names the commit that breaks a patch in that file") {
  Stops fork;
  fork.advance_cleanly();
  const std::string culprit = fork.advance_against_log_requests();
  ops::UpdateOptions options;
  options.method = ops::Method::merge;
  const report::Update update = ops::update(fork.place(), options, fork.reporter);
  REQUIRE(update.stop);
  CHECK(update.stop->kind == report::Stop::Kind::merge);
  REQUIRE(update.stop->culprit);
  CHECK(update.stop->culprit->id == culprit);
  CHECK_THAT(update.stop->upstream_diff, ContainsSubstring("_store.get(key, \"\")"));
}

TEST_CASE("a patch that conflicts only with how an earlier one was resolved says so, and names that one's culprit") {
  Stops fork;
  const GitRepo checkout = fork.checkout();
  checkout.write("server.py", Stops::replaced_in(checkout.read("server.py"), "SIZE = 100\n", "SIZE = 100  # tuned\n"));
  checkout.commit("Say that it is tuned");
  fork.done({"regen"});
  const std::string culprit = fork.advance_against_serve_more();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  const report::Update second = fork.go_on();
  REQUIRE(second.stop);
  CHECK(second.stop->patch_index == 4);
  CHECK(second.stop->builds_on == std::vector<std::string>{"serve-more.patch"});
  REQUIRE(second.stop->culprit);
  CHECK(second.stop->culprit->id == culprit);
}

TEST_CASE("the end of an update says what became of every patch, over all stops, each with its reason") {
  Stops fork;
  fork.advance_against_first_and_last();
  // Upstream takes the second patch later, in one commit.
  fork.upstream.write("cache.py", Stops::replaced_in(k_cache, "    return _store.get(key)\n",
                                                     "    log.say(\"get\", key)\n    return _store.get(key)\n"));
  fork.upstream.write("log.py", "def say(*words):\n    print(*words)\n");
  const std::string taker = fork.upstream.commit("Log requests (#8)");
  REQUIRE(fork.update().stop);
  REQUIRE(fork.skip().stop);
  fork.resolve_tell_about_log();
  const report::Update end = fork.go_on();
  CHECK(end.outcome == report::Outcome::done);
  CHECK(states_of(end) == std::vector{PatchState::skipped, PatchState::upstreamed, PatchState::resolved});
  REQUIRE(end.replay.patches.size() == 3);
  REQUIRE(end.replay.patches[1].upstreamed_by);
  CHECK(end.replay.patches[1].upstreamed_by->commit.id == taker);
  REQUIRE(end.audit);
  CHECK(end.audit->in == 3);
  CHECK(end.audit->kept == 0);
  CHECK(end.audit->resolved == 1);
  REQUIRE(end.audit->upstreamed.size() == 1);
  CHECK(end.audit->upstreamed[0].commit == taker);
  REQUIRE(end.audit->dropped.size() == 1);
  CHECK(end.audit->dropped[0].name == "serve-more.patch");
  CHECK_THAT(end.audit->dropped[0].why, ContainsSubstring("skipped"));
}

TEST_CASE("after a resolution the next steps are to look, to verify and to write the files") {
  Stops fork;
  fork.write_config("[[verify]]\nrun = [\"true\"]\n");
  fork.advance_against_serve_more();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  const report::Update end = fork.go_on();
  CHECK(kinds_of(end.next) ==
        std::vector{NextStep::Kind::review_resolution, NextStep::Kind::verify_updated, NextStep::Kind::regen_resolved});
  CHECK(states_of(end) == std::vector{PatchState::resolved, PatchState::clean, PatchState::clean});
}

TEST_CASE("a resolution that was committed in two pieces is counted once, and both pieces stay patches") {
  Stops fork;
  fork.advance_against_serve_more();
  fork.advance_against_log_requests();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  fork.checkout().git({"commit", "--quiet", "--no-edit"});
  fork.checkout().write("README.md", "An app, served to more.\n");
  fork.checkout().commit("Say so");
  REQUIRE(fork.go_on().stop);
  fork.resolve_log_requests();
  const report::Update end = fork.go_on();
  // The patch is listed once, and what was split from it as what it is.
  std::vector<std::string> names;
  names.reserve(end.replay.patches.size());
  for (const report::Patch& patch : end.replay.patches) names.push_back(patch.name);
  CHECK(names == std::vector<std::string>{"serve-more.patch", "Say so", "log-requests.patch", "tell-about-log.patch"});
  CHECK(end.replay.patches[1].index == 2);
  REQUIRE(end.audit);
  CHECK(end.audit->in == 3);
  CHECK(end.audit->resolved == 2);
  CHECK(end.audit->kept == 1);
  CHECK(end.audit->added == 1);
}

TEST_CASE("of a resolution in two commits the first is the patch, whatever their messages say") {
  Stops fork;
  fork.advance_against_serve_more();
  REQUIRE(fork.update().stop);
  const std::string patch = fork.checkout().git({"rev-parse", "CHERRY_PICK_HEAD"});
  fork.resolve_serve_more();
  fork.checkout().git({"commit", "--quiet", "-m", "Twice as many"});
  fork.checkout().write("README.md", "An app, served to more.\n");
  fork.checkout().git({"add", "README.md"});
  const std::string way = GENERATE("same commit", "same subject");
  CAPTURE(way);
  if (way == "same commit") fork.checkout().git({"commit", "--quiet", "-C", patch});
  if (way == "same subject") fork.checkout().git({"commit", "--quiet", "-m", "Serve more"});
  REQUIRE_FALSE(fork.go_on().stop);
  fork.done({"regen"});
  CHECK_THAT(fork.project.read("patches/serve-more.patch"), ContainsSubstring("Subject: [PATCH] Twice as many"));
  CHECK(fork.checkout().log("upstream/main..local-patches").size() == 4);
}

TEST_CASE("abort and undo name files that exist, or subjects, for what a person committed") {
  Stops fork;
  fork.advance_against_serve_more();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  fork.checkout().git({"commit", "--quiet", "-m", "resolved"});
  fork.checkout().write("README.md", "An app, served to more.\n");
  fork.checkout().commit("Say so");
  const bool is_undo = GENERATE(false, true);
  if (is_undo) fork.go_on();
  const std::vector<NextStep> kept = is_undo ? ops::undo(fork.place(), fork.reporter).kept : fork.abort().kept;
  REQUIRE(kept.size() >= 2);
  CHECK(kept[0].name == "serve-more.patch");
  CHECK(kept[1].name == "serve-more.patch");
}

TEST_CASE("abort of a pick names what was picked, which has no file") {
  Stops fork;
  const std::string commit = fork.advance_against_serve_more();
  expect_exit(fork.run({"pick", commit}), 3);
  fork.resolve_serve_more();
  fork.checkout().git({"commit", "--quiet", "-m", "resolved"});
  const report::Abort aborted = fork.abort();
  REQUIRE_FALSE(aborted.kept.empty());
  CHECK(aborted.kept[0].name == "\"resolved\"");
}

TEST_CASE("the end of an update has what patches lost before, at and after its stops, each once") {
  Stops fork;
  const GitRepo checkout = fork.checkout();
  // A patch of four hunks in a file of its own, of which upstream takes one before the stop, one at it, and one after.
  const auto text = [](const std::string& changed, const std::string& word) {
    std::string all;
    for (int i = 1; i <= 40; ++i) {
      const std::string number = std::to_string(i);
      const bool is_changed = (" " + changed + " ").find(" " + number + " ") != std::string::npos;
      all += "line " + number + (is_changed ? word : "") + "\n";
    }
    return all;
  };
  fork.upstream.commit_file("lines", text("", ""), "Have lines (#7)");
  fork.done({"update"});
  const bool is_first = GENERATE(true, false);
  CAPTURE(is_first);
  checkout.commit_file("lines", text("3 13 23 33", " of ours"), "Change lines");
  if (is_first) {
    const std::string top = checkout.rev_parse();
    const std::string below = checkout.rev_parse("HEAD~1");
    checkout.git({"reset", "--quiet", "--hard", "upstream/main"});
    checkout.git({"cherry-pick", top});
    checkout.git({"cherry-pick", "upstream/main.." + below});
  }
  fork.done({"regen"});
  fork.upstream.commit_file("lines", text("3", " of ours"), "Take one (#8)");
  fork.upstream.write("lines", text("3 13", " of ours"));
  fork.upstream.write("server.py", Stops::replaced_in(k_server, "SIZE = 10\n", "SIZE = 20\n"));
  fork.upstream.commit("Take another, and twice the size (#9)");
  fork.upstream.commit_file("lines", text("3 13 23", " of ours"), "Take a third (#10)");
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  const report::Update end = fork.go_on();
  REQUIRE_FALSE(end.stop);
  REQUIRE(end.replay.patches.size() == 4);
  const report::Patch& patch = end.replay.patches[is_first ? 0 : 3];
  REQUIRE(patch.subject == "Change lines");
  REQUIRE(patch.hunks);
  CHECK(patch.hunks->kept == 1);
  std::vector<std::string> takers;
  for (const auto& [since, count] : patch.hunks->upstream) {
    takers.push_back(since.subject);
    CHECK(count == 1);
  }
  CHECK(takers ==
        std::vector<std::string>{"Take one (#8)", "Take another, and twice the size (#9)", "Take a third (#10)"});
  REQUIRE(end.audit);
  REQUIRE(end.audit->in_part.size() == 1);
  CHECK(end.audit->in_part[0].hunks->upstream.size() == 3);
}

TEST_CASE("abort names the resolution of every stop and the half-made one, by commands that show them") {
  Stops fork;
  fork.advance_against_serve_more();
  fork.advance_against_log_requests();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  REQUIRE(fork.go_on().stop);
  fork.checkout().write("cache.py", "half a resolution\n");
  const CommandResult aborted = fork.done({"abort"});
  const std::string first = typed_from(aborted.out, "git -C app-repo show ");
  const std::string second = typed_from(aborted.out, "git -C app-repo diff ");
  // Whatever git throws away of what no ref reaches.
  fork.checkout().git({"reflog", "expire", "--expire=now", "--all"});
  fork.checkout().git({"gc", "--quiet", "--prune=now"});
  const CommandResult shown_first = run_in(fork.project.path(), first);
  CHECK(shown_first.exit == 0);
  CHECK_THAT(shown_first.out, ContainsSubstring("+SIZE = 200"));
  const CommandResult shown_second = run_in(fork.project.path(), second);
  CHECK(shown_second.exit == 0);
  CHECK_THAT(shown_second.out, ContainsSubstring("+half a resolution"));
}

TEST_CASE("skip says where the work on the files is kept, if there was any") {
  Stops fork;
  fork.advance_against_first_and_last();
  REQUIRE(fork.update().stop);
  CHECK_THAT(fork.run({"skip"}).out, !ContainsSubstring("is kept"));
  fork.checkout().write("docs/guide.md", "half a resolution\n");
  const CommandResult skipped = fork.done({"skip"});
  const CommandResult shown = run_in(fork.project.path(), typed_from(skipped.out, "git -C app-repo diff "));
  CHECK(shown.exit == 0);
  CHECK_THAT(shown.out, ContainsSubstring("+half a resolution"));
}

TEST_CASE("undo names the resolutions of the update that it undoes") {
  Stops fork;
  fork.advance_against_serve_more();
  fork.advance_against_log_requests();
  REQUIRE(fork.update().stop);
  fork.resolve_serve_more();
  REQUIRE(fork.go_on().stop);
  fork.resolve_log_requests();
  fork.go_on();
  const report::Undo undone = ops::undo(fork.place(), fork.reporter);
  CHECK(kinds_of(undone.kept) ==
        std::vector{NextStep::Kind::show_resolution, NextStep::Kind::show_resolution, NextStep::Kind::show_old_branch});
  REQUIRE(undone.kept.size() == 3);
  CHECK(undone.kept[0].name == "serve-more.patch");
  CHECK_THAT(fork.checkout().git({"show", undone.kept[0].commit}), ContainsSubstring("+SIZE = 200"));
  CHECK_THAT(fork.checkout().git({"show", undone.kept[1].commit}), ContainsSubstring("+    log.say(\"get\", key)"));
}

TEST_CASE("what was printed at a stop works where the person is") {
  Stops fork;
  fork.advance_against_serve_more();
  std::filesystem::create_directories(fork.world / "elsewhere");
  const std::string where =
      GENERATE("project", "project/patches", "project/app-repo", "project/app-repo/docs", "elsewhere");
  CAPTURE(where);
  const std::filesystem::path directory = fork.world / where;
  std::vector<std::string> words{"update"};
  if (where == "elsewhere") words.insert(words.begin(), {"-C", "../project"});
  const CommandResult stopped = run_mlxpatch(words, directory);
  expect_exit(stopped, 3);
  const std::string add = typed_from(stopped.out, "git ");
  const std::string go_on = typed_from(stopped.out, "mlxpatch ");
  fork.checkout().write("server.py", Stops::replaced_in(k_server, "SIZE = 10\n", "SIZE = 200\n"));
  const CommandResult added = run_in(directory, add);
  INFO(add << "\n" << added.err);
  CHECK(added.exit == 0);
  CHECK(fork.checkout().git({"ls-files", "-u"}).empty());
  const CommandResult done = run_in(directory, mlxpatch_binary().parent_path().string() + "/" + go_on);
  INFO(go_on << "\n" << done.err);
  CHECK(done.exit == 0);
}

TEST_CASE("an error's next command names the project that -C named") {
  Stops fork;
  const CommandResult refused = run_mlxpatch({"-C", fork.project.path().string(), "continue"}, fork.world.root());
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("mlxpatch -C " + fork.project.path().string() + " status"));
}

TEST_CASE("what check, why and regen --check advise at a stop is what status advises there") {
  ForkProject fork;
  fork.stop_at_serve_more();
  const auto kinds = [](const std::vector<NextStep>& steps) {
    std::vector<NextStep::Kind> all;
    std::ranges::transform(steps, std::back_inserter(all), &NextStep::kind);
    return all;
  };
  const std::vector<NextStep::Kind> at_stop{NextStep::Kind::add_resolutions, NextStep::Kind::continue_when_resolved,
                                            NextStep::Kind::skip_patch, NextStep::Kind::abort_update};
  CHECK(kinds(ops::status(fork.place(), fork.reporter).next) == at_stop);
  CHECK(kinds(ops::check(fork.place(), {}, fork.reporter).next) == at_stop);
  std::vector<NextStep::Kind> after_show = kinds(ops::why(fork.place(), "serve-more", fork.reporter).next);
  REQUIRE_FALSE(after_show.empty());
  CHECK(after_show.front() == NextStep::Kind::show_culprit);
  after_show.erase(after_show.begin());
  CHECK(after_show == at_stop);
}
