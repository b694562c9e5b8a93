#include "human/queue_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/report/queue_diff.hpp>

#include "columns.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/queue_diff_markdown.hpp"
#include "human/queue_diff_words.hpp"

namespace mlxpatch::ui {

namespace {

using report::PatchDiff;

constexpr std::size_t k_widest_name = 44;
constexpr std::size_t k_line = 80;

struct Widths {
  std::size_t index = 1;
  std::size_t name = 1;
};

Widths widths_of(const std::vector<PatchDiff>& patches) {
  Widths widths;
  for (const PatchDiff& patch : patches) {
    if (!is_shown(patch)) continue;
    for (const auto& place : {patch.before, patch.after}) {
      if (place) widths.index = std::max(widths.index, fmt::formatted_size("{}", place->index));
    }
    widths.name = std::max(widths.name, columns_of(escaped(shown_name(patch))));
  }
  widths.name = std::min(widths.name, k_widest_name);
  return widths;
}

std::string colored_sign(const Page& page, const PatchDiff& patch) {
  switch (patch.state) {
    case PatchDiff::State::unchanged:
      return page.colored(Color::faint, sign_of(patch));
    case PatchDiff::State::changed:
      return page.colored(Color::warn, sign_of(patch));
    case PatchDiff::State::left:
      return page.colored(Color::bad, sign_of(patch));
    case PatchDiff::State::added:
      return page.colored(Color::good, sign_of(patch));
  }
  return "";
}

void show_patch(Page& page, const PatchDiff& patch, const Widths& widths) {
  const auto number = [](const std::optional<PatchDiff::Place>& place) {
    return place ? std::to_string(place->index) : std::string("-");
  };
  const std::string name = escaped(shown_name(patch));
  const std::string changes = changes_of(patch);
  const std::string numbers = fmt::format("  {:>{}} {} {:>{}}", number(patch.before), widths.index,
                                          colored_sign(page, patch), number(patch.after), widths.index);
  const std::size_t indent = 2 + widths.index + 3 + widths.index + 2;
  const std::size_t begin = indent + std::max(columns_of(name), widths.name) + 2;
  if (begin + columns_of(escaped(changes)) <= k_line) {
    page.line(fmt::format("{}  {}  {}", numbers, padded(name, widths.name), escaped(changes)));
    return;
  }
  page.line(fmt::format("{}  {}", numbers, name));
  page.prose(changes, indent + 2);
}

}  // namespace

void show(Page& page, const report::QueueDiff& diff) {
  if (diff.view == report::QueueDiff::View::markdown) {
    show_markdown(page, diff);
    return;
  }
  page.headline(summary_of(diff));
  page.prose(sides_of(diff));
  page.gap();
  const Widths widths = widths_of(diff.patches);
  for (const PatchDiff& patch : diff.patches) {
    if (!is_shown(patch)) continue;
    const bool has_text = diff.view == report::QueueDiff::View::full && !patch.text.empty();
    if (has_text) page.gap();
    show_patch(page, patch, widths);
    if (!has_text) continue;
    page.diff_of_diffs(patch.text);
    page.gap();
  }
  page.notes(diff.notes);
  page.next(diff.next);
}

}  // namespace mlxpatch::ui
