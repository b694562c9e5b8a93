#include "human/page.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/next_step.hpp>

#include "as_called.hpp"
#include "columns.hpp"
#include "human/escaped.hpp"
#include "next_step.hpp"

namespace mlxpatch::ui {

namespace {

constexpr std::size_t k_widest_label = 44;
constexpr std::size_t k_line = 80;
// A longer command has its reason on the next line.
constexpr std::size_t k_widest_command = 42;

std::string_view code_of(Color color) {
  switch (color) {
    case Color::bold:
      return "\x1b[1m";
    case Color::good:
      return "\x1b[32m";
    case Color::bad:
      return "\x1b[31m";
    case Color::warn:
      return "\x1b[33m";
    case Color::faint:
      return "\x1b[2m";
    case Color::command:
      return "\x1b[36m";
  }
  return "";
}

/// The widest of the texts, but no more than k_widest_label.
std::size_t common_width(const std::vector<std::string>& texts) {
  std::size_t widest = 0;
  for (const std::string& text : texts) widest = std::max(widest, columns_of(text));
  return std::min(widest, k_widest_label);
}

/// The widest of those commands that are not too wide to have their reason beside them.
std::size_t command_width(const std::vector<WordedStep>& steps) {
  std::size_t widest = 0;
  for (const WordedStep& step : steps) {
    const std::size_t columns = columns_of(escaped(step.command));
    if (columns <= k_widest_command) widest = std::max(widest, columns);
  }
  return widest;
}

/// The text's words on lines of at most `width` columns; a longer word has a line to itself.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines = {""};
  for (const std::string_view word : split(text, ' ')) {
    const bool fits = lines.back().empty() || columns_of(lines.back()) + 1 + columns_of(word) <= width;
    if (!fits) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

/// The text escaped and in lines of at most `width` columns; its own line ends are kept, and indented lines as they
/// are.
std::vector<std::string> laid_out(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string_view own : split_lines(text)) {
    const std::string line = escaped(trim_end(own));
    if (line.starts_with(' ')) {
      lines.push_back(line);
      continue;
    }
    for (std::string& part : wrapped(line, width)) lines.push_back(std::move(part));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

}  // namespace

std::string Page::called(std::string_view command) const { return as_called(command, m_style.program); }

std::string Page::colored(Color color, std::string_view text) const {
  if (!m_style.color) return escaped(text);
  return fmt::format("{}{}\x1b[0m", code_of(color), escaped(text));
}

std::string Page::marked(Mark mark) const {
  const auto pick = [this](std::string_view unicode, std::string_view ascii) {
    return m_style.unicode ? unicode : ascii;
  };
  switch (mark) {
    case Mark::good:
      return colored(Color::good, pick("✓", "ok"));
    case Mark::bad:
      return colored(Color::bad, pick("✗", "X "));
    case Mark::warn:
      return colored(Color::warn, pick("!", "! "));
    case Mark::upstreamed:
      return colored(Color::good, pick("↑", "^ "));
    case Mark::empty:
      return colored(Color::faint, pick("∅", "0 "));
    case Mark::skipped:
      return colored(Color::faint, pick("-", "- "));
  }
  return " ";
}

void Page::headline(std::string_view text) {
  for (const std::string& part : laid_out(text, k_line)) line(colored(Color::bold, part));
}

void Page::prose(std::string_view text, std::size_t indent) {
  for (const std::string& part : laid_out(text, k_line - indent)) line(std::string(indent, ' ') + part);
}

void Page::section(std::string_view title) {
  gap();
  line(colored(Color::bold, title));
}

void Page::line(std::string_view ready) {
  m_text += ready;
  m_text += '\n';
}

void Page::gap() {
  if (m_text.empty() || m_text.ends_with("\n\n")) return;
  m_text += '\n';
}

std::string Page::take() {
  if (m_text.ends_with("\n\n")) m_text.pop_back();
  return std::exchange(m_text, std::string());
}

void Page::facts(const Rows& rows) {
  std::vector<std::string> labels;
  for (const auto& [label, value] : rows) {
    if (!value.empty()) labels.push_back(escaped(label));
  }
  const std::size_t width = common_width(labels);
  for (const auto& [label, value] : rows) {
    if (!value.empty()) line(fmt::format("  {}  {}", padded(escaped(label), width), escaped(value)));
  }
}

void Page::list(const std::vector<std::string>& values, std::size_t indent) {
  for (const std::string& value : values) line(std::string(indent, ' ') + escaped(value));
}

void Page::notes(const std::vector<std::string>& notes) {
  if (notes.empty()) return;
  gap();
  for (const std::string& note : notes) {
    const std::vector<std::string> lines = laid_out(called(note), k_line - 6);
    line(colored(Color::warn, "Note:") + " " + lines.front());
    for (std::size_t index = 1; index < lines.size(); ++index) line("      " + lines[index]);
  }
}

void Page::next(const std::vector<report::NextStep>& next_steps) { titled("Next:", next_steps); }

void Page::kept(const std::vector<report::NextStep>& next_steps) { titled("Kept:", next_steps); }

void Page::titled(std::string_view title, const std::vector<report::NextStep>& next_steps) {
  if (next_steps.empty()) return;
  section(title);
  std::vector<WordedStep> worded_steps;
  worded_steps.reserve(next_steps.size());
  for (const report::NextStep& step : next_steps) {
    const auto [command, why] = worded(step);
    worded_steps.push_back({called(command), why});
  }
  steps(worded_steps);
}

void Page::steps(const std::vector<WordedStep>& worded_steps) {
  const std::size_t width = command_width(worded_steps);
  for (const WordedStep& step : worded_steps) {
    if (step.command.empty()) {
      prose(step.why, 2);
      continue;
    }
    const std::string command = "  " + colored(Color::command, step.command);
    const std::size_t used = columns_of(escaped(step.command));
    const std::size_t column = 2 + width + 3;
    const std::vector<std::string> why = laid_out(step.why, k_line - column);
    const bool fits = used <= width;
    line(trim_end(fits ? command + std::string(column - 2 - used, ' ') + why.front() : command));
    for (std::size_t index = fits ? 1 : 0; index < why.size(); ++index) {
      if (!why[index].empty()) line(std::string(column, ' ') + why[index]);
    }
  }
}

void Page::diff_line(std::string_view flat) {
  if (flat.starts_with('+')) {
    line("    " + colored(Color::good, flat));
  } else if (flat.starts_with('-')) {
    line("    " + colored(Color::bad, flat));
  } else if (flat.starts_with("@@")) {
    line("    " + colored(Color::faint, flat));
  } else {
    line(trim_end("    " + escaped(flat)));
  }
}

void Page::diff(std::string_view text, std::size_t most) {
  const std::vector<std::string_view> lines = split_lines(text);
  for (std::size_t index = 0; index < lines.size() && index < most; ++index) {
    const std::string flat = flat_line(lines[index]);
    const bool is_header = flat.starts_with("+++ ") || flat.starts_with("--- ");
    if (is_header) {
      line("    " + colored(Color::bold, flat));
    } else {
      diff_line(flat);
    }
  }
  if (lines.size() > most) {
    line("    " + colored(Color::faint, fmt::format("... and {}", count_of(lines.size() - most, "more line"))));
  }
}

void Page::diff_of_diffs(std::string_view text) {
  for (const std::string_view each : split_lines(text)) diff_line(flat_line(each));
}

void Page::output(std::string_view text, std::size_t most) {
  const std::vector<std::string_view> lines = split_lines(text);
  const std::size_t first = lines.size() > most ? lines.size() - most : 0;
  const std::string_view bar = m_style.unicode ? "│" : "|";
  for (std::size_t index = first; index < lines.size(); ++index) {
    line(trim_end(fmt::format("      {} {}", bar, escaped(flat_line(lines[index])))));
  }
}

void put_files(Rows& rows, const std::string& what, const std::vector<std::string>& files) {
  for (const std::string& file : files) rows.push_back({&file == &files.front() ? what : "", file});
}

}  // namespace mlxpatch::ui
