#include "human/stop.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>

#include "columns.hpp"
#include "human/commit_words.hpp"
#include "human/diffs.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"
#include "human/resolutions.hpp"
#include "names.hpp"
#include "next_step.hpp"

namespace mlxpatch::ui {

namespace {

// More files than this are not all named on one `git add` line.
constexpr std::size_t k_most_on_a_line = 4;

using report::ConflictKind;

/// The merge driver of the file made it, and left no conflict.
bool is_by_driver(const report::Conflict& conflict) { return conflict.driver_result == report::DriverResult::merged; }

/// The file holds what was made of the same conflicts before.
bool is_known(const report::Stop& stop, const report::Conflict& conflict) {
  return std::ranges::find(stop.known, conflict.path, &report::KnownFile::path) != stop.known.end();
}

bool is_deletion(const report::Conflict& conflict) {
  return conflict.kind == ConflictKind::modify_delete || conflict.kind == ConflictKind::rename_delete;
}

/// Kinds where the file in the checkout is one whole side and has no markers.
bool is_one_side(const report::Conflict& conflict) {
  if (is_by_driver(conflict) || conflict.driver_result == report::DriverResult::conflicts) return false;
  switch (conflict.kind) {
    using enum ConflictKind;
    case binary:
    case symlink:
    case submodule:
    case mode:
    case file_directory:
      return true;
    case content:
    case add_add:
    case modify_delete:
    case rename_delete:
    case rename_rename:
    case file_location:
      return false;
  }
  return false;
}

using Kind = report::Stop::Kind;

/// Whose git's "ours" and "theirs" are.
struct Sides {
  std::string_view ours;
  std::string_view theirs;
  std::string_view our_lines;
};

Sides sides_of(const report::Stop& stop) {
  switch (stop.kind) {
    case Kind::merge:
      return {"your branch's", "upstream's", "your branch's lines"};
    case Kind::pick:
      return {"your branch's", "the picked commit's", "your branch's lines"};
    case Kind::edit:
      return {"the earlier patches'", "this patch's", "the earlier patches' lines"};
    case Kind::patch:
      break;
  }
  return {"upstream's", "your patch's",
          stop.after_patches ? "upstream's lines, with your earlier patches," : "upstream's lines"};
}

void show_conflicts(Page& page, const std::vector<report::Conflict>& conflicts) {
  page.section(fmt::format("In conflict, {}:", count_of(conflicts.size(), "file")));
  std::size_t path_width = 0;
  for (const report::Conflict& conflict : conflicts)
    path_width = std::max(path_width, columns_of(escaped(conflict.path)));
  path_width = std::min<std::size_t>(path_width, 48);
  for (const report::Conflict& conflict : conflicts) {
    const std::string detail = conflict.detail.empty() ? "" : ": " + escaped(conflict.detail);
    page.line(fmt::format("  {} {}  {}{}", page.marked(Mark::bad), padded(escaped(conflict.path), path_width),
                          name_of(conflict.kind), detail));
  }
}

void show_commit(Page& page, const report::CommitLine& commit) {
  page.line("  " + page.colored(Color::bold, commit_words(commit)));
  if (!commit.subject.empty()) page.line("  " + subject_words(commit));
}

std::string files_words(std::string_view command, const std::vector<const report::Conflict*>& conflicts,
                        const std::string& directory) {
  std::string words = fmt::format("{} {}", git_command(directory), command);
  if (conflicts.size() > k_most_on_a_line) return words + " FILE...";
  for (const report::Conflict* conflict : conflicts) words += " " + git_path_word(conflict->path);
  return words;
}

/// Numbered instructions for the files in conflict.
class FileSteps {
 public:
  FileSteps(Page& page, const report::Stop& stop)
      : m_page(page), m_stop(stop), m_git(git_command(stop.directory)), m_sides(sides_of(stop)) {}

  /// Writes them; returns the number of the step that comes after them.
  std::size_t show() {
    std::vector<const report::Conflict*> to_edit;
    std::vector<const report::Conflict*> to_check;
    std::vector<const report::Conflict*> to_add;
    std::vector<const report::Conflict*> to_look_at;
    for (const report::Conflict& conflict : m_stop.conflicts) {
      if (is_known(m_stop, conflict)) {
        to_look_at.push_back(&conflict);
        continue;
      }
      if (!is_deletion(conflict)) to_add.push_back(&conflict);
      if (is_by_driver(conflict)) {
        to_check.push_back(&conflict);
      } else if (!is_deletion(conflict) && !is_one_side(conflict)) {
        to_edit.push_back(&conflict);
      }
    }
    if (!to_look_at.empty()) look_at(to_look_at);
    if (!to_edit.empty()) edit(to_edit);
    if (!to_check.empty()) check(to_check);
    for (const report::Conflict& conflict : m_stop.conflicts) {
      if (is_one_side(conflict)) take_a_side(conflict);
      if (is_deletion(conflict)) keep_or_remove(conflict);
    }
    if (!to_add.empty()) step(m_page.colored(Color::command, files_words("add", to_add, m_stop.directory)));
    return m_number;
  }

 private:
  void step(std::string_view words) { m_page.line(fmt::format("  {}. {}", m_number++, words)); }
  void command(std::string_view words, std::string_view about = "") {
    m_page.line(trim_end(fmt::format("       {}   {}", m_page.colored(Color::command, words), about)));
  }

  void describe(std::string_view words) { m_page.prose(words, 5); }

  void edit(const std::vector<const report::Conflict*>& conflicts) {
    if (m_stop.shows_base) {
      step("Edit, until no <<<<<<<, |||||||, ======= or >>>>>>> is left");
      describe(fmt::format("({} are above |||||||, {} below =======, and between them the lines that both changed):",
                           m_sides.our_lines, m_sides.theirs));
    } else {
      step("Edit, until no <<<<<<<, ======= or >>>>>>> is left");
      describe(fmt::format("({} are above =======, {} below it):", m_sides.our_lines, m_sides.theirs));
    }
    for (const report::Conflict* conflict : conflicts) {
      m_page.line("       " + escaped(path_in(m_stop.directory, conflict->path)));
    }
  }

  void look_at(const std::vector<const report::Conflict*>& conflicts) {
    step("Look at what was made of it before:");
    command(files_words("diff", conflicts, m_stop.directory));
    describe(fmt::format("(if you change it: {})", files_words("add", conflicts, m_stop.directory)));
  }

  void check(const std::vector<const report::Conflict*>& conflicts) {
    step("Check what the merge driver made, which has no markers:");
    for (const report::Conflict* conflict : conflicts) {
      m_page.line("       " + escaped(path_in(m_stop.directory, conflict->path)));
    }
  }

  void take_a_side(const report::Conflict& conflict) {
    const std::string path = git_path_word(conflict.path);
    step(fmt::format("{} has no markers: take one side, or put what is right:", escaped(conflict.path)));
    command(fmt::format("{} checkout --ours -- {}", m_git, path), fmt::format("  {}", m_sides.ours));
    command(fmt::format("{} checkout --theirs -- {}", m_git, path), m_sides.theirs);
  }

  void keep_or_remove(const report::Conflict& conflict) {
    step(fmt::format("{}: keep the file, or remove it:", escaped(conflict.path)));
    command(fmt::format("{} add {}", m_git, git_path_word(conflict.path)));
    command(fmt::format("{} rm {}", m_git, git_path_word(conflict.path)));
  }

  Page& m_page;
  const report::Stop& m_stop;
  std::string m_git;
  Sides m_sides;
  std::size_t m_number = 1;
};

std::string what_is_left(const report::Stop& stop, const std::string& operation) {
  std::vector<std::string> parts;
  if (stop.patches_left != 0) {
    const bool is_pick = stop.kind == Kind::pick;
    parts.push_back(is_pick ? count_of(stop.patches_left, "more commit")
                            : count_of(stop.patches_left, "more patch", "more patches"));
  }
  if (stop.upstream_left != 0) parts.push_back(count_of(stop.upstream_left, "upstream commit"));
  return parts.empty() ? "finish the " + operation : "go on with " + join(parts, " and ");
}

/// Whether the text has this step anyway.
bool is_in_text(const report::NextStep& step) {
  switch (step.kind) {
    using enum report::NextStep::Kind;
    case edit_conflict:
    case look_at_known:
    case add_resolution:
    case add_resolutions:
    case continue_with_resolution:
    case continue_when_resolved:
    case see_drafts:
    case skip_patch:
    case skip_patch_instead:
    case abort_update:
    case abort_update_instead:
      return true;
    default:
      return false;
  }
}

/// A merge has no patch to skip, and no step that says so.
bool can_skip(const std::vector<report::NextStep>& next) {
  using enum report::NextStep::Kind;
  return next.empty() || std::ranges::any_of(next, [](const report::NextStep& step) {
           return step.kind == skip_patch || step.kind == skip_patch_instead;
         });
}

void show_what_to_type(Page& page, const report::Update& update) {
  const report::Stop& stop = *update.stop;
  const std::string operation(name_of(update.operation));
  const bool is_all_known =
      std::ranges::all_of(stop.conflicts, [&](const report::Conflict& conflict) { return is_known(stop, conflict); });
  page.section(is_all_known ? "Accept it, or change it:" : "Resolve it by hand:");
  const std::size_t number = FileSteps(page, stop).show();
  page.line(fmt::format("  {}. {}   {}", number, page.colored(Color::command, page.called("mlxpatch continue")),
                        what_is_left(stop, operation)));
  page.section("Or:");
  std::vector<WordedStep> steps;
  for (const report::NextStep& step : update.next) {
    if (step.kind != report::NextStep::Kind::see_drafts) continue;
    const auto [command, why] = worded(step);
    steps.push_back({page.called(command), why});
  }
  const std::string_view thing = stop.kind == Kind::pick ? "commit" : "patch";
  if (can_skip(update.next))
    steps.push_back({page.called("mlxpatch skip"), fmt::format("leave this {} out, and go on", thing)});
  steps.push_back({page.called("mlxpatch abort"), "restore the state from before the " + operation});
  for (const report::NextStep& step : update.next) {
    if (is_in_text(step)) continue;
    const auto [command, why] = worded(step);
    steps.push_back({page.called(command), why});
  }
  page.steps(steps);
}

std::string headline_of(const report::Stop& stop, const std::string& name) {
  if (stop.kind == Kind::merge) return fmt::format("Stopped at a conflict: {}.", name);
  const bool is_pick = stop.kind == Kind::pick;
  const std::string_view other = is_pick ? "your branch" : stop.kind == Kind::edit ? "what you edited" : "upstream";
  if (stop.patch_index == 0) return fmt::format("Stopped: {} conflicts with {}.", name, other);
  return fmt::format("Stopped at {} {} of {}: {} conflicts with {}.", is_pick ? "commit" : "patch", stop.patch_index,
                     stop.patches, name, other);
}

void show_culprit(Page& page, const report::Stop& stop) {
  if (!stop.builds_on.empty()) {
    const std::string others = join(stop.builds_on, " and ");
    page.gap();
    const std::string_view what = stop.kind == Kind::edit ? "edited, resolved" : "resolved";
    page.prose(fmt::format("It builds on {}, which you {} or left out.", others, what));
  }
  if (!stop.culprit) return;
  page.section(stop.builds_on.empty() ? "This upstream commit broke it:" : "This upstream commit broke that:");
  show_commit(page, *stop.culprit);
}

/// What a pick conflicts with, and what it changes.
void show_cause_of_pick(Page& page, const report::Stop& stop) {
  if (!stop.own_patches.empty()) {
    page.section(
        fmt::format("Your {} the same {}:", stop.own_patches.size() == 1 ? "patch that changes" : "patches that change",
                    stop.conflicts.size() == 1 ? "file" : "files"));
    page.list(stop.own_patches);
  }
  if (!stop.missing.empty()) {
    page.section(fmt::format("Upstream changed the {} before, which your branch does not have:",
                             stop.conflicts.size() == 1 ? "file" : "files"));
    for (const report::CommitLine& commit : stop.missing) show_commit(page, commit);
  }
  if (stop.patch_diff.empty()) return;
  page.section("What the picked commit changes there:");
  page.diff(stop.patch_diff);
}

}  // namespace

void show_stop(Page& page, const report::Update& update) {
  const report::Stop& stop = *update.stop;
  const bool is_named = !stop.patch.empty() && stop.kind != Kind::pick;
  const std::string& name = is_named ? stop.patch : stop.subject;
  page.headline(headline_of(stop, is_named || stop.kind == Kind::merge ? name : fmt::format("\"{}\"", name)));
  if (stop.subject != name) page.prose(stop.subject, 2);
  show_conflicts(page, stop.conflicts);
  show_known_files(page, stop.known);
  show_culprit(page, stop);
  if (stop.likely) {
    page.section("Upstream may have your change itself, since:");
    show_commit(page, stop.likely->commit);
    page.prose(fmt::format("({}; if it does what you need, `{}` leaves your patch out)", evidence_of(*stop.likely),
                           page.called("mlxpatch skip")),
               2);
  }
  if (stop.kind == Kind::pick) {
    show_cause_of_pick(page, stop);
  } else {
    show_both_diffs(page, stop.upstream_diff, stop.patch_diff);
  }
  page.notes(stop.notes);
  page.notes(update.notes);
  if (!update.remembered.empty()) {
    page.gap();
    Rows rows;
    put_files(rows, "remembered", update.remembered);
    page.facts(rows);
  }
  show_what_to_type(page, update);
}

}  // namespace mlxpatch::ui
