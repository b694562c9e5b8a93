#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ops {

/// Reports the demo as steps: chapters, the commands that a user would type, and a summary of their results.
class Narrator {
 public:
  explicit Narrator(report::Reporter& reporter) : m_inner(reporter), m_reporter(reporter) {}

  void chapter(std::string_view title);
  void say(std::string_view text);
  void command(std::string_view text);

  void show(const report::Result& result);
  /// Some lines of a file.
  void show_file(std::string_view lines, std::string_view path);

  /// The reporter for the operations themselves: indents their progress below their command.
  report::Reporter& inner() { return m_inner; }

 private:
  class Indented : public report::Reporter {
   public:
    explicit Indented(report::Reporter& outer) : m_outer(outer) {}
    void on(const report::Event& event) override;

   private:
    report::Reporter& m_outer;
  };

  void line(std::string_view text);

  Indented m_inner;
  report::Reporter& m_reporter;
  std::size_t m_chapters = 0;
};

}  // namespace mlxpatch::ops
