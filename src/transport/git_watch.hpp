#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

bool is_ssh(std::string_view url);
bool has_terminal();

/// Tells by what a git program prints whether the server that it talks to still does something, and ends. Git has no
/// limit for the silence of a git server, nor of an ssh server whose machine still answers, and none at all for what a
/// server lists and says. What is in transit shows in git's progress, which is printed every second and includes the
/// number of bytes received, but in steps of up to 64 KiB, since git reads whole packets; where the system tells what
/// git has read, that is taken for a sign of life in between.
class GitWatch {
 public:
  GitWatch(const std::string& url, const TransferOptions& options);

  /// Called with what git prints to its standard error.
  void hear(std::string_view piece);
  /// Whether to end git. Called often.
  bool is_over();
  /// Whether it is over because the server sends without end.
  bool is_endless() const { return m_is_endless; }
  /// Whether it is over because there was no progress for longer than a server may be silent.
  bool is_standing() const { return m_is_standing; }

 private:
  using Clock = std::chrono::steady_clock;

  bool has_heard(std::string_view words) const { return m_words.find(words) != std::string::npos; }
  void look_at_children();

  std::chrono::seconds m_limit;
  std::chrono::seconds m_long_limit;  ///< for what may show nothing
  bool m_is_far;                      ///< there is a server at all
  bool m_is_on;
  bool m_has_progress = false;
  bool m_is_received = false;
  bool m_is_endless = false;
  bool m_is_standing = false;
  std::size_t m_size = 0;
  Clock::time_point m_heard = Clock::now();
  Clock::time_point m_alive = Clock::now();  ///< when git was last seen to have read something
  Clock::time_point m_looked = Clock::now();
  std::uint64_t m_read = 0;
  std::string m_words;  ///< the last ones, since a piece may end anywhere
};

}  // namespace mlxpatch::transport
