#include "human/project.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/project.hpp>

#include "columns.hpp"
#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"

namespace mlxpatch::ui {

namespace {

using report::Doctor;

Mark mark_of(Doctor::Verdict verdict) {
  switch (verdict) {
    case Doctor::Verdict::good:
      return Mark::good;
    case Doctor::Verdict::warning:
      return Mark::warn;
    case Doctor::Verdict::bad:
      return Mark::bad;
    case Doctor::Verdict::skipped:
      return Mark::skipped;
  }
  return Mark::skipped;
}

std::size_t count_verdicts(const Doctor& doctor, Doctor::Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(doctor.findings, verdict, &Doctor::Finding::verdict));
}

}  // namespace

void show(Page& page, const report::Init& init) {
  page.headline(fmt::format("Wrote {} for {}.", init.config_file, init.url));
  page.gap();
  Rows rows = {{"base", init.base ? place_words(*init.base) : ""}};
  put_files(rows, "wrote", init.patches);
  page.facts(rows);
  page.notes(init.notes);
  page.next(init.next);
}

void show(Page& page, const report::Setup& setup) {
  const std::string patches = count_of(setup.patches.size(), "patch");
  if (setup.already_set_up && (!setup.wrote.empty() || setup.url_before || setup.recorded_names)) {
    page.headline(fmt::format("{} is already set up.", setup.directory));
  } else if (setup.already_set_up) {
    page.headline(fmt::format("{} is already set up: nothing was changed.", setup.directory));
  } else {
    page.headline(fmt::format("{} is set up: branch {} has {} on upstream's {}.", setup.directory, setup.branch,
                              patches, short_id(setup.base.id)));
  }
  page.gap();
  page.facts({{"remote", setup.url.empty() ? "" : setup.remote + "  " + setup.url},
              {"branch", setup.branch + "  " + short_id(setup.tip)},
              {"base", place_words(setup.base)},
              {"", setup.base_reason}});
  page.gap();
  show_patches(page, setup.patches);
  std::vector<std::string> notes = setup.notes;
  if (setup.url_before) {
    notes.push_back(fmt::format("the remote {} was {} before", setup.remote, *setup.url_before));
  }
  if (!setup.wrote.empty()) notes.push_back(join(setup.wrote, ", ") + " was missing and is written again");
  if (setup.recorded_names) {
    notes.emplace_back(
        "the new names of the patch files are recorded, as an operation that `mlxpatch undo` takes back");
  }
  if (setup.ignored_by) {
    notes.push_back(fmt::format("{} has a new line that keeps {} out of your own repository; commit it",
                                *setup.ignored_by, setup.directory));
  }
  if (setup.kept_as) notes.push_back("the branch as it was before is kept as " + *setup.kept_as);
  page.notes(notes);
  page.next(setup.next);
}

void show(Page& page, const report::Verify& verify) {
  const auto passed = static_cast<std::size_t>(std::ranges::count(verify.runs, true, &report::Verify::Run::passed));
  if (verify.runs.empty()) {
    page.headline("There is nothing to verify: mlxpatch.toml has no [[verify]] entry.");
  } else if (std::ranges::count(verify.imports, false, &report::Verify::Import::from_checkout) > 0) {
    page.headline("Verification failed: Python does not import the checkout.");
  } else if (passed == verify.runs.size()) {
    page.headline(fmt::format("Verified: {} passed.", count_of(passed, "command")));
  } else {
    page.headline(
        fmt::format("Verification failed: {} of {} passed.", passed, count_of(verify.runs.size(), "command")));
  }
  page.gap();
  for (const report::Verify::Run& run : verify.runs) {
    page.line(fmt::format("  {} {}", page.marked(run.passed ? Mark::good : Mark::bad), escaped(run.name)));
    if (run.passed) continue;
    page.line("      " + page.colored(Color::faint, "$ " + command_line(run.command)));
    page.line(fmt::format("      {} (exit code {})", escaped(run.problem), run.exit_code));
    page.output(run.output);
  }
  if (!verify.imports.empty()) page.gap();
  for (const report::Verify::Import& found : verify.imports) {
    const std::string mark = page.marked(found.from_checkout ? Mark::good : Mark::bad);
    if (found.from_checkout) {
      page.line(fmt::format("  {} {} is imported from {}", mark, escaped(found.module), escaped(found.file)));
    } else {
      page.line(fmt::format("  {} {} is not the checkout's; it is imported from", mark, escaped(found.module)));
      page.line("      " + escaped(found.file));
    }
  }
  page.next(verify.next);
}

void show(Page& page, const report::Install& install) {
  const std::string what = install.version.empty() ? install.package : install.package + " " + install.version;
  page.headline(fmt::format("Installed {} into {}, editable.", what, install.venv));
  page.prose("What you change in the checkout counts at once.");
  page.gap();
  page.facts({{"with", install.with}, {"from", install.location}});
  if (install.uv_source && install.uv_source->state == report::Install::UvSource::State::missing) {
    page.gap();
    page.line("  missing in pyproject.toml, [tool.uv.sources]:");
    page.line("    " + escaped(install.uv_source->entry));
  }
  page.notes(install.notes);
  page.next(install.next);
}

void show(Page& page, const report::Doctor& doctor) {
  const std::size_t bad = count_verdicts(doctor, Doctor::Verdict::bad);
  const std::size_t warnings = count_verdicts(doctor, Doctor::Verdict::warning);
  if (bad + warnings == 0) {
    page.headline("Everything is in place.");
  } else if (bad == 0) {
    page.headline(fmt::format("Everything is in place, with {}.", count_of(warnings, "warning")));
  } else {
    const std::string more = warnings == 0 ? "" : " and " + count_of(warnings, "warning");
    page.headline(fmt::format("Found {}{}.", count_of(bad, "problem"), more));
  }
  page.gap();
  std::size_t width = 0;
  for (const Doctor::Finding& finding : doctor.findings) width = std::max(width, columns_of(escaped(finding.what)));
  for (const Doctor::Finding& finding : doctor.findings) {
    const std::string row = fmt::format("  {} {}  {}", page.marked(mark_of(finding.verdict)),
                                        padded(escaped(finding.what), width), escaped(finding.detail));
    page.line(trim_end(row));
    if (!finding.cure.empty()) page.line("      -> " + page.colored(Color::command, page.called(finding.cure)));
  }
}

void show(Page& page, const report::Pristine& pristine) {
  if (pristine.removed) {
    page.headline(fmt::format("Removed the clean upstream worktree {}.", pristine.directory));
  } else {
    page.headline(fmt::format("{} is upstream without any patch.", pristine.directory));
    page.gap();
    page.facts({{"at", place_words(pristine.commit)}});
  }
  page.notes(pristine.notes);
}

void show(Page& page, const report::Demo& demo) {
  page.headline(fmt::format("That was the whole cycle. It is yours to play with, in {}.", demo.directory));
  page.next(demo.next);
}

}  // namespace mlxpatch::ui
