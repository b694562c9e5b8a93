#include "progress_line.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "columns.hpp"

namespace mlxpatch::ui {

namespace {

constexpr std::size_t k_widest_bar = 30;
constexpr std::size_t k_narrowest_bar = 8;

std::string bar_of(std::size_t cells, double part, const TerminalStyle& style) {
  const std::string_view full = style.unicode ? "█" : "#";
  const std::string_view open = style.unicode ? "░" : ".";
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(cells));
  std::string bar;
  for (std::size_t cell = 0; cell < cells; ++cell) bar += cell < filled ? full : open;
  return style.unicode ? bar : "[" + bar + "]";
}

}  // namespace

std::string progress_line(const report::Progress& progress, std::size_t columns, const TerminalStyle& style) {
  const std::string stage = escape_control(progress.stage);
  if (progress.total == 0) {
    const std::string line = fmt::format("{}  {}", stage, progress.done);
    return std::string(cut_to_columns(columns_of(line) <= columns ? line : stage, columns));
  }
  const double part = std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
  const std::string percent = fmt::format("{:3}%", static_cast<int>(part * 100.0));
  const std::string counts = fmt::format("{}/{}", progress.done, progress.total);
  const std::size_t words = columns_of(stage) + columns_of(percent) + columns_of(counts) + 4;
  const std::size_t brackets = style.unicode ? 0 : 2;
  const std::size_t around_bar = 2 + brackets;
  if (columns >= words + around_bar + k_narrowest_bar) {
    const std::size_t cells = std::min(k_widest_bar, columns - words - around_bar);
    return fmt::format("{}  {}  {}  {}", stage, bar_of(cells, part, style), percent, counts);
  }
  if (columns >= words) return fmt::format("{}  {}  {}", stage, percent, counts);
  if (columns >= percent.size() + 3) {
    return fmt::format("{} {}", cut_to_columns(stage, columns - percent.size() - 1), percent);
  }
  return std::string(cut_to_columns(stage, columns));
}

}  // namespace mlxpatch::ui
