#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Why a connection was given up.
enum class Fault { none, silence, standstill, endless, redirect, interrupt };

/// What the connections of one transfer share. Whoever gives one up says why.
class StreamWatch {
 public:
  /// `url` is the remote's address.
  StreamWatch(std::string_view url, std::chrono::milliseconds silence);

  std::chrono::milliseconds silence() const { return m_silence; }
  Fault fault() const { return m_fault; }

  /// The transfer has come further: patience begins anew.
  void renew();
  /// A request is sent; the head of an answer comes next.
  void begin_answer() { m_head.clear(); }
  /// Called with what has arrived, which is none while it is waited for. False if it is time to give up.
  bool accepts(std::string_view bytes);
  /// False, always.
  bool give_up(Fault fault);

 private:
  using Clock = std::chrono::steady_clock;

  bool crashes_library(std::string_view bytes);

  std::string m_host;  ///< in lower case
  std::chrono::milliseconds m_silence;
  Clock::time_point m_progress = Clock::now();
  std::size_t m_size = 0;  ///< of what has arrived since the last progress
  std::string m_head;      ///< of the answer, as far as it has arrived
  Fault m_fault = Fault::none;
};

/// While it exists, libgit2 connects to http, https and git servers (not to ssh servers, which need libgit2's own) by
/// streams that are watched. By itself libgit2 reads whatever arrives, for ever, and does not hear of Ctrl-C.
class WatchedStreams {
 public:
  explicit WatchedStreams(std::shared_ptr<StreamWatch> watch);
  ~WatchedStreams();
  WatchedStreams(const WatchedStreams&) = delete;
  WatchedStreams& operator=(const WatchedStreams&) = delete;
};

}  // namespace mlxpatch::transport
