#include "human/drift.hpp"

#include <string>

#include <mlxpatch/report/drift.hpp>

#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

void show_drift(Page& page, const report::Drift& drift) {
  if (!drift.any()) return;
  page.section("The branch and the patch files differ:");
  for (const std::string& subject : drift.only_in_branch) page.line("  only on the branch   " + escaped(subject));
  for (const std::string& name : drift.only_in_files) page.line("  only in the files    " + escaped(name));
  for (const std::string& name : drift.changed) page.line("  changed              " + escaped(name));
  if (drift.reordered) page.line("  the patches are in another order");
  for (const std::string& path : drift.stale) page.line("  out of date          " + escaped(path));
  if (drift.base_moved) page.line("  the branch's base is not the one in mlxpatch.lock");
}

}  // namespace mlxpatch::ui
