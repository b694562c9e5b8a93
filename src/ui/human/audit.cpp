#include "human/audit.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/resolution.hpp>

#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/resolutions.hpp"

namespace mlxpatch::ui {

namespace {

void show_part(Page& page, const report::PartOfPatch& part) {
  const auto show = [&](const std::string& what) {
    page.line(fmt::format("  in part     {}  {}", escaped(part.name), what));
  };
  if (part.hunks) {
    for (const auto& [since, count] : part.hunks->upstream) {
      show(fmt::format("{} upstream since {}", count_of(count, "hunk"), short_id(since.id)));
    }
  }
  if (!part.lost_lines.empty()) show(fmt::format("{} lost in the merge", count_of(part.lost_lines.size(), "line")));
}

void show_reused(Page& page, const report::ReusedPatch& patch) {
  page.line("  as before   " + escaped(patch.name));
  for (const report::Resolution& resolution : patch.resolutions) {
    page.line(fmt::format("{:14}{}: {}", "", escaped(resolution.path), origin_words(resolution)));
  }
}

}  // namespace

void show_audit(Page& page, const report::Audit& audit) {
  page.gap();
  std::vector<std::string> parts = {fmt::format("{} kept", audit.kept)};
  if (audit.changed != 0) parts.push_back(fmt::format("{} changed", audit.changed));
  if (audit.resolved != 0) parts.push_back(fmt::format("{} resolved by hand", audit.resolved));
  if (!audit.reused.empty()) parts.push_back(fmt::format("{} resolved as before", audit.reused.size()));
  if (!audit.upstreamed.empty()) parts.push_back(fmt::format("{} upstreamed", audit.upstreamed.size()));
  if (!audit.dropped.empty()) parts.push_back(fmt::format("{} left out", audit.dropped.size()));
  const std::string added = audit.added == 0 ? "" : fmt::format(", and {} added", audit.added);
  const std::string_view proof = audit.tree.empty() ? "" : "; on the base the files give the branch's tree";
  page.prose(fmt::format("Audit: {} in = {}{}{}.", count_of(audit.in, "patch"), join(parts, " + "), added, proof));
  for (const auto& [name, commit, is_squashed] : audit.upstreamed) {
    page.line(
        fmt::format("  upstreamed  {}  {}by {}", escaped(name), is_squashed ? "squashed, " : "", short_id(commit)));
  }
  for (const report::ReusedPatch& patch : audit.reused) show_reused(page, patch);
  for (const report::PartOfPatch& part : audit.in_part) show_part(page, part);
  for (const auto& [name, why] : audit.dropped) {
    page.line("  left out    " + escaped(name));
    page.prose(why, 14);
  }
}

}  // namespace mlxpatch::ui
