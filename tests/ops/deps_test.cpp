#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A fork with a fourth patch that builds on the first.
class BuiltOn : public ForkProject {
 public:
  BuiltOn() {
    set_up();
    std::string server = checkout().read("server.py");
    const std::string part = "SIZE = 100\n";
    server.replace(server.find(part), part.size(), "SIZE = 1000\n");
    checkout().commit_file("server.py", server, "Serve \"many\"");
  }
};

}  // namespace

TEST_CASE("deps shows which patches of the branch need which, and changes nothing") {
  const BuiltOn fork;
  const Snapshot before = fork.snapshot();
  golden("deps", shown("mlxpatch deps", fork.done({"deps"})));
  golden("deps_patch", shown("mlxpatch deps serve-more", fork.done({"deps", "serve-more"})));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("deps --json has the whole relation, and of a patch only its own") {
  const BuiltOn fork;
  const auto all = nlohmann::json::parse(fork.done({"deps", "--json"}).out);
  CHECK(all["queue"] == 4);
  REQUIRE(all["patches"].size() == 4);
  CHECK(all["patches"][3]["needs"][0]["name"] == "serve-more.patch");
  CHECK(all["patches"][3]["needs"][0]["paths"] == nlohmann::json{"server.py"});
  CHECK(all["patches"][0]["all_needed_by"][0]["index"] == 4);
  const auto one = nlohmann::json::parse(fork.done({"deps", "4", "4", "--json"}).out);
  REQUIRE(one["patches"].size() == 1);
  CHECK(one["patches"][0]["index"] == 4);
  CHECK(one["patches"][0]["commit"] == fork.checkout().rev_parse());
}

TEST_CASE("deps --dot is a graph, of a patch the part around it") {
  const BuiltOn fork;
  const std::string all = fork.done({"deps", "--dot"}).out;
  CHECK_THAT(all, ContainsSubstring("p4 -> p1;") && ContainsSubstring("p2 [") &&
                      ContainsSubstring("tooltip=\"Serve \\\"many\\\"\""));
  CHECK_THAT(fork.done({"deps", "1", "--dot"}).out, ContainsSubstring("p4 -> p1;") && !ContainsSubstring("p2 ["));
}

TEST_CASE("deps works while an update is stopped, and on a branch that is at upstream's commit") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  CHECK_THAT(fork.done({"deps"}).out, ContainsSubstring("3 patches: "));
  fork.done({"abort"});
  fork.done({"drop", "1", "2", "3"});
  CHECK(fork.done({"deps"}).out == "The queue has no patches.\n");
}

TEST_CASE("deps refuses a name that means no patch, and the refusals of drop and move point at it") {
  const BuiltOn fork;
  fork.done({"regen"});
  const CommandResult unknown = fork.run({"deps", "serve-mor-e"});
  expect_exit(unknown, 2);
  CHECK_THAT(unknown.err, ContainsSubstring("mlxpatch deps serve-more"));
  CHECK_THAT(fork.run({"drop", "serve-more"}).err, ContainsSubstring("mlxpatch deps serve-more"));
  const CommandResult move = fork.run({"move", "4", "--first"});
  expect_exit(move, 1);
  CHECK_THAT(move.err, ContainsSubstring("mlxpatch deps 4") && ContainsSubstring("server.py"));
}
