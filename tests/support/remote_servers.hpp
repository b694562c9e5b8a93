#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

extern char** environ;

namespace mlxpatch::tests {

/// A program that serves while this object exists; it and its children are a process group of their own.
class Server {
 public:
  explicit Server(const std::vector<std::string>& argv) {
    std::vector<char*> words;
    words.reserve(argv.size() + 1);
    for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawn_file_actions_t quiet{};
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    REQUIRE(::posix_spawnp(&m_process, words[0], &quiet, &attributes, words.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&quiet);
    posix_spawnattr_destroy(&attributes);
  }
  ~Server() {
    ::kill(-m_process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  pid_t m_process = -1;
};

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Sockets that no program we start inherits; writing to a peer that has hung up is an error, not a signal.
#ifdef SOCK_CLOEXEC
inline int new_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
inline int accept_one(int socket) { return ::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC); }
inline constexpr int k_send_flags = MSG_NOSIGNAL;
#else  // macOS
inline int kept_to_us(int socket) {
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
  return socket;
}
inline int new_socket() { return kept_to_us(::socket(AF_INET, SOCK_STREAM, 0)); }
inline int accept_one(int socket) { return kept_to_us(::accept(socket, nullptr, nullptr)); }
inline constexpr int k_send_flags = 0;
#endif

/// A socket on a free port of the loopback interface; the kernel accepts connections, and no byte is ever sent.
class SilentServer {
 public:
  SilentServer() : m_socket(new_socket()) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    REQUIRE(::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(m_socket, 8) == 0);
    REQUIRE(::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    m_port = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(m_socket); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::uint16_t port() const { return m_port; }
  int descriptor() const { return m_socket; }

 private:
  int m_socket;
  std::uint16_t m_port = 0;
};

/// Gives every connection the same answer, whatever it asks, and hangs up.
class AnsweringServer : public SilentServer {
 public:
  explicit AnsweringServer(std::string answer) : m_answer(std::move(answer)), m_thread([this] { serve(); }) {}
  ~AnsweringServer() {
    m_is_done = true;
    ::shutdown(descriptor(), SHUT_RDWR);
    m_thread.join();
  }

 private:
  void serve() {
    while (!m_is_done) {
      pollfd waiting{descriptor(), POLLIN, 0};
      if (::poll(&waiting, 1, 100) <= 0) continue;
      const int client = accept_one(descriptor());
      if (client < 0) continue;
      char request[4096];
      if (::recv(client, request, sizeof request, 0) > 0)
        ::send(client, m_answer.data(), m_answer.size(), k_send_flags);
      ::shutdown(client, SHUT_WR);
      ::close(client);
    }
  }

  std::string m_answer;
  std::atomic<bool> m_is_done = false;
  std::thread m_thread;
};

/// Relays between a client and a server on the loopback interface, as a bad network would.
class BadNetwork {
 public:
  struct Badness {
    std::size_t stalls_after = SIZE_MAX;  ///< how many of the server's bytes get through
    std::size_t piece = 65536;            ///< how many of the server's bytes are relayed at once ...
    std::chrono::milliseconds pause{0};   ///< ... and how long it waits after each
  };

  BadNetwork(std::uint16_t server, Badness badness) : m_server(server), m_badness(badness) {
    m_thread = std::thread([this] { serve(); });
  }
  ~BadNetwork() {
    m_ends = true;
    m_thread.join();
  }
  BadNetwork(const BadNetwork&) = delete;
  BadNetwork& operator=(const BadNetwork&) = delete;
  std::uint16_t port() const { return m_socket.port(); }

 private:
  struct Line {
    int client;
    int server;
    std::size_t said = 0;
  };

  void serve() {
    std::vector<Line> lines;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(90);
    while (!m_ends && std::chrono::steady_clock::now() < end) {
      std::vector<pollfd> polled{{m_socket.descriptor(), POLLIN, 0}};
      for (const Line& line : lines) {
        polled.push_back({line.client, POLLIN, 0});
        polled.push_back({is_stalled(line) ? -1 : line.server, POLLIN, 0});
      }
      if (::poll(polled.data(), polled.size(), 20) <= 0) continue;
      std::vector<Line> open;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool client_is_open =
            polled[1 + 2 * i].revents == 0 || relay(lines[i].client, lines[i].server, 65536) > 0;
        const bool server_is_open = polled[2 + 2 * i].revents == 0 || relay_server(lines[i]);
        if (client_is_open && server_is_open) {
          open.push_back(lines[i]);
        } else {
          ::close(lines[i].client);
          ::close(lines[i].server);
        }
      }
      if (polled.front().revents != 0) open.push_back(connect_both());
      lines = open;
    }
    for (const Line& line : lines) {
      ::close(line.client);
      ::close(line.server);
    }
  }

  bool is_stalled(const Line& line) const { return line.said >= m_badness.stalls_after; }

  bool relay_server(Line& line) const {
    const std::size_t size = std::min(m_badness.piece, m_badness.stalls_after - line.said);
    const std::size_t count = relay(line.server, line.client, size);
    if (count == 0) return false;
    line.said += count;
    std::this_thread::sleep_for(m_badness.pause);
    return true;
  }

  Line connect_both() const {
    const int client = accept_one(m_socket.descriptor());
    const int server = new_socket();
    sockaddr_in address = loopback(m_server);
    // To the client this is a server that hangs up.
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) ::shutdown(server, SHUT_RDWR);
    return {client, server};
  }

  /// The number of bytes relayed; 0 if one of the two has closed.
  static std::size_t relay(int from, int to, std::size_t size) {
    std::vector<char> bytes(size);
    const ssize_t count = ::recv(from, bytes.data(), bytes.size(), 0);
    if (count <= 0) return 0;
    for (ssize_t sent = 0; sent < count;) {
      const ssize_t more = ::send(to, bytes.data() + sent, static_cast<std::size_t>(count - sent), k_send_flags);
      if (more <= 0) return 0;
      sent += more;
    }
    return static_cast<std::size_t>(count);
  }

  SilentServer m_socket;
  std::uint16_t m_server;
  Badness m_badness;
  std::atomic<bool> m_ends = false;
  std::thread m_thread;
};

inline std::uint16_t free_port() { return SilentServer().port(); }

inline void wait_until_it_listens(std::uint16_t port) {
  for (int i = 0; i < 400; ++i) {
    const int socket = new_socket();
    sockaddr_in address = loopback(port);
    const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (connected) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  FAIL("the server did not start");
}

/// A small web server for git's own CGI program; it exits by itself after two minutes.
inline constexpr const char* k_http_server = R"(
import http.server, os, subprocess, sys, threading
root, port = sys.argv[1], int(sys.argv[2])
threading.Timer(120, lambda: os._exit(0)).start()
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): pass
    def serve(self):
        path, _, query = self.path.partition('?')
        if path.startswith('/private/'):
            self.send_response(401)
            self.send_header('WWW-Authenticate', 'Basic realm="test"')
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        if self.headers.get('Transfer-Encoding') == 'chunked':
            while (size := int(self.rfile.readline(), 16)) > 0:
                body += self.rfile.read(size)
                self.rfile.readline()
        environment = dict(os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL='1', PATH_INFO=path,
            QUERY_STRING=query, REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get('Content-Type') or '',
            CONTENT_LENGTH=str(len(body)), REMOTE_ADDR='127.0.0.1',
            HTTP_CONTENT_ENCODING=self.headers.get('Content-Encoding') or '',
            GIT_PROTOCOL=self.headers.get('Git-Protocol') or '')
        out = subprocess.run(['git', 'http-backend'], input=body, env=environment, capture_output=True).stdout
        head, _, rest = out.partition(b'\r\n\r\n')
        headers = dict(line.split(': ', 1) for line in head.decode().split('\r\n') if line)
        self.send_response(int(headers.pop('Status', '200').split()[0]))
        for name, value in headers.items(): self.send_header(name, value)
        self.send_header('Content-Length', str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)
    do_GET = do_POST = serve
http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler).serve_forever()
)";

}  // namespace mlxpatch::tests
