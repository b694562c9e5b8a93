#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace {

using namespace mlxpatch::tests;

nlohmann::json parse(const std::string& text) { return nlohmann::json::parse(text); }

/// A project whose upstream has one file, set up with an empty queue and one [[verify]] command.
class Project {
 public:
  Project(const World& world, const std::string& verify)
      : m_upstream(GitRepo::init(world / "upstream")), m_path(world / "project") {
    m_upstream.commit_file("file.txt", "text\n", "First");
    write_bytes(m_path / "patches" / "series", "");
    write_bytes(m_path / "mlxpatch.toml",
                "[upstream]\nurl = \"../upstream\"\n\n[[verify]]\nname = \"it\"\nrun = " + verify + "\n");
    const CommandResult setup = run({"setup"});
    INFO(setup.err);
    REQUIRE(setup.exit == 0);
  }

  CommandResult run(const std::vector<std::string>& arguments) const { return run_mlxpatch(arguments, m_path); }
  const std::filesystem::path& path() const { return m_path; }
  const GitRepo& upstream() const { return m_upstream; }
  GitRepo checkout() const { return GitRepo(m_path / "upstream-repo"); }

 private:
  GitRepo m_upstream;
  std::filesystem::path m_path;
};

}  // namespace

TEST_CASE("mlxpatch alone prints its help and succeeds") {
  const World world;
  const CommandResult result = run_mlxpatch({}, world.root());
  CHECK(result.exit == 0);
  CHECK(result.out.find("Usage: mlxpatch COMMAND") != std::string::npos);
  CHECK(result.err.empty());
}

TEST_CASE("wrong usage gives exit code 2 and a message on stderr only") {
  const World world;
  const CommandResult result = run_mlxpatch({"udpate"}, world.root());
  CHECK(result.exit == 2);
  CHECK(result.out.empty());
  CHECK(result.err ==
        "mlxpatch: there is no command \"udpate\"\n  -> did you mean `mlxpatch update`?\n"
        "  -> `mlxpatch --help` lists the commands\n");
}

TEST_CASE("an error is colored as --color says, even if the other words can't be parsed") {
  const World world;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--color", "always", "status"},
                                                {"status", "--color=always"},
                                                {"--color=always", "udpate"},
                                                {"--color=never", "status", "--nonsense", "--color", "always"}}) {
    const CommandResult result = run_mlxpatch(words, world.root());
    INFO(result.err);
    CHECK(result.exit == 2);
    CHECK(result.err.find("\x1b[") != std::string::npos);
  }
  for (const std::vector<std::string>& words : {std::vector<std::string>{"status"},
                                                {"--color=never", "status"},
                                                {"--color", "pink", "status"},
                                                {"install", "--color=never", "--", "--color=always"}}) {
    const CommandResult result = run_mlxpatch(words, world.root());
    CHECK(result.exit == 2);
    CHECK(result.err.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("with --json a failure is a document on stdout, and a message on stderr as well") {
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

TEST_CASE("a directory for -C that does not exist is wrong usage") {
  const World world;
  const CommandResult result = run_mlxpatch({"-C", "nowhere", "status"}, world.root());
  CHECK(result.exit == 2);
  CHECK(result.err == "mlxpatch: -C: there is no such directory\n  at nowhere\n");
}

TEST_CASE("a current directory that was removed is reported") {
  const World world;
  const CommandResult result = run_command(
      {"sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" status", mlxpatch_binary().string()},
      {.directory = world.root(), .input = {}, .environment = {}});
  CHECK(result.exit == 2);
  CHECK(result.err.find("the current directory no longer exists") != std::string::npos);
}

TEST_CASE("a reader that goes away is no failure") {
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
  CHECK(result.err.find("can't write to standard output: No space left on device") != std::string::npos);
}

TEST_CASE("each outcome has its exit code: 0 done, 3 stopped at a conflict, 4 a check failed") {
  const World world;
  const Project project(world, R"(["false"])");
  CHECK(project.run({"status"}).exit == 0);
  CHECK(project.run({"verify"}).exit == 4);
  CHECK(project.run({"regen", "--check"}).exit == 0);
  project.checkout().commit_file("file.txt", "ours\n", "Ours");
  CHECK(project.run({"regen", "--check"}).exit == 4);
  CHECK(project.run({"regen"}).exit == 0);
  project.upstream().commit_file("file.txt", "theirs\n", "Theirs");
  CHECK(project.run({"check"}).exit == 4);
  CHECK(project.run({"update", "--dry-run"}).exit == 4);
  CHECK(project.run({"update"}).exit == 3);
  CHECK(project.run({"continue"}).exit == 1);
  CHECK(project.run({"abort"}).exit == 0);
}

TEST_CASE("each command without options runs its own operation") {
  const World world;
  const Project project(world, R"(["true"])");
  const auto result_of = [&project](const std::string& command) {
    nlohmann::json document = parse(project.run({command, "--json"}).out);
    CHECK(document["command"] == command);
    return document;
  };
  CHECK(result_of("status").contains("unmerged"));
  CHECK(result_of("history").contains("operations"));
  CHECK(result_of("doctor").contains("findings"));
  CHECK(result_of("verify").contains("runs"));

  project.checkout().commit_file("file.txt", "ours\n", "Ours");
  REQUIRE(project.run({"regen"}).exit == 0);
  const std::string tip = project.checkout().git({"rev-parse", "local-patches"});
  project.upstream().commit_file("file.txt", "theirs\n", "Theirs");
  REQUIRE(project.run({"update"}).exit == 3);
  CHECK(result_of("continue")["error"]["message"].get<std::string>().find("conflict") != std::string::npos);
  CHECK_FALSE(result_of("abort").contains("error"));
  CHECK(project.checkout().git({"rev-parse", "HEAD"}) == tip);
  REQUIRE(project.run({"update"}).exit == 3);
  CHECK_FALSE(result_of("skip").contains("error"));
  CHECK(project.checkout().git({"rev-parse", "local-patches"}) == project.upstream().git({"rev-parse", "main"}));
  CHECK_FALSE(result_of("undo").contains("error"));
  CHECK(project.checkout().git({"rev-parse", "local-patches"}) == tip);
}

TEST_CASE("with -q only the result is printed, with -v also a trace on stderr") {
  const World world;
  const Project project(world, R"(["true"])");
  project.upstream().commit_file("other.txt", "theirs\n", "Theirs");
  const CommandResult quiet = project.run({"update", "-q", "--dry-run"});
  CHECK(quiet.err.empty());
  CHECK(!quiet.out.empty());
  project.upstream().commit_file("third.txt", "theirs\n", "Theirs again");
  CHECK(project.run({"update", "--dry-run"}).err.find("Fetched") != std::string::npos);
  project.checkout().commit_file("file.txt", "ours\n", "Ours");
  CHECK(project.run({"regen", "-v"}).err.find("operation ") != std::string::npos);
  project.checkout().commit_file("file.txt", "ours again\n", "Ours again");
  CHECK(project.run({"regen"}).err.empty());
}

TEST_CASE("a command runs as if started where -C says, and with the file that --config names") {
  const World world;
  const Project project(world, R"(["true"])");
  CHECK(run_mlxpatch({"-C", "project", "status"}, world.root()).exit == 0);
  CHECK(run_mlxpatch({"--config", "project/mlxpatch.toml", "status"}, world.root()).exit == 0);
  CHECK(run_mlxpatch({"status"}, world.root()).exit == 2);
}

TEST_CASE("MLXPATCH_TRACE names the file of the trace; 1 sends it to stderr, 0 turns it off") {
  const World world;
  const Project project(world, R"(["true"])");
  const auto regen_with = [&](const std::string& value) {
    project.checkout().commit_file("file.txt", value, "Change");
    CommandOptions options;
    options.directory = project.path();
    options.environment["MLXPATCH_TRACE"] = value;
    const CommandResult result = run_mlxpatch({"regen"}, options);
    CHECK(result.exit == 0);
    return result.err;
  };
  CHECK(regen_with((world / "trace").string()).empty());
  CHECK(read_bytes(world / "trace").find("operation ") != std::string::npos);
  CHECK(regen_with("1").find("operation ") != std::string::npos);
  CHECK(regen_with("0").empty());
  CHECK(regen_with("").empty());
}

TEST_CASE("a trace file that can't be opened is a failure that says so") {
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
  const Project project(world, "[\"sh\", \"-c\", \"echo > started; exec sleep 60\"]");
  const std::string script =
      "\"$0\" verify & child=$!; while ! test -e started; do sleep 0.02; done; kill -TERM $child; wait $child";
  CommandOptions options;
  options.directory = project.path();
  const CommandResult result = run_command({"sh", "-c", script, mlxpatch_binary().string()}, options);
  CHECK(result.exit == 130);
  CHECK(result.err == "mlxpatch: interrupted; everything is as before\n");
  CHECK(result.out.empty());
}
