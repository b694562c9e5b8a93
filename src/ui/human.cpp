#include <mlxpatch/ui/human.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "human/absorb.hpp"
#include "human/dependencies.hpp"
#include "human/draft.hpp"
#include "human/escaped.hpp"
#include "human/exchange.hpp"
#include "human/history.hpp"
#include "human/page.hpp"
#include "human/plumbing.hpp"
#include "human/project.hpp"
#include "human/queue_diff.hpp"
#include "human/queue_edit.hpp"
#include "human/resolutions.hpp"
#include "human/status.hpp"
#include "human/update.hpp"
#include "human/why.hpp"

namespace mlxpatch::ui {

std::string human(const report::Result& result, TerminalStyle style) {
  // What the demo prints is typed in the demo's own directory.
  if (std::holds_alternative<report::Demo>(result)) style.program = TerminalStyle().program;
  Page page(std::move(style));
  std::visit([&page](const auto& value) { show(page, value); }, result);
  return page.take();
}

std::string human(const Error& error, TerminalStyle style) {
  Page page(std::move(style));
  const std::string doing = error.doing().empty() ? "" : escaped(error.doing()) + ": ";
  const std::string what(error.what());
  const std::vector<std::string_view> lines = split_lines(what);
  const std::string first = lines.empty() ? "it could not be done" : std::string(trim_end(lines.front()));
  page.line(page.colored(Color::bad, "mlxpatch:") + " " + doing + escaped(first));
  for (std::size_t index = 1; index < lines.size(); ++index) page.line("  " + escaped(trim_end(lines[index])));
  for (const std::string& place : error.places()) page.line("  at " + page.colored(Color::bold, place));
  for (const std::string& hint : error.hints())
    page.line("  " + page.colored(Color::command, "->") + " " + escaped(page.called(hint)));
  return page.take();
}

}  // namespace mlxpatch::ui
