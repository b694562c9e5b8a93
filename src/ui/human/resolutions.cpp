#include "human/resolutions.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/resolution.hpp>

#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

using report::ResolutionsAction;

std::string_view words_for(report::Outdated outdated) {
  switch (outdated) {
    using enum report::Outdated;
    case patch_left:
      return "its patch is not in the queue any more";
    case base_past:
      return "the base is past the commit that broke the patch";
  }
  return "";
}

std::string culprit_words(const report::Resolution& resolution) {
  if (resolution.culprit.empty()) return "";
  return fmt::format("{}  {}", short_id(resolution.culprit), resolution.subject);
}

std::string headline_of(const report::Resolutions& resolutions) {
  const std::string count = count_of(resolutions.resolutions.size(), "resolution");
  const std::string left = fmt::format("{} {} left", resolutions.left, resolutions.left == 1 ? "is" : "are");
  switch (resolutions.action) {
    case ResolutionsAction::list:
      return resolutions.resolutions.empty() ? "No resolution is remembered." : fmt::format("Remembered: {}.", count);
    case ResolutionsAction::show:
      return fmt::format("{}:", count);
    case ResolutionsAction::forget:
    case ResolutionsAction::prune:
      break;
  }
  if (resolutions.resolutions.empty()) return "Every remembered resolution may be needed again: nothing to prune.";
  if (resolutions.dry_run) return fmt::format("Would forget {}; {}. Nothing was changed.", count, left);
  return fmt::format("Forgot {}; {}.", count, left);
}

void show_origin(Page& page, const report::Resolution& resolution) {
  page.gap();
  const bool is_readable = !resolution.path.empty();
  page.line("  " + page.colored(Color::bold, short_id(resolution.key)) + "  " +
            (is_readable ? escaped(resolution.path) : "a damaged file, " + escaped(resolution.file)));
  if (!is_readable) return;
  Rows rows = {{"patch", resolution.patch},
               {"broken by", culprit_words(resolution)},
               {"resolved by", fmt::format("{}, {}", resolution.author, day_of(resolution.date))}};
  for (const std::string& path : resolution.also) rows.push_back({"along with", path});
  if (resolution.outdated) rows.push_back({"outdated", std::string(words_for(*resolution.outdated))});
  page.facts(rows);
}

void show_text(Page& page, std::string_view title, std::string_view text) {
  page.line(fmt::format("  {}", title));
  if (text.empty()) page.line("    (no lines)");
  for (const std::string_view line : split_lines(text)) {
    page.line("    | " + escaped(line.ends_with('\n') ? line.substr(0, line.size() - 1) : line));
  }
}

void show_texts(Page& page, const report::ResolutionTexts& texts) {
  page.gap();
  if (!texts.before.empty()) show_text(page, "above it:", texts.before);
  show_text(page, "base:", texts.base);
  show_text(page, "upstream's (ours):", texts.ours);
  show_text(page, "the patch's (theirs):", texts.theirs);
  if (!texts.after.empty()) show_text(page, "below it:", texts.after);
  show_text(page, "resolved as:", texts.result);
}

}  // namespace

std::string origin_words(const report::Resolution& resolution) {
  return escaped(fmt::format("{}  {}  ({})", day_of(resolution.date), resolution.author, short_id(resolution.key)));
}

void show_known_files(Page& page, const std::vector<report::KnownFile>& files) {
  if (files.empty()) return;
  page.section("Resolved before, in exactly the same texts, and now as then in the file:");
  for (const report::KnownFile& file : files) {
    for (const report::Resolution& resolution : file.resolutions) {
      page.line(fmt::format("  {}: {}", escaped(file.path), origin_words(resolution)));
      if (resolution.path != file.path) page.line("    in " + escaped(resolution.path));
      page.line("    for " + escaped(resolution.patch));
      for (const std::string& path : resolution.also) {
        page.line("    which also changed " + escaped(path) + ": that is not done here");
      }
    }
  }
}

void show(Page& page, const report::Resolutions& resolutions) {
  page.headline(headline_of(resolutions));
  for (const report::Resolution& resolution : resolutions.resolutions) {
    show_origin(page, resolution);
    if (resolution.texts) show_texts(page, *resolution.texts);
  }
  if (!resolutions.damaged.empty()) page.section("Ignored, since they are damaged:");
  for (const auto& [file, what] : resolutions.damaged) page.line(fmt::format("  {}: {}", escaped(file), escaped(what)));
}

}  // namespace mlxpatch::ui
