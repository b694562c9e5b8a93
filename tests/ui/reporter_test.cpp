#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/ui/reporter.hpp>
#include <mlxpatch/ui/terminal_style.hpp>
#include <support/stream.hpp>
#include <support/world.hpp>

#include "progress_line.hpp"

namespace {

using namespace mlxpatch;
using namespace std::chrono_literals;

/// A pseudo terminal: what is written to stream() can be read back.
class Terminal {
 public:
  Terminal() : m_reader(posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(m_reader >= 0);
    REQUIRE(grantpt(m_reader) == 0);
    REQUIRE(unlockpt(m_reader) == 0);
    const int writer = open(ptsname(m_reader), O_RDWR | O_NOCTTY);
    REQUIRE(writer >= 0);
    m_stream = fdopen(writer, "w");
    REQUIRE(fcntl(m_reader, F_SETFL, O_NONBLOCK) == 0);
  }
  ~Terminal() {
    std::fclose(m_stream);
    close(m_reader);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::FILE* stream() const { return m_stream; }
  void set_columns(unsigned short columns) const {
    winsize size{};
    size.ws_col = columns;
    size.ws_row = 24;
    REQUIRE(ioctl(m_reader, TIOCSWINSZ, &size) == 0);
  }
  /// All that was written so far.
  std::string text() const {
    std::string text;
    char piece[4096];
    for (ssize_t got = 0; (got = read(m_reader, piece, sizeof piece)) > 0;)
      text.append(piece, static_cast<size_t>(got));
    return text;
  }

 private:
  int m_reader;
  std::FILE* m_stream = nullptr;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

const ui::TerminalStyle k_ascii = {false, false};

}  // namespace

TEST_CASE("on a terminal progress is one rewritten line, drawn seldom and taken away at its end") {
  tests::World world;
  world.unset_environment("COLUMNS");
  const Terminal terminal;
  terminal.set_columns(80);
  const auto reporter = ui::make_reporter(ui::Verbosity::normal, k_ascii, terminal.stream());
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t done = 0;
  while (std::chrono::steady_clock::now() - start < 350ms) {
    reporter->on(report::Progress{"Replaying patches", ++done, 1'000'000'000});
  }
  const auto spent = std::chrono::steady_clock::now() - start;
  const std::string drawn = terminal.text();
  CHECK(count(drawn, "Replaying patches") >= 1);
  CHECK(count(drawn, "Replaying patches") <= static_cast<std::size_t>(spent / 100ms));
  CHECK(count(drawn, "\n") == 0);
  reporter->on(report::Progress{"Replaying patches", 1'000'000'000, 1'000'000'000});
  CHECK(terminal.text() == "\r\x1b[K");
}

TEST_CASE("a step or a warning first takes the progress line away") {
  tests::World world;
  const Terminal terminal;
  auto reporter = ui::make_reporter(ui::Verbosity::normal, k_ascii, terminal.stream());
  std::this_thread::sleep_for(110ms);
  reporter->on(report::Progress{"Receiving objects", 1, 0});
  reporter->on(report::Step{"Fetched upstream: \x1b[31m14 new commits"});
  reporter->on(report::Warning{"hooks are not run"});
  const std::string text = terminal.text();
  CHECK(text.ends_with("\r\x1b[KFetched upstream: \\x1b[31m14 new commits\r\nwarning: hooks are not run\r\n"));
  std::this_thread::sleep_for(110ms);
  reporter->on(report::Progress{"Receiving objects", 2, 0});
  (void)terminal.text();
  reporter.reset();
  CHECK(terminal.text() == "\r\x1b[K");
}

TEST_CASE("work that is done in a moment shows no progress at all") {
  const Terminal terminal;
  const auto reporter = ui::make_reporter(ui::Verbosity::normal, k_ascii, terminal.stream());
  reporter->on(report::Progress{"Replaying patches", 1, 2});
  reporter->on(report::Progress{"Replaying patches", 2, 2});
  CHECK(terminal.text().empty());
}

TEST_CASE("a stream that is no terminal gets steps and warnings, and no progress") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    const auto reporter = ui::make_reporter(ui::Verbosity::normal, k_ascii, file);
    std::this_thread::sleep_for(110ms);
    reporter->on(report::Progress{"Replaying patches", 1, 2});
    reporter->on(report::Step{"one\ntwo"});
    reporter->on(report::Warning{"three"});
  }
  CHECK(tests::everything_in(file) == "one\ntwo\nwarning: three\n");
  std::fclose(file);
}

TEST_CASE("quiet means warnings only") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    const auto reporter = ui::make_reporter(ui::Verbosity::quiet, k_ascii, file);
    reporter->on(report::Step{"one"});
    reporter->on(report::Warning{"two"});
  }
  CHECK(tests::everything_in(file) == "warning: two\n");
  std::fclose(file);
}

TEST_CASE("a progress line never exceeds its columns, and gives up the bar first") {
  const report::Progress progress{"Replaying patches", 500, 1000};
  CHECK(ui::progress_line(progress, 79, k_ascii) ==
        "Replaying patches  [###############...............]   50%  500/1000");
  CHECK(ui::progress_line(progress, 45, k_ascii) == "Replaying patches  [####....]   50%  500/1000");
  CHECK(ui::progress_line(progress, 40, k_ascii) == "Replaying patches   50%  500/1000");
  CHECK(ui::progress_line(progress, 20, k_ascii) == "Replaying patch  50%");
  CHECK(ui::progress_line({"Receiving objects", 1234, 0}, 79, k_ascii) == "Receiving objects  1234");
  CHECK(ui::progress_line({"Over the end", 7, 5}, 79, k_ascii).find("100%") != std::string::npos);
  for (std::size_t columns = 0; columns < 100; ++columns) {
    CAPTURE(columns);
    CHECK(ui::progress_line(progress, columns, k_ascii).size() <= columns);
    CHECK(ui::progress_line({"Receiving", 99, 0}, columns, k_ascii).size() <= columns);
  }
}

TEST_CASE("the terminal's width is kept to, and COLUMNS counts more") {
  tests::World world;
  const Terminal terminal;
  terminal.set_columns(24);
  const auto draw = [&terminal] {
    const auto reporter = ui::make_reporter(ui::Verbosity::normal, k_ascii, terminal.stream());
    std::this_thread::sleep_for(110ms);
    (void)terminal.text();
    reporter->on(report::Progress{"Replaying patches", 500, 1000});
    return terminal.text();
  };
  world.unset_environment("COLUMNS");
  CHECK(draw() == "\rReplaying patches  50%\x1b[K");
  world.set_environment("COLUMNS", "12");
  CHECK(draw() == "\rReplay  50%\x1b[K");
}
