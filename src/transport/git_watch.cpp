#include "git_watch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <unistd.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "children.hpp"
#include "remote_error.hpp"

namespace mlxpatch::transport {
namespace {

constexpr std::size_t k_longest_word = 30;
/// What git may take for a server's branches and tags: some millions.
constexpr std::uint64_t k_most_memory = std::uint64_t{1} << 30;
constexpr std::chrono::milliseconds k_look_interval{200};

bool is_of(std::string_view url, std::string_view scheme) { return to_lower(url).starts_with(scheme); }

bool is_web(std::string_view url) { return is_of(url, "http://") || is_of(url, "https://"); }

}  // namespace

bool is_ssh(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    return to_lower(url.substr(0, scheme)) == "ssh";
  }
  const std::size_t colon = url.find(':');
  return colon != std::string_view::npos && url.find('/') > colon;
}

bool has_terminal() { return ::isatty(STDIN_FILENO) == 1; }

GitWatch::GitWatch(const std::string& url, const TransferOptions& options)
    : m_limit(silence_of(options)),
      m_long_limit(k_patience * silence_of(options)),
      m_is_far(is_web(url) || is_ssh(url) || is_of(url, "git://")),
      // At a terminal, ssh or git may be waiting for the user's password.
      m_is_on(m_is_far && (is_of(url, "git://") || !has_terminal())) {
  // Silence itself git notices there, and what a web server lists shows nothing.
  if (is_web(url)) m_limit = m_long_limit;
}

void GitWatch::hear(std::string_view piece) {
  m_heard = Clock::now();
  m_size += piece.size();
  m_words = m_words.substr(m_words.size() - std::min(m_words.size(), k_longest_word)) + std::string(piece);
  constexpr std::array<std::string_view, 3> k_signs = {"remote: ", "Receiving objects: ", "Fetching objects: "};
  if (std::ranges::any_of(k_signs, [&](std::string_view sign) { return has_heard(sign); })) m_has_progress = true;
  if (m_has_progress) m_is_on = m_is_far;
  // From here on the work is local, but for the end of the stream.
  if (has_heard("Receiving objects: 100%") || has_heard("Unpacking objects: 100%")) m_is_received = true;
}

void GitWatch::look_at_children() {
  const Clock::time_point now = Clock::now();
  if (now - m_looked < k_look_interval) return;
  m_looked = now;
  const Children children = children_now();
  if (!m_has_progress && children.memory > k_most_memory) m_is_endless = true;
  if (children.read != m_read) m_alive = now;
  m_read = children.read;
}

bool GitWatch::is_over() {
  if (!m_is_far) return false;
  look_at_children();
  m_is_endless = m_is_endless || m_size > k_most_text;
  if (m_is_endless) return true;
  if (!m_is_on) return false;
  const Clock::time_point now = Clock::now();
  m_is_standing = now - m_heard > m_long_limit;
  return m_is_standing || (!m_is_received && now - std::max(m_heard, m_alive) > m_limit);
}

}  // namespace mlxpatch::transport
