#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>

using namespace mlxpatch;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_mebibyte = std::size_t{1024} * 1024;

ProcessResult run_shell(const std::string& script, const ProcessOptions& options = {}) {
  return run_process({"sh", "-c", script}, options);
}

/// A zombie has ended, though kill() still finds it.
bool is_running(const std::string& process) {
  const std::string state = run_process({"ps", "-o", "stat=", "-p", process}).output;
  return !trim(state).empty() && !trim(state).starts_with('Z');
}

/// Whether the process ends within a while.
bool ends_soon(const std::string& process) {
  for (int tried = 0; tried < 200 && is_running(process); ++tried) std::this_thread::sleep_for(10ms);
  return !is_running(process);
}

}  // namespace

TEST_CASE("a process gives back what it printed and how it ended") {
  const ProcessResult result = run_shell("printf out; printf err >&2; exit 7");
  CHECK(result.output == "out");
  CHECK(result.errors == "err");
  CHECK(result.exit_code == 7);
  CHECK_FALSE(result.timed_out);
}

TEST_CASE("a process that a signal ended gives 128 and the signal") {
  CHECK(run_shell("kill -KILL $$").exit_code == 128 + SIGKILL);
}

TEST_CASE("arguments reach a process as they are, without a shell") {
  CHECK(run_process({"printf", "%s|", "a b", "$HOME", "*", ""}).output == "a b|$HOME|*||");
}

TEST_CASE("a process has no input unless it is given some") {
  CHECK(run_process({"cat"}).output.empty());
  CHECK(run_process({"cat"}, {.input = "words"}).output == "words");
}

TEST_CASE("big input and big output pass at the same time") {
  const std::string big(8 * k_mebibyte, 'x');
  ProcessOptions options;
  options.input = big;
  const ProcessResult result = run_shell("tee /dev/stderr", options);
  CHECK(result.output == big);
  CHECK(result.errors == big);
}

TEST_CASE("a process that does not read its input is no failure") {
  ProcessOptions options;
  options.input = std::string(4 * k_mebibyte, 'x');
  const ProcessResult result = run_shell("exec <&-; sleep 0.1; echo done; exit 3", options);
  CHECK(result.output == "done\n");
  CHECK(result.exit_code == 3);
}

TEST_CASE("a process runs in the given directory and environment") {
  const TemporaryDirectory directory("mlxpatch-test-");
  setenv("MLXPATCH_TEST_INHERITED", "inherited", 1);
  setenv("MLXPATCH_TEST_REMOVED", "removed", 1);
  ProcessOptions options;
  options.directory = directory.path();
  options.set_env = {{"MLXPATCH_TEST_SET", "a=b"}};
  options.unset_env = {"MLXPATCH_TEST_REMOVED"};
  const auto result =
      run_shell("pwd -P; echo $MLXPATCH_TEST_INHERITED-$MLXPATCH_TEST_SET-${MLXPATCH_TEST_REMOVED-none}", options);
  CHECK(result.output == fs::canonical(directory.path()).string() + "\ninherited-a=b-none\n");
  unsetenv("MLXPATCH_TEST_INHERITED");
  unsetenv("MLXPATCH_TEST_REMOVED");
}

TEST_CASE("a program is looked up on the PATH that the process gets") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "mlxpatch-test-program", "#!/bin/sh\necho found\n", 0755);
  ProcessOptions options;
  options.set_env = {{"PATH", directory.path().string() + ":/usr/bin:/bin"}};
  CHECK(run_process({"mlxpatch-test-program"}, options).output == "found\n");
  CHECK_THROWS_AS(run_process({"mlxpatch-test-program"}), Error);
}

TEST_CASE("a program in the current directory is not mistaken for an installed one") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "git", "#!/bin/sh\necho trap\n", 0755);
  ProcessOptions options;
  options.directory = directory.path();
  options.set_env = {{"PATH", ":.:/usr/bin:/bin"}};
  CHECK(run_process({"git", "--version"}, options).output.starts_with("git version"));
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  CHECK(run_process({"git", "--version"}, options).output.starts_with("git version"));
  fs::current_path(before);
}

TEST_CASE("a program that can't be started says which one and why") {
  const auto message = [](const std::vector<std::string>& argv, const ProcessOptions& options = {}) {
    try {
      run_process(argv, options);
    } catch (const Error& error) {
      CHECK_FALSE(error.doing().empty());
      return std::string(error.what());
    }
    return std::string();
  };
  const TemporaryDirectory directory("mlxpatch-test-");
  const std::string plain = (directory.path() / "plain").string();
  write_file(plain, "text", 0644);
  CHECK(message({"mlxpatch-no-such-program"}) == "there is no program 'mlxpatch-no-such-program' on PATH");
  CHECK(message({plain}) == "can't run '" + plain + "': Permission denied");
  CHECK(message({"true"}, {.directory = directory.path() / "missing"}) ==
        "can't enter the directory '" + (directory.path() / "missing").string() + "': No such file or directory");
  CHECK_THROWS_AS(run_process({}), Error);
  CHECK_THROWS_AS(run_process({"true", std::string("a\0b", 3)}), Error);
}

TEST_CASE("pieces of output are reported as they arrive") {
  std::string heard;
  std::string heard_errors;
  ProcessOptions options;
  options.on_output = [&](std::string_view piece) { heard += piece; };
  options.on_errors = [&](std::string_view piece) { heard_errors += piece; };
  const ProcessResult result = run_shell("echo a; echo b >&2", options);
  CHECK(heard == "a\n");
  CHECK(heard_errors == "b\n");
  CHECK(result.output == "a\n");
}

TEST_CASE("a process is ended when its listener throws") {
  std::string process;
  ProcessOptions options;
  options.on_output = [&](std::string_view piece) {
    process = trim(piece);
    throw Error("enough");
  };
  CHECK_THROWS_AS(run_shell("echo $$; exec sleep 100", options), Error);
  CHECK(ends_soon(process));
}

TEST_CASE("a process that takes too long is ended with its children, and its output is kept") {
  ProcessOptions options;
  options.timeout = 200ms;
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = run_shell("sleep 100 & echo $!; sleep 100", options);
  CHECK(result.timed_out);
  CHECK(result.exit_code == 128 + SIGTERM);
  CHECK(std::chrono::steady_clock::now() - start < 15s);
  CHECK(ends_soon(std::string(trim(result.output))));
}

TEST_CASE("a child of a process that took too long is killed even if it ignores TERM") {
  ProcessOptions options;
  options.timeout = 200ms;
  const ProcessResult result = run_shell("(trap '' TERM; exec sleep 100) & echo $!; sleep 100", options);
  CHECK(result.timed_out);
  CHECK(ends_soon(std::string(trim(result.output))));
}

TEST_CASE("a process is ended when its watcher gives it up") {
  ProcessOptions options;
  bool heard = false;
  options.on_output = [&](std::string_view) { heard = true; };
  options.gives_up = [&] { return heard; };
  const ProcessResult result = run_shell("echo here; sleep 100; echo never", options);
  CHECK(result.timed_out);
  CHECK(result.output == "here\n");
  options.gives_up = [] { return false; };
  CHECK_FALSE(run_shell("echo here; sleep 0.2", options).timed_out);
}

TEST_CASE("a process that ignores TERM is killed after a second") {
  ProcessOptions options;
  options.timeout = 100ms;
  const ProcessResult result = run_shell("trap '' TERM; while :; do sleep 0.05; done", options);
  CHECK(result.timed_out);
  CHECK(result.exit_code == 128 + SIGKILL);
}

TEST_CASE("a process may tidy up after TERM, and its last output is kept") {
  ProcessOptions options;
  options.timeout = 200ms;
  const ProcessResult result = run_shell("trap 'echo bye; exit 9' TERM; while :; do sleep 0.05; done", options);
  CHECK(result.timed_out);
  CHECK(result.output == "bye\n");
  CHECK(result.exit_code == 9);
}

TEST_CASE("a quick process is not bound by its timeout") {
  ProcessOptions options;
  options.timeout = 60s;
  CHECK_FALSE(run_process({"true"}, options).timed_out);
}

TEST_CASE("background work that keeps the pipes open does not hold us up") {
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = run_shell("sleep 20 & echo $!");
  CHECK(std::chrono::steady_clock::now() - start < 15s);
  CHECK(result.exit_code == 0);
  const std::string process(trim(result.output));
  CHECK(is_running(process));
  kill(static_cast<pid_t>(std::stoi(process)), SIGKILL);
}

TEST_CASE("the last output of a process that was silent for long is kept") {
  for (int round = 0; round < 20; ++round) {
    const ProcessResult result = run_shell("sleep 0.3; echo last; echo words >&2");
    CHECK(result.output == "last\n");
    CHECK(result.errors == "words\n");
  }
}

TEST_CASE("a process that closes its output and goes on is waited for") {
  const TemporaryDirectory directory("mlxpatch-test-");
  ProcessOptions options;
  options.directory = directory.path();
  CHECK(run_shell("exec >&- 2>&-; sleep 0.3; : > done; exit 4", options).exit_code == 4);
  CHECK(fs::exists(directory.path() / "done"));
}

#ifdef __linux__  // elsewhere no folder says what a process has open
TEST_CASE("a process inherits none of our open files") {
  const std::string before = run_process({"ls", "/dev/fd"}).output;
  const TemporaryDirectory directory("mlxpatch-test-");
  const AtomicFile open_file(directory.path() / "x");
  CHECK(run_process({"ls", "/dev/fd"}).output == before);
}
#endif

TEST_CASE("a process that asks the person stays in our process group, another one has its own") {
  ProcessOptions options;
  options.terminal_input = true;
  const auto group_of = [](const ProcessResult& result) { return std::string(trim(result.output)); };
  const std::string print_group = "ps -o pgid= -p $$";
  CHECK(group_of(run_shell(print_group, options)) == std::to_string(getpgrp()));
  CHECK(group_of(run_shell(print_group)) != std::to_string(getpgrp()));
  options.input = "of our own\n";
  CHECK(run_shell("cat", options).output == "of our own\n");
  CHECK(group_of(run_shell(print_group, options)) == std::to_string(getpgrp()));
}

TEST_CASE("find_program gives the full path of a program on PATH") {
  const auto shell = find_program("sh");
  REQUIRE(shell);
  CHECK(shell->is_absolute());
  CHECK_FALSE(find_program("mlxpatch-no-such-program"));
  CHECK_FALSE(find_program(""));
  CHECK_FALSE(find_program("bin/sh"));
}
