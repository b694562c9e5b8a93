#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "recording_reporter.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

struct DemoFixture {
  World world;
  RecordingReporter reporter;
  /// The miniature upstream's last commit is younger than the world's clock; people have a clock that goes on.
  DemoFixture() { world.advance(std::chrono::hours(24 * 90)); }
  report::Demo play(const fs::path& directory = "") { return ops::demo({world.root(), {}}, {directory}, reporter); }
  ops::Invocation place() const { return {world / "mlxpatch-demo/project", {}}; }
};

}  // namespace

TEST_CASE("the demo plays the whole cycle in seconds, without an identity, and leaves all in order") {
  DemoFixture demo;
  demo.world.forget_identity();
  const auto begin = std::chrono::steady_clock::now();
  const report::Demo result = demo.play();
  // The promise is five seconds; a test machine may be busy with many tests at once.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
  CHECK(result.directory == "mlxpatch-demo");

  const std::string told = join(demo.reporter.steps, "\n");
  for (const char* words :
       {"$ mlxpatch setup", "$ mlxpatch update", "<<<<<<< ", "$ git -C tinyserve-repo add tinyserve/server.py",
        "$ mlxpatch continue", "$ mlxpatch regen", "$ mlxpatch check"}) {
    INFO(words);
    CHECK(told.find(words) != std::string::npos);
  }
  CHECK(told.find('\x1b') == std::string::npos);
  CHECK(std::ranges::any_of(demo.reporter.episodes, [](const report::Result& episode) {
    const auto* update = std::get_if<report::Update>(&episode);
    return update != nullptr &&
           std::ranges::count(update->replay.patches, report::PatchState::upstreamed, &report::Patch::state) == 1;
  }));
  CHECK(std::getenv("GIT_AUTHOR_NAME") == nullptr);

  const GitRepo upstream(demo.world / "mlxpatch-demo/upstream");
  CHECK(upstream.log("main").size() == 30);
  CHECK(upstream.status().empty());
  CHECK(upstream.git({"fsck", "--strict"}).empty());
  const GitRepo checkout(demo.world / "mlxpatch-demo/project/tinyserve-repo");
  CHECK(checkout.log("upstream/main..local-patches") ==
        std::vector<std::string>{"Add a --cache-size argument", "Log each request as one line"});
  CHECK(checkout.status().empty());
  const GitRepo project(demo.world / "mlxpatch-demo/project");
  CHECK(project.read("patches/series") == "log-requests.patch\ncache-size.patch\n");
  CHECK(run_command({"python3", "-m", "tinyserve", "--help"}, {checkout.path(), {}, {}}).out.find("--cache-size") !=
        std::string::npos);
}

TEST_CASE("the demo's directory can be used further, its upstream too") {
  DemoFixture demo;
  demo.play();
  const GitRepo upstream(demo.world / "mlxpatch-demo/upstream");
  upstream.commit_file("README.md", "# tinyserve\n", "Shorten");
  CHECK(ops::update(demo.place(), {}, demo.reporter).outcome == report::Outcome::done);
  CHECK_FALSE(ops::status(demo.place(), demo.reporter).drift.any());
  ops::undo(demo.place(), demo.reporter);
  CHECK(ops::status(demo.place(), demo.reporter).behind == 1);
}

TEST_CASE("every commit of the miniature upstream is the same each time") {
  DemoFixture demo;
  demo.play();
  const std::string first = GitRepo(demo.world / "mlxpatch-demo/upstream").rev_parse();
  demo.play("again");
  CHECK(GitRepo(demo.world / "again/upstream").rev_parse() == first);
}

TEST_CASE("an earlier demo is replaced; anything else is left alone") {
  DemoFixture demo;
  demo.play();
  const std::string first = GitRepo(demo.world / "mlxpatch-demo/project/tinyserve-repo").tree();
  SECTION("an earlier demo") {
    demo.play();
    CHECK(GitRepo(demo.world / "mlxpatch-demo/project/tinyserve-repo").tree() == first);
  }
  SECTION("an earlier demo with something of a person's") {
    write_bytes(demo.world / "mlxpatch-demo/notes.txt", "mine\n");
    CHECK_THROWS_AS(demo.play(), Error);
    CHECK(fs::exists(demo.world / "mlxpatch-demo/project/tinyserve-repo/tinyserve/server.py"));
  }
  SECTION("another directory") {
    write_bytes(demo.world / "other/notes.txt", "mine\n");
    CHECK_THROWS_AS(demo.play("other"), Error);
    CHECK(read_bytes(demo.world / "other/notes.txt") == "mine\n");
  }
}
