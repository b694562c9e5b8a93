#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <support/command.hpp>
#include <support/world.hpp>

namespace {

using namespace mlxpatch::tests;

nlohmann::json parse(const std::string& text) { return nlohmann::json::parse(text); }

}  // namespace

TEST_CASE("mlxpatch alone gives its help and is content") {
  const World world;
  const CommandResult result = run_mlxpatch({}, world.root());
  CHECK(result.exit == 0);
  CHECK(result.out.find("Usage: mlxpatch COMMAND") != std::string::npos);
  CHECK(result.err.empty());
}

TEST_CASE("wrong usage gives exit code 2 and words on stderr only") {
  const World world;
  const CommandResult result = run_mlxpatch({"udpate"}, world.root());
  CHECK(result.exit == 2);
  CHECK(result.out.empty());
  CHECK(result.err ==
        "mlxpatch: there is no command \"udpate\"\n  -> did you mean `mlxpatch update`?\n"
        "  -> `mlxpatch --help` lists the commands\n");
}

TEST_CASE("with --json a failure is a document on stdout, and words on stderr as well") {
  const World world;
  const CommandResult usage = run_mlxpatch({"check", "--json", "--nonsense"}, world.root());
  CHECK(usage.exit == 2);
  CHECK(parse(usage.out)["error"]["kind"] == "usage");
  CHECK(parse(usage.out)["command"] == "check");
  CHECK(usage.err.find("--nonsense") != std::string::npos);
  const CommandResult no_config = run_mlxpatch({"status", "--json"}, world.root());
  CHECK(no_config.exit == 2);
  CHECK(parse(no_config.out)["error"]["message"].get<std::string>().find("mlxpatch.toml") != std::string::npos);
}

TEST_CASE("a folder for -C that does not exist is wrong usage") {
  const World world;
  const CommandResult result = run_mlxpatch({"-C", "nowhere", "status"}, world.root());
  CHECK(result.exit == 2);
  CHECK(result.err == "mlxpatch: -C: there is no such folder\n  at nowhere\n");
}

TEST_CASE("a current folder that is gone is told in words") {
  const World world;
  const CommandResult result = run_command(
      {"sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" status", mlxpatch_binary().string()},
      {.directory = world.root(), .input = {}, .environment = {}});
  CHECK(result.exit == 2);
  CHECK(result.err.find("the current folder does not exist any more") != std::string::npos);
}

TEST_CASE("a reader that went away is no failure") {
  const World world;
  const CommandResult result =
      run_command({"sh", "-c", "{ \"$0\" --help; echo $? > status; } | true; cat status", mlxpatch_binary().string()},
                  {.directory = world.root(), .input = {}, .environment = {}});
  CHECK(result.out == "0\n");
  CHECK(result.err.empty());
}

TEST_CASE("a result that can't be written is a failure") {
  if (!std::filesystem::exists("/dev/full")) SKIP("there is no /dev/full here");
  const World world;
  const CommandResult result = run_command({"sh", "-c", "\"$0\" --help > /dev/full", mlxpatch_binary().string()},
                                           {.directory = world.root(), .input = {}, .environment = {}});
  CHECK(result.exit == 1);
  CHECK(result.err.find("the standard output can't be written: No space left on device") != std::string::npos);
}

TEST_CASE("the trace goes to the file that MLXPATCH_TRACE names, or says why it can't") {
  const World world;
  CommandOptions options;
  options.directory = world.root();
  options.environment["MLXPATCH_TRACE"] = (world / "missing" / "folder").string() + "/";
  const CommandResult result = run_mlxpatch({"status"}, options);
  CHECK(result.exit == 1);
  CHECK(result.err.find("starting the trace") != std::string::npos);
}

TEST_CASE("an interruption gives 130 and says that everything is as before") {
  const World world;
  write_bytes(world / "upstream" / "file.txt", "text\n");
  for (const char* command : {"init -q -b main", "add file.txt", "commit -q -m First"}) {
    REQUIRE(run_command({"sh", "-c", "git -C upstream " + std::string(command)},
                        {.directory = world.root(), .input = {}, .environment = {}})
                .exit == 0);
  }
  const std::filesystem::path project = world / "project";
  write_bytes(project / "patches" / "series", "");
  write_bytes(project / "mlxpatch.toml",
              "[upstream]\nurl = \"../upstream\"\n\n[[verify]]\nname = \"slow\"\n"
              "run = [\"sh\", \"-c\", \"echo > started; exec sleep 60\"]\n");
  const CommandResult setup = run_mlxpatch({"setup"}, project);
  INFO(setup.err);
  REQUIRE(setup.exit == 0);
  const std::string script =
      "\"$0\" verify & child=$!; while ! test -e */started; do sleep 0.02; done; kill -TERM $child; wait $child";
  CommandOptions options;
  options.directory = project;
  const CommandResult result = run_command({"sh", "-c", script, mlxpatch_binary().string()}, options);
  CHECK(result.exit == 130);
  CHECK(result.err == "mlxpatch: interrupted; everything is as before\n");
  CHECK(result.out.empty());
}
