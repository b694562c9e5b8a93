#include <mlxpatch/ui/reporter.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "human/episode.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "progress_line.hpp"

namespace mlxpatch::ui {

namespace {

using Clock = std::chrono::steady_clock;

// Ten lines a second are enough for an eye, and what ends sooner than that shows no bar at all.
constexpr std::chrono::milliseconds k_between_drawings{100};
constexpr std::size_t k_usual_columns = 80;
// Below the command that it is about.
constexpr std::size_t k_episode_indent = 6;

/// COLUMNS if it is set, else what the terminal says; one less, because many terminals wrap after the last cell.
std::size_t usable_columns(std::FILE* stream) {
  std::size_t columns = 0;
  if (const char* value = std::getenv("COLUMNS")) columns = std::strtoul(value, nullptr, 10);
  winsize size{};
  if (columns == 0 && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  if (columns == 0) columns = k_usual_columns;
  return columns - 1;
}

class StreamReporter : public report::Reporter {
 public:
  StreamReporter(Verbosity verbosity, TerminalStyle style, std::FILE* stream)
      : m_verbosity(verbosity),
        m_style(std::move(style)),
        m_stream(stream),
        m_shows_progress(verbosity == Verbosity::normal && isatty(fileno(stream)) == 1),
        m_last_drawing(Clock::now()) {}
  ~StreamReporter() override { clear(); }
  StreamReporter(const StreamReporter&) = delete;
  StreamReporter& operator=(const StreamReporter&) = delete;

  void on(const report::Event& event) override {
    std::visit([this](const auto& what) { show(what); }, event);
  }

 private:
  void show(const report::Progress& progress) {
    if (!m_shows_progress) return;
    const bool is_end = progress.total != 0 && progress.done >= progress.total;
    if (is_end) return clear();
    const Clock::time_point now = Clock::now();
    if (now - m_last_drawing < k_between_drawings) return;
    m_last_drawing = now;
    m_drawn = true;
    put("\r" + progress_line(progress, usable_columns(m_stream), m_style) + "\x1b[K");
  }

  void show(const report::Step& step) {
    if (m_verbosity == Verbosity::quiet) return;
    clear();
    for (const std::string_view line : split_lines(step.text)) put(escaped(trim_end(line)) + "\n");
  }

  void show(const report::Episode& episode) {
    if (m_verbosity == Verbosity::quiet) return;
    clear();
    for (const std::string& line : episode_lines(episode.result)) {
      put(std::string(k_episode_indent, ' ') + escaped(trim_end(line)) + "\n");
    }
  }

  void show(const report::Warning& warning) {
    clear();
    const Page page(m_style);
    std::string text = page.colored(Color::warn, "warning:");
    // The first line is what is wrong, the others are what to type.
    for (const std::string_view line : split_lines(warning.text)) {
      text += (line.starts_with("  ") ? "" : " ") + escaped(trim_end(line)) + "\n";
    }
    put(text);
  }

  void clear() {
    if (m_drawn) put("\r\x1b[K");
    m_drawn = false;
  }

  /// Errors are passed over: what can't be shown on the way must not stop the work.
  void put(const std::string& text) {
    (void)std::fputs(text.c_str(), m_stream);
    (void)std::fflush(m_stream);
  }

  Verbosity m_verbosity;
  TerminalStyle m_style;
  std::FILE* m_stream;
  bool m_shows_progress;
  bool m_drawn = false;
  Clock::time_point m_last_drawing;
};

}  // namespace

std::unique_ptr<report::Reporter> make_reporter(Verbosity verbosity, TerminalStyle style, std::FILE* stream) {
  return std::make_unique<StreamReporter>(verbosity, std::move(style), stream);
}

}  // namespace mlxpatch::ui
