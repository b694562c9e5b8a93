#include <filesystem>
#include <string>

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
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

// Updates that a person had a hand in leave the patch files to `regen`. What is done before that must not lose why.
using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using report::NextStep;
using report::PatchState;

namespace {

/// An update was resolved ("serve-more") or skipped it, and upstream took "log-requests"; the files are not written.
class Unwritten : public ForkProject {
 public:
  explicit Unwritten(const std::string& way) {
    set_up();
    advance_against_serve_more();
    upstream.write("cache.py", replaced(k_cache, "    return _store.get\\(key\\)\n",
                                        "    log.say(\"get\", key)\n    return _store.get(key)\n"));
    upstream.write("log.py", "def say(*words):\n    print(*words)\n");
    taker = upstream.commit("Log requests (#8)");
    REQUIRE(ops::update(place(), {}, reporter).stop);
    if (way == "resolve") {
      resolve_serve_more();
      REQUIRE_FALSE(ops::continue_update(place(), reporter).stop);
    } else {
      REQUIRE_FALSE(ops::skip_patch(place(), reporter).stop);
    }
    files = project.read("patches/series");
    upstream.commit_file("docs/more.md", "More.\n", "Tell more (#9)");
  }

  std::string taker;
  std::string files;
};

}  // namespace

TEST_CASE("a second update before regen still says why patches left, and leaves the files to regen") {
  const std::string way = GENERATE("resolve", "skip");
  CAPTURE(way);
  Unwritten fork(way);
  const std::string file = fork.project.read("patches/serve-more.patch");
  const report::Update end = ops::update(fork.place(), {}, fork.reporter);
  CHECK(end.written.empty());
  CHECK(fork.project.read("patches/series") == fork.files);
  CHECK(fork.project.read("patches/serve-more.patch") == file);
  REQUIRE(end.audit);
  CHECK(end.audit->in == 3);
  REQUIRE(end.audit->upstreamed.size() == 1);
  CHECK(end.audit->upstreamed[0].name == "log-requests.patch");
  CHECK(end.audit->upstreamed[0].commit == fork.taker);
  REQUIRE_FALSE(end.next.empty());
  CHECK(end.next.back().kind == NextStep::Kind::regen_resolved);
  if (way == "resolve") {
    CHECK(end.audit->resolved == 1);
    CHECK(end.replay.patches.front().state == PatchState::resolved);
    CHECK(end.next.front().kind == NextStep::Kind::review_resolution);
  } else {
    REQUIRE(end.audit->dropped.size() == 1);
    CHECK(end.audit->dropped[0].why == "you skipped it");
    CHECK(end.next.front().kind != NextStep::Kind::review_resolution);
  }
  // A third one, and then regen, say the same.
  fork.upstream.commit_file("docs/most.md", "Most.\n", "Tell most (#10)");
  fork.done({"update"});
  const CommandResult written = fork.done({"regen"});
  CHECK_THAT(written.out, ContainsSubstring("upstreamed  log-requests.patch  by " + fork.taker.substr(0, 8)) &&
                              !ContainsSubstring("no longer in the branch"));
  // From then on updates write the files themselves.
  fork.upstream.commit_file("docs/all.md", "All.\n", "Tell all (#11)");
  CHECK_THAT(fork.done({"update"}).out, ContainsSubstring("mlxpatch.lock"));
  fork.done({"check"});
}

TEST_CASE("a pick before regen leaves the files alone, too") {
  Unwritten fork("resolve");
  ops::PickOptions options;
  options.revisions = {fork.upstream.rev_parse()};
  const report::Update end = ops::pick(fork.place(), options, fork.reporter);
  CHECK(end.written.empty());
  CHECK(fork.project.read("patches/series") == fork.files);
  REQUIRE_FALSE(end.next.empty());
  CHECK(end.next.back().kind == NextStep::Kind::regen_resolved);
  const CommandResult written = fork.done({"regen"});
  CHECK_THAT(written.out, ContainsSubstring("by " + fork.taker.substr(0, 8)));
}

TEST_CASE("a pick that was skipped is no patch that left") {
  const ForkProject fork;
  fork.set_up();
  const std::string commit = fork.advance_against_serve_more();
  expect_exit(fork.run({"pick", commit}), 3);
  fork.done({"skip"});
  fork.upstream.write("server.py", k_server);
  fork.upstream.commit("Back to ten (#8)");
  CHECK_THAT(fork.done({"update"}).out, ContainsSubstring("3 patches in") && ContainsSubstring("mlxpatch.lock"));
}
