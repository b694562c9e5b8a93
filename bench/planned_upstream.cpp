#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "edit_plan.hpp"
#include "fast_import.hpp"
#include "line_file.hpp"
#include "planned_upstream.hpp"
#include "source_text.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace {

using Versions = std::map<std::size_t, LineFile>;

class PlannedUpstream {
 public:
  PlannedUpstream(FastImport& import, const UpstreamShape& shape)
      : m_import(import), m_shape(shape), m_plan(edit_plan(shape)) {}

  void run() {
    m_base = m_import.begin_commit(k_base, 0, "Begin\n");
    for (std::size_t file = 0; file < m_plan.files; ++file) m_import.put_file(m_plan.path(file), first(file).text());
    write_upstream_commits();
    write_queues();
  }

 private:
  LineFile first(std::size_t file) const { return {Random(file + 1), m_plan.lines}; }

  LineFile& newest(Versions& versions, std::size_t file) const {
    const auto known = versions.find(file);
    return known != versions.end() ? known->second : versions.emplace(file, first(file)).first->second;
  }

  void write_upstream_commits() {
    m_tip = m_base;
    m_import.set_branch(k_tip, m_base);
    for (std::size_t commit = 0; commit < m_shape.commits; ++commit) {
      m_tip = m_import.begin_commit(k_tip, m_tip, fmt::format("Upstream's change {}\n", commit));
      if (commit == 0) move_files();
      for (const Spot& spot : m_plan.of_commit(commit)) {
        LineFile& file = newest(m_upstream, spot.file);
        std::string text = fmt::format("  upstream_{}();\n", commit);
        for (std::size_t more = commit % 3; more > 0; --more) text += fmt::format("  more_{}_{}();\n", commit, more);
        file.replace(spot.line, text);
        m_import.put_file(m_plan.path_on_tip(spot.file), file.text());
      }
    }
  }

  void move_files() {
    for (std::size_t file = 0; file < m_plan.files; ++file) {
      const std::string from = m_plan.path(file);
      const std::string to = m_plan.path_on_tip(file);
      if (from != to) m_import.move_file(from, to);
    }
  }

  void write_queues() {
    FastImport::Mark last = m_base;
    std::size_t written = 0;
    for (const std::size_t patches : m_shape.queues) {
      const std::string branch = queue_branch(patches);
      m_import.set_branch(branch, last);
      for (; written < patches; ++written) last = write_patch(branch, last, written);
      write_expected(patches);
    }
  }

  FastImport::Mark write_patch(const std::string& branch, FastImport::Mark parent, std::size_t patch) {
    const FastImport::Mark mark = m_import.begin_commit(branch, parent, fmt::format("Patch {}\n", patch));
    for (const Spot& spot : m_plan.of_patch(patch)) {
      LineFile& file = newest(m_queue, spot.file);
      file.replace(spot.line, fmt::format("  patched_{}_{}();\n", patch, spot.line));
      m_import.put_file(m_plan.path(spot.file), file.text());
    }
    return mark;
  }

  void write_expected(std::size_t patches) {
    m_import.begin_commit(expected_branch(patches), m_tip, "What the queue has to give\n");
    for (const auto& [number, file] : m_queue) {
      const LineFile result = newest(m_upstream, number).with_replacements_of(file);
      m_import.put_file(m_plan.path_on_tip(number), result.text());
    }
  }

  FastImport& m_import;
  const UpstreamShape& m_shape;
  const EditPlan m_plan;
  Versions m_upstream;
  Versions m_queue;
  FastImport::Mark m_base = 0;
  FastImport::Mark m_tip = 0;
};

}  // namespace

void write_planned_upstream(FastImport& import, const UpstreamShape& shape) { PlannedUpstream(import, shape).run(); }

}  // namespace mlxpatch::bench
