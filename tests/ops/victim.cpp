#include "victim.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

namespace mlxpatch::tests {

namespace {

namespace fs = std::filesystem;

constexpr fs::copy_options k_all = fs::copy_options::recursive | fs::copy_options::copy_symlinks;

}  // namespace

void make_ready(const ForkProject& fork) {
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
}

Victim::Victim(Words command, const std::function<void(const ForkProject&)>& prepare) : words(std::move(command)) {
  prepare(fork);
  fs::copy(fork.project.path(), m_kept, k_all);
  before = comparable();
  fork.done(words);
  after = comparable();
}

void Victim::restore() const {
  fs::remove_all(fork.project.path());
  fs::copy(m_kept, fork.project.path(), k_all);
}

Snapshot Victim::comparable() const { return without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/"}); }

CommandResult Victim::strace(const std::string& expression, const Words& command) const {
  Words argv{mlxpatch_binary().string()};
  argv.insert(argv.end(), command.begin(), command.end());
  return run_under_strace(log(), {"-e", expression}, argv, fork.project.path());
}

std::vector<std::size_t> Victim::calls(const std::string& call, const std::string& mark) const {
  restore();
  expect_exit(strace("trace=" + call, words), 0);
  std::istringstream lines(read_bytes(log()));
  std::vector<std::size_t> numbers;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(call + "(") == std::string::npos) continue;
    ++number;
    if (line.find(mark) != std::string::npos) numbers.push_back(number);
  }
  return numbers;
}

bool Victim::kill_at(const std::string& call, std::size_t point) const {
  restore();
  const CommandResult killed = strace("inject=" + call + ":signal=KILL:when=" + std::to_string(point), words);
  if (killed.exit == 0) return false;
  CHECK(killed.exit == k_killed);
  return true;
}

bool Victim::kill_status_at(const std::string& call, const std::string& point) const {
  const CommandResult status = strace("inject=" + call + ":signal=KILL:when=" + point, {"status"});
  CHECK((status.exit == 0 || status.exit == k_killed));
  return status.exit == k_killed;
}

}  // namespace mlxpatch::tests
