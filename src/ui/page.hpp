#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/report/result.hpp>
#include <mlxpatch/ui/show.hpp>

namespace mlxpatch::ui {

enum class Paint { bold, good, bad, warn, faint, command };

/// A mark before a line: how it went with that thing.
enum class Mark { good, bad, warn, upstreamed, empty, skipped };

/// A text under construction, line by line. What is handed over as a value (labels, names, paths, subjects) is escaped
/// here; what goes to line() must be ours or have gone through safe() or painted() before.
class Page {
 public:
  explicit Page(Look look) : m_look(look) {}

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
  void facts(const std::vector<std::pair<std::string, std::string>>& rows);
  /// Each value on a line of its own.
  void list(const std::vector<std::string>& values, std::size_t indent = 2);
  void notes(const std::vector<std::string>& notes);
  /// "Next:" and the commands to type with their reasons, aligned. Nothing where there is no step.
  void next(const std::vector<report::NextStep>& steps);
  /// The same without the title.
  void steps(const std::vector<report::NextStep>& steps);
  /// A piece of a diff, indented, at most `most` lines of it.
  void diff(std::string_view text, std::size_t most = 40);
  /// The last lines of a program's output, indented behind a bar.
  void output(std::string_view text, std::size_t most = 20);

  /// Escaped, and in colour where the look has it.
  std::string painted(Paint paint, std::string_view text) const;
  /// One cell wide, or two in ASCII.
  std::string marked(Mark mark) const;

  /// The text, without a gap at its end. The page is empty afterwards.
  std::string take();

 private:
  Look m_look;
  std::string m_text;
};

/// Escaped for the terminal: one line whatever it holds.
std::string safe(std::string_view text);

/// The first eight digits.
std::string short_id(std::string_view id);
/// "2026-01-30" of an ISO 8601 date.
std::string day_of(std::string_view date);
/// "1fe1b3c9 (#741)  2026-01-30  Ada Author"
std::string commit_words(const report::CommitLine& commit);
/// "1fe1b3c9 (#741)"
std::string commit_name(const report::CommitLine& commit);
/// The subject without a "(#741)" at its end that commit_name() tells already.
std::string subject_words(const report::CommitLine& commit);
/// "5cce1495  2026-01-29  v0.30.2-4-g5cce1495  The subject"
std::string place_words(const report::CommitLine& commit);
/// As one word of a command line: in single quotes where a shell would not take it as it is.
std::string shell_word(std::string_view word);

}  // namespace mlxpatch::ui
