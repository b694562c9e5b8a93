#include "demo_narrator.hpp"

#include <variant>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ops {

namespace {

constexpr std::string_view k_output_margin = "      ";

std::string commit_words(const report::CommitLine& commit) {
  return fmt::format("{} \"{}\" by {}", commit.id.substr(0, 8), commit.subject, commit.author);
}

std::string patch_words(const report::Patch& patch) {
  std::string words = fmt::format("{:<20} {}", patch.name, patch.state);
  if (patch.upstreamed_by) words += fmt::format(" by {}", commit_words(patch.upstreamed_by->commit));
  return words;
}

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

void Narrator::command(std::string_view words) { m_reporter.on(report::Step{fmt::format("   $ {}", words)}); }

void Narrator::line(std::string_view text) { m_reporter.on(report::Step{fmt::format("{}{}", k_output_margin, text)}); }

void Narrator::patches(const std::vector<report::Patch>& patches) {
  for (const report::Patch& patch : patches) line("  " + patch_words(patch));
}

void Narrator::show(const report::Setup& result) {
  line(fmt::format("{} is set up: {} on branch {}, on upstream's {}", result.directory,
                   count_of(result.patches.size(), "patch"), result.branch, result.base.describe));
  patches(result.patches);
  if (result.ignored_by)
    line(fmt::format("{} keeps {} out of your own repository", *result.ignored_by, result.directory));
}

void Narrator::show(const report::Update& result) {
  if (result.stop) return stop(*result.stop);
  line(fmt::format("the patches are on {} now ({})", result.to ? result.to->describe : result.upstream,
                   count_of(result.new_commits, "new upstream commit")));
  patches(result.replay.patches);
  if (!result.written.empty()) line("written: " + join(result.written, ", "));
  for (const report::NextStep& step : result.next) {
    if (!step.command.empty()) line(fmt::format("next: {}   {}", step.command, step.why));
  }
}

void Narrator::stop(const report::Stop& stop) {
  line(fmt::format("stopped at patch {} of {}: {} \"{}\"", stop.patch_index, stop.patches, stop.patch, stop.subject));
  for (const report::Conflict& conflict : stop.conflicts)
    line(fmt::format("  {} conflict in {}", conflict.kind, conflict.path));
  if (stop.culprit) line(fmt::format("  since {}", commit_words(*stop.culprit)));
}

void Narrator::show(const report::Regen& result) {
  if (result.check_only) {
    line(result.outcome == report::Outcome::done ? "the patch files and the lock say what the branch says"
                                                 : "the patch files differ from the branch");
    return;
  }
  line(fmt::format("written: {}", result.written.empty() ? "nothing" : join(result.written, ", ")));
  if (!result.unchanged.empty()) line("unchanged: " + join(result.unchanged, ", "));
}

void Narrator::show(const report::Check& result) {
  line(fmt::format("the files {} at the base", result.files_apply ? "apply" : "do not apply"));
  line(fmt::format("at {}:", result.upstream.empty() ? "the tip" : result.upstream));
  patches(result.replay.patches);
  line(result.drift.any() ? "branch and files differ" : "branch and files agree");
}

void Narrator::show_file(std::string_view lines, std::string_view path) {
  line(fmt::format("{}:", path));
  for (const std::string_view text : split_lines(lines)) line(fmt::format("  | {}", trim_end(text)));
}

}  // namespace mlxpatch::ops
