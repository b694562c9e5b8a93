#include "human/audit.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/audit.hpp>

#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

void show_audit(Page& page, const report::Audit& audit) {
  page.gap();
  std::vector<std::string> parts = {fmt::format("{} kept", audit.kept)};
  if (audit.changed != 0) parts.push_back(fmt::format("{} changed", audit.changed));
  if (audit.resolved != 0) parts.push_back(fmt::format("{} resolved by hand", audit.resolved));
  if (!audit.upstreamed.empty()) parts.push_back(fmt::format("{} upstreamed", audit.upstreamed.size()));
  if (!audit.dropped.empty()) parts.push_back(fmt::format("{} left out", audit.dropped.size()));
  const std::string added = audit.added == 0 ? "" : fmt::format(", and {} added", audit.added);
  const std::string_view proof = audit.tree.empty() ? "" : "; on the base the files give the branch's tree";
  page.prose(fmt::format("Audit: {} in = {}{}{}.", count_of(audit.in, "patch"), join(parts, " + "), added, proof));
  for (const auto& [name, commit] : audit.upstreamed) {
    page.line(fmt::format("  upstreamed  {}  by {}", escaped(name), short_id(commit)));
  }
  for (const auto& [name, why] : audit.dropped) {
    page.line("  left out    " + escaped(name));
    page.prose(why, 14);
  }
}

}  // namespace mlxpatch::ui
