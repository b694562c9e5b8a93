#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process_identity.hpp>
#include <mlxpatch/workspace/run_lock.hpp>

#include "lock_owner.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

/// The error "busy", or nothing where the lock could be taken.
std::optional<Error> busy(const fs::path& file) {
  try {
    const RunLock lock(file);
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

/// Starts a process that runs the body and then waits to be killed; returns once the body has run.
pid_t start_process(const std::function<void()>& body) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t process = fork();
  if (process == 0) {
    body();
    [[maybe_unused]] const ssize_t told = write(ends[1], "x", 1);
    for (;;) pause();
  }
  char ready = 0;
  REQUIRE(read(ends[0], &ready, 1) == 1);
  close(ends[0]);
  close(ends[1]);
  return process;
}

void reap(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
  }
}

}  // namespace

TEST_CASE("a lock exists while it is held, and is removed afterwards") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  {
    const RunLock lock(file);
    const auto owner = parse_owner(read_file(file));
    REQUIRE(owner);
    CHECK(owner->process == getpid());
    CHECK_FALSE(owner->started.empty());
    CHECK(std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator()) == 1);
  }
  CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("a lock that is held makes others busy, naming the process and since when") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  const RunLock lock(file);
  const auto error = busy(file);
  REQUIRE(error);
  const auto owner = parse_owner(read_file(file));
  REQUIRE(owner);
  CHECK(error->what() ==
        "busy: another run is under way (process " + std::to_string(getpid()) + ", since " + owner->since + ")");
  CHECK(error->places() == std::vector<std::string>{file.string()});
  CHECK_FALSE(error->hints().empty());
  CHECK(fs::exists(file));
}

TEST_CASE("the lock of a process that was killed is taken over, even while it is a zombie") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  const pid_t process = start_process([&] { new RunLock(file); });
  REQUIRE(fs::exists(file));
  CHECK(busy(file));
  kill(process, SIGKILL);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT) == 0);
  {
    const RunLock lock(file);
    CHECK(parse_owner(read_file(file))->process == getpid());
  }
  CHECK_FALSE(fs::exists(file));
  reap(process);
}

TEST_CASE("a lock whose process number belongs to another process now is taken over") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner owner = this_process();
  owner.started = "1";
  owner.process = getppid();
  write_file(file, serialize_owner(owner));
  CHECK_FALSE(busy(file));
}

TEST_CASE("a lock from before a reboot is taken over") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner owner = this_process();
  owner.boot = "another-boot";
  owner.container = "pid:[1]";
  write_file(file, serialize_owner(owner));
  CHECK_FALSE(busy(file));
}

TEST_CASE("a new name of the host does not make its own locks foreign") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner owner = this_process();
  if (owner.boot.empty()) SKIP("this system has no boot id");
  owner.host = "old-name";
  write_file(file, serialize_owner(owner));
  const auto error = busy(file);
  REQUIRE(error);
  CHECK(std::string(error->what()).find("process " + std::to_string(getpid())) != std::string::npos);
  CHECK(std::string(error->what()).find("old-name") == std::string::npos);
  owner.started = "1";
  write_file(file, serialize_owner(owner));
  CHECK_FALSE(busy(file));
}

TEST_CASE("a lock from another host or container is left alone, with a hint on how to make sure") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner elsewhere = this_process();
  elsewhere.host = "elsewhere";
  elsewhere.boot = "another-boot";
  LockOwner in_container = this_process();
  in_container.container = "pid:[1]";
  for (const LockOwner& owner : {elsewhere, in_container}) {
    write_file(file, serialize_owner(owner));
    const auto error = busy(file);
    REQUIRE(error);
    CHECK(std::string(error->what()).find("on " + owner.host) != std::string::npos);
    REQUIRE(error->hints().size() == 1);
    CHECK(error->hints()[0].find("ps -p " + std::to_string(getpid())) != std::string::npos);
    CHECK(error->hints()[0].find("rm '" + file.string() + "'") != std::string::npos);
    CHECK(read_file(file) == serialize_owner(owner));
  }
}

TEST_CASE("a lock that a power cut damaged is taken over") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  for (const std::string& text : {std::string(), std::string(200, '\0'), std::string("{\"schema\": 1, \"pid\""),
                                  std::string("{\"schema\": 1, \"pid\": 0}")}) {
    write_file(file, text);
    CHECK_FALSE(busy(file));
  }
}

TEST_CASE("a lock that a person removed and another run took is not removed by the first owner") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner other = this_process();
  other.since = "later";
  {
    const RunLock lock(file);
    write_file(file, serialize_owner(other));
  }
  CHECK(read_file(file) == serialize_owner(other));
}

TEST_CASE("of many processes that find a dead owner's lock, one at a time holds it") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "run.lock";
  LockOwner dead = this_process();
  dead.started = "1";
  std::atomic<int> holders{0};
  std::atomic<int> most{0};
  std::atomic<int> successes{0};
  const auto contend = [&] {
    try {
      const RunLock lock(file);
      const int now = ++holders;
      if (now > most) most = now;
      ++successes;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      --holders;
    } catch (const Error& error) {
      if (!std::string(error.what()).starts_with("busy")) most = 100;
    }
  };
  for (int round = 0; round < 20; ++round) {
    write_file(file, serialize_owner(dead));
    std::vector<std::thread> threads;
    threads.reserve(6);
    for (int number = 0; number < 6; ++number) threads.emplace_back(contend);
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(most == 1);
  CHECK(successes >= 20);
  CHECK_FALSE(fs::exists(file));
}

TEST_CASE("a lock in a directory that does not exist is an error of its own") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const auto error = busy(directory.path() / "missing" / "run.lock");
  REQUIRE(error);
  CHECK(std::string(error->what()).find("No such file or directory") != std::string::npos);
}

TEST_CASE("the owner of a lock reads back as it was written") {
  const LockOwner owner = this_process();
  const auto read = parse_owner(serialize_owner(owner));
  REQUIRE(read);
  CHECK(read->process == owner.process);
  CHECK(read->host == owner.host);
  CHECK(read->boot == owner.boot);
  CHECK(read->container == owner.container);
  CHECK(read->started == owner.started);
  CHECK(read->since == owner.since);
  CHECK(state_of(*read) == OwnerState::alive);
}

TEST_CASE("whether a lock is held can be asked without taking it") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const std::filesystem::path file = directory.path() / "run.lock";
  CHECK_FALSE(RunLock::is_held(file));
  {
    const RunLock lock(file);
    CHECK(RunLock::is_held(file));
  }
  CHECK_FALSE(RunLock::is_held(file));
  LockOwner dead = this_process();
  dead.started = "1";
  write_file(file, serialize_owner(dead));
  CHECK_FALSE(RunLock::is_held(file));
  LockOwner elsewhere = this_process();
  elsewhere.host = "elsewhere";
  elsewhere.boot = "another-boot";
  write_file(file, serialize_owner(elsewhere));
  CHECK(RunLock::is_held(file));
}

TEST_CASE("a number that no process can have is not the owner of a lock") {
  const std::string text = serialize_owner(this_process());
  const std::string number = "\"pid\":" + std::to_string(getpid());
  REQUIRE(text.find(number) != std::string::npos);
  for (const std::string pid : {"0", "-1", "4294967297", "\"1\""}) {
    std::string changed = text;
    CHECK_FALSE(parse_owner(changed.replace(text.find(number), number.size(), "\"pid\":" + pid)));
  }
}
