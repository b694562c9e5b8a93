#include "served_fork.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <source_location>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/remote_servers.hpp>

namespace mlxpatch::tests {
namespace {

namespace fs = std::filesystem;

std::string server_program(const std::source_location place = std::source_location::current()) {
  return (fs::path(place.file_name()).parent_path().parent_path() / "support/lying_server.py").string();
}

}  // namespace

ServedFork::ServedFork(std::string with) : m_with(std::move(with)) {
  if (run_command({"python3", "-c", ""}).exit != 0) SKIP("the server of this test needs python3");
  fork.upstream.git({"branch", "other"});
  advance();
  m_server = std::make_unique<Server>(std::vector<std::string>{"python3", server_program(), fork.world.root().string(),
                                                               in_world("ports").string(), in_world("notes").string()});
  for (int tries = 0; tries < 400 && !fs::exists(in_world("ports")); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  std::ifstream(in_world("ports")) >> m_web >> m_git;
  REQUIRE(m_git != 0);
}

std::string ServedFork::url(const std::string& mode) const {
  if (mode.starts_with("git:")) return "git://127.0.0.1:" + std::to_string(m_git) + "/" + mode.substr(4) + "/up";
  return web() + "/" + mode + "/up/.git";
}

void ServedFork::follow(const std::string& address, int timeout) const {
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + address +
                                          "\"\n[checkout]\ndir = \"fork\"\n[fetch]\nwith = \"" + m_with +
                                          "\"\ntimeout = " + std::to_string(timeout) + "\n");
  if (fs::exists(fork.checkout_path())) fork.checkout().git({"remote", "set-url", "upstream", address});
}

void ServedFork::advance() {
  Random random(++m_round);
  std::string bytes;
  while (bytes.size() < 100'000) bytes += static_cast<char>(random.below(256));
  fork.upstream.commit_file("noise", bytes, "Make noise");
  fork.upstream.commit_file("round", std::to_string(m_round) + "\n", "Round");
}

std::vector<std::string> ServedFork::checkout_files() const {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(fork.checkout_path()))
    files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> ServedFork::take_notes() {
  std::vector<std::string> notes;
  std::ifstream file(in_world("notes"));
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    if (++number > m_noted) notes.push_back(line);
  }
  m_noted = number;
  return notes;
}

}  // namespace mlxpatch::tests
