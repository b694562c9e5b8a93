#include "watched_streams.hpp"

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <git2/errors.h>
#include <git2/sys/errors.h>
#include <git2/sys/stream.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>

#include "remote_error.hpp"

namespace mlxpatch::transport {
namespace {

using std::chrono::milliseconds;

/// How many bytes may arrive without any progress: the branches and tags of the largest repositories are less.
constexpr std::size_t k_most_bytes = std::size_t{256} << 20;
constexpr std::size_t k_most_head = std::size_t{64} << 10;
/// How soon a signal is noticed that came before the waiting began.
constexpr milliseconds k_poll_interval{100};

#ifdef MSG_NOSIGNAL
constexpr int k_send_flags = MSG_NOSIGNAL;
#else
constexpr int k_send_flags = 0;
#endif

/// The watch for the streams that libgit2 makes now: its registration has no place for one.
std::shared_ptr<StreamWatch>& current_watch() {
  static std::shared_ptr<StreamWatch> watch;
  return watch;
}

/// libgit2 knows it by its first member.
struct Stream {
  git_stream parent{};
  std::string host;
  std::string port;
  std::shared_ptr<StreamWatch> watch;
  int socket = -1;
};

Stream& stream_of(git_stream* parent) { return *reinterpret_cast<Stream*>(parent); }

int failure(const std::string& message) {
  git_error_set_str(GIT_ERROR_NET, message.c_str());
  return -1;
}

int given_up() { return failure("the connection was given up"); }

bool must_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

/// False if it was given up.
bool wait_for(Stream& stream, short events) {
  const auto start = std::chrono::steady_clock::now();
  while (stream.watch->accepts({})) {
    pollfd polled{stream.socket, events, 0};
    if (::poll(&polled, 1, static_cast<int>(k_poll_interval.count())) > 0) return true;
    if (std::chrono::steady_clock::now() - start > stream.watch->silence())
      return stream.watch->give_up(Fault::silence);
  }
  return false;
}

void close_socket(Stream& stream) {
  if (stream.socket >= 0) ::close(std::exchange(stream.socket, -1));
}

/// 0 or an error number; with a fault, the watch has it.
int connect_to(Stream& stream, const addrinfo& address) {
  stream.socket = ::socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (stream.socket < 0) return errno;
  ::fcntl(stream.socket, F_SETFD, FD_CLOEXEC);
  ::fcntl(stream.socket, F_SETFL, ::fcntl(stream.socket, F_GETFL) | O_NONBLOCK);
#ifdef SO_NOSIGPIPE
  const int yes = 1;
  ::setsockopt(stream.socket, SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
  if (::connect(stream.socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (!wait_for(stream, POLLOUT)) return ETIMEDOUT;
  int error_number = 0;
  socklen_t size = sizeof error_number;
  if (::getsockopt(stream.socket, SOL_SOCKET, SO_ERROR, &error_number, &size) != 0) return errno;
  return error_number;
}

extern "C" {

int connect_stream(git_stream* parent) noexcept {
  Stream& stream = stream_of(parent);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* addresses = nullptr;
  const int unresolved = ::getaddrinfo(stream.host.c_str(), stream.port.c_str(), &hints, &addresses);
  if (unresolved != 0) {
    return failure("failed to resolve address for " + stream.host + ": " + ::gai_strerror(unresolved));
  }
  int error_number = 0;
  for (const addrinfo* address = addresses; address != nullptr; address = address->ai_next) {
    error_number = connect_to(stream, *address);
    if (error_number == 0 || stream.watch->fault() != Fault::none) break;
    close_socket(stream);
  }
  ::freeaddrinfo(addresses);
  if (error_number == 0) return 0;
  close_socket(stream);
  return failure("failed to connect to " + stream.host + ": " + std::strerror(error_number));
}

ssize_t read_stream(git_stream* parent, void* bytes, size_t size) noexcept {
  Stream& stream = stream_of(parent);
  ssize_t count = -1;
  while ((count = ::recv(stream.socket, bytes, size, 0)) < 0) {
    if (!must_wait()) return failure(std::string("error receiving data from socket: ") + std::strerror(errno));
    if (!wait_for(stream, POLLIN)) return given_up();
  }
  const std::string_view arrived(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
  return stream.watch->accepts(arrived) ? count : given_up();
}

ssize_t write_stream(git_stream* parent, const char* bytes, size_t size, int) noexcept {
  Stream& stream = stream_of(parent);
  stream.watch->begin_answer();
  ssize_t count = -1;
  while ((count = ::send(stream.socket, bytes, size, k_send_flags)) < 0) {
    if (!must_wait()) return failure(std::string("error sending data to socket: ") + std::strerror(errno));
    if (!wait_for(stream, POLLOUT)) return given_up();
  }
  return count;
}

int close_stream(git_stream* parent) noexcept {
  close_socket(stream_of(parent));
  return 0;
}

void free_stream(git_stream* parent) noexcept {
  close_socket(stream_of(parent));
  delete &stream_of(parent);
}

int make_stream(git_stream** out, const char* host, const char* port) noexcept {
  auto stream = std::make_unique<Stream>();
  stream->host = host;
  stream->port = port;
  stream->watch = current_watch();
  stream->parent.version = GIT_STREAM_VERSION;
  stream->parent.connect = connect_stream;
  stream->parent.read = read_stream;
  stream->parent.write = write_stream;
  stream->parent.close = close_stream;
  stream->parent.free = free_stream;
  *out = &stream.release()->parent;
  return 0;
}

}  // extern "C"

/// Of an address, in lower case; empty if it is only a path.
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  url.remove_prefix(url.rfind('@') + 1);
  return to_lower(url.substr(0, url.find(':')));
}

}  // namespace

StreamWatch::StreamWatch(std::string_view url, milliseconds silence) : m_host(host_of(url)), m_silence(silence) {}

void StreamWatch::renew() {
  m_progress = Clock::now();
  m_size = 0;
}

bool StreamWatch::give_up(Fault fault) {
  m_fault = fault;
  return false;
}

bool StreamWatch::accepts(std::string_view bytes) {
  if (m_fault != Fault::none) return false;
  if (interrupted()) return give_up(Fault::interrupt);
  m_size += bytes.size();
  if (m_size > k_most_bytes) return give_up(Fault::endless);
  if (crashes_library(bytes)) return give_up(Fault::redirect);
  return Clock::now() - m_progress <= k_patience * m_silence || give_up(Fault::standstill);
}

/// libgit2 1.8 crashes on a redirect to what it asked for without the question, as "/new/info/refs". Under TLS it can't
/// be seen here.
bool StreamWatch::crashes_library(std::string_view bytes) {
  constexpr std::string_view k_http = "HTTP/1.";
  if (bytes.empty() || m_head.size() > k_most_head) return false;
  m_head += bytes.substr(0, k_most_head);
  const std::size_t end = m_head.find("\r\n\r\n");
  if (!m_head.starts_with(k_http) || end == std::string::npos) return false;
  const std::string head = to_lower(m_head.substr(0, end));
  m_head.resize(k_most_head + 1);
  constexpr std::string_view k_name = "\nlocation:";
  const std::size_t location = head.find(k_name);
  if (location == std::string::npos) return false;
  const std::size_t start = location + k_name.size();
  const std::string_view target = trim(std::string_view(head).substr(start, head.find('\r', start) - start));
  // It follows none to another host.
  return target.ends_with("/info/refs") && (target.starts_with('/') || host_of(target) == m_host);
}

WatchedStreams::WatchedStreams(std::shared_ptr<StreamWatch> watch) {
  current_watch() = std::move(watch);
  git_stream_registration registration{GIT_STREAM_VERSION, make_stream, nullptr};
  git::check(git_stream_register(GIT_STREAM_STANDARD, &registration), "preparing a connection");
}

WatchedStreams::~WatchedStreams() {
  git_stream_register(GIT_STREAM_STANDARD, nullptr);
  current_watch().reset();
}

}  // namespace mlxpatch::transport
