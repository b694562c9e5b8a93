#include "human/why.hpp"

#include <string>

#include <fmt/format.h>

#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/status.hpp>

#include "human/commit_words.hpp"
#include "human/diffs.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Why& why) {
  const report::Patch& patch = why.patch;
  const std::string onto = why.onto.empty() ? "the tip" : short_id(why.onto);
  if (report::needs_person(patch)) {
    page.headline(fmt::format("{} does not merge with {}.", patch.name, onto));
  } else if (!report::is_kept(patch)) {
    page.headline(fmt::format("{} has nothing left to change at {}.", patch.name, onto));
  } else {
    page.headline(fmt::format("{} merges with {}: no upstream commit breaks it.", patch.name, onto));
  }
  if (!patch.subject.empty()) page.list({patch.subject});
  page.gap();
  show_patches(page, {patch});
  show_both_diffs(page, why.upstream_diff, why.patch_diff);
  page.next(why.next);
}

}  // namespace mlxpatch::ui
