#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

#include "next_step.hpp"

namespace mlxpatch::ui {

enum class Color { bold, good, bad, warn, faint, command };

/// A mark before a line: how it went with that thing.
enum class Mark { good, bad, warn, upstreamed, empty, skipped };

/// A line of Page::facts.
struct Row {
  std::string label;
  std::string value;
};
using Rows = std::vector<Row>;

/// A text under construction, line by line. What is handed over as a value (labels, names, paths, subjects) is escaped
/// here; what goes to line() must be ours or have gone through escaped() or colored() before.
class Page {
 public:
  explicit Page(TerminalStyle style) : m_style(std::move(style)) {}

  /// The first words: what happened.
  void headline(std::string_view text);
  /// A blank line and a title for what follows.
  void section(std::string_view title);
  void line(std::string_view ready);
  /// A sentence, broken at blanks into lines of at most 80 cells, all of them indented.
  void prose(std::string_view text, std::size_t indent = 0);
  /// A blank line, but never two in a row nor one at the start.
  void gap();
  /// "  label   value", the labels padded to one width. Rows with an empty value are left out; an empty label carries
  /// the one above it on.
  void facts(const Rows& rows);
  /// Each value on a line of its own.
  void list(const std::vector<std::string>& values, std::size_t indent = 2);
  void notes(const std::vector<std::string>& notes);
  /// "Next:" and the commands to type with their reasons, aligned. Empty if there is no step.
  void next(const std::vector<report::NextStep>& steps);
  /// The same for what is kept of what was undone.
  void kept(const std::vector<report::NextStep>& steps);
  /// The same without the title.
  void steps(const std::vector<WordedStep>& steps);
  /// A piece of a diff, indented, at most `most` lines of it.
  void diff(std::string_view text, std::size_t most = 40);
  /// A diff of two diffs, indented, all of it: each line has two signs, of which the first one counts.
  void diff_of_diffs(std::string_view text);
  /// The last lines of a program's output, indented, after a bar.
  void output(std::string_view text, std::size_t most = 20);

  /// A command of ours as the person types it.
  std::string called(std::string_view command) const;
  /// Escaped, and in color if the style has it.
  std::string colored(Color color, std::string_view text) const;
  /// One cell wide, or two in ASCII.
  std::string marked(Mark mark) const;

  /// The text, without a gap at its end. The page is empty afterwards.
  std::string take();

 private:
  void diff_line(std::string_view flat);
  void titled(std::string_view title, const std::vector<report::NextStep>& steps);

  TerminalStyle m_style;
  std::string m_text;
};

/// Adds a row for each file; `what` labels the first.
void put_files(Rows& rows, const std::string& what, const std::vector<std::string>& files);

}  // namespace mlxpatch::ui
