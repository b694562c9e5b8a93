#include "human/dot.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/report/dependencies.hpp>

#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

/// A string of that language. In it `\` begins an escape of its own, so the one that escaped() writes is doubled, too.
std::string dot_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : escaped(text)) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + '"';
}

/// By place, whether the patch is in the graph.
std::vector<bool> shown_patches(const report::Dependencies& dependencies) {
  std::vector<bool> is_shown(dependencies.queue.size(), dependencies.asked.empty());
  for (const std::size_t place : dependencies.asked) {
    is_shown[place] = true;
    for (const std::size_t other : dependencies.queue[place].all_needs) is_shown[other] = true;
    for (const std::size_t other : dependencies.queue[place].all_needed_by) is_shown[other] = true;
  }
  return is_shown;
}

}  // namespace

void show_dot(Page& page, const report::Dependencies& dependencies) {
  const std::vector<bool> is_shown = shown_patches(dependencies);
  page.line("digraph queue {");
  page.line("  rankdir=BT;");
  page.line("  node [shape=box];");
  for (std::size_t place = 0; place < is_shown.size(); ++place) {
    if (!is_shown[place]) continue;
    const report::PatchDependencies& patch = dependencies.queue[place];
    page.line(fmt::format("  p{} [label={}, tooltip={}];", place + 1,
                          dot_string(fmt::format("{} {}", place + 1, patch.name)), dot_string(patch.subject)));
  }
  for (std::size_t place = 0; place < is_shown.size(); ++place) {
    if (!is_shown[place]) continue;
    for (const report::PatchNeed& need : dependencies.queue[place].needs) {
      if (is_shown[need.patch]) page.line(fmt::format("  p{} -> p{};", place + 1, need.patch + 1));
    }
  }
  page.line("}");
}

}  // namespace mlxpatch::ui
