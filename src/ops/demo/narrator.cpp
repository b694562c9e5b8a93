#include "demo/narrator.hpp"

#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ops {

namespace {

constexpr std::string_view k_output_margin = "      ";

}  // namespace

void Narrator::Indented::on(const report::Event& event) {
  if (const auto* step = std::get_if<report::Step>(&event)) {
    m_outer.on(report::Step{std::string(k_output_margin) + step->text});
  } else {
    m_outer.on(event);
  }
}

void Narrator::chapter(std::string_view title) {
  m_reporter.on(report::Step{fmt::format("\n{}. {}", ++m_chapters, title)});
}

void Narrator::say(std::string_view text) { m_reporter.on(report::Step{fmt::format("   {}", text)}); }

void Narrator::command(std::string_view text) { m_reporter.on(report::Step{fmt::format("   $ {}", text)}); }

void Narrator::line(std::string_view text) { m_reporter.on(report::Step{fmt::format("{}{}", k_output_margin, text)}); }

void Narrator::show(const report::Result& result) { m_reporter.on(report::Episode{result}); }

void Narrator::show_file(std::string_view lines, std::string_view path) {
  line(fmt::format("{}:", path));
  for (const std::string_view text : split_lines(lines)) line(fmt::format("  | {}", trim_end(text)));
}

}  // namespace mlxpatch::ops
