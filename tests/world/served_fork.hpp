#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <support/remote_servers.hpp>

#include "small_fork.hpp"

namespace mlxpatch::tests {

/// A fork whose upstream, of a hundred kilobytes, is served by tests/support/lying_server.py.
class ServedFork {
 public:
  /// Skips the test where there is no python3. `with` is for fetch.with.
  explicit ServedFork(std::string with);

  SmallFork fork;

  /// The upstream's address: "good", or what the server does instead; "git:good" by git's own protocol.
  std::string url(const std::string& mode) const;
  /// "http://127.0.0.1:PORT"
  std::string web() const { return "http://127.0.0.1:" + std::to_string(m_web); }
  /// Writes mlxpatch.toml, and the address of the checkout's remote if there is one.
  void follow(const std::string& address, int timeout) const;
  /// Two commits upstream, with a hundred kilobytes that do not compress.
  void advance();
  /// All files of the checkout, by name.
  std::vector<std::string> checkout_files() const;
  /// What the server has noted since the last call: a line for each request and for what it sent.
  std::vector<std::string> take_notes();

 private:
  std::filesystem::path in_world(const char* name) const { return fork.world / name; }

  std::string m_with;
  std::unique_ptr<Server> m_server;
  std::uint16_t m_web = 0;
  std::uint16_t m_git = 0;
  std::size_t m_noted = 0;
  unsigned m_round = 0;
};

}  // namespace mlxpatch::tests
