#include "progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

namespace {

constexpr std::size_t k_widest_bar = 30;
constexpr std::size_t k_narrowest_bar = 8;

/// The text's first code points, at most `most`.
std::string beginning(const std::string& text, std::size_t most) {
  std::size_t points = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool continues = (static_cast<unsigned char>(text[index]) & 0xC0) == 0x80;
    if (!continues && points++ == most) return text.substr(0, index);
  }
  return text;
}

std::size_t cells_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

std::string bar_of(std::size_t cells, double part, Look look) {
  const std::string_view full = look.unicode ? "█" : "#";
  const std::string_view open = look.unicode ? "░" : ".";
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(cells));
  std::string bar;
  for (std::size_t cell = 0; cell < cells; ++cell) bar += cell < filled ? full : open;
  return look.unicode ? bar : "[" + bar + "]";
}

}  // namespace

std::string progress_line(const report::Progress& progress, std::size_t columns, Look look) {
  const std::string stage = escape_control(progress.stage);
  if (progress.total == 0) {
    const std::string line = fmt::format("{}  {}", stage, progress.done);
    return beginning(cells_of(line) <= columns ? line : stage, columns);
  }
  const double part = std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
  const std::string percent = fmt::format("{:3}%", static_cast<int>(part * 100.0));
  const std::string counts = fmt::format("{}/{}", progress.done, progress.total);
  const std::size_t words = cells_of(stage) + cells_of(percent) + cells_of(counts) + 4;
  const std::size_t brackets = look.unicode ? 0 : 2;
  const std::size_t around_bar = 2 + brackets;
  if (columns >= words + around_bar + k_narrowest_bar) {
    const std::size_t cells = std::min(k_widest_bar, columns - words - around_bar);
    return fmt::format("{}  {}  {}  {}", stage, bar_of(cells, part, look), percent, counts);
  }
  if (columns >= words) return fmt::format("{}  {}  {}", stage, percent, counts);
  if (columns >= percent.size() + 3) {
    return beginning(stage, columns - percent.size() - 1) + " " + percent;
  }
  return beginning(stage, columns);
}

}  // namespace mlxpatch::ui
