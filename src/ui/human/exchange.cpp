#include "human/exchange.hpp"

#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/exchange.hpp>

#include "human/audit.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Import& import_result) {
  const std::string patches = count_of(import_result.patches.size(), "patch");
  if (import_result.patches.empty()) {
    page.headline("Nothing to import: the queue has all of it.");
  } else if (import_result.branch.empty()) {
    page.headline(fmt::format("Took {} into the patch folder.", patches));
  } else {
    page.headline(fmt::format("Took {} to the end of {}.", patches, import_result.branch));
  }
  page.gap();
  show_patches(page, import_result.patches);
  if (!import_result.left_out.empty()) {
    page.section(fmt::format("Left out, {}:", count_of(import_result.left_out.size(), "patch")));
  }
  for (const auto& [name, why] : import_result.left_out) {
    page.line(fmt::format("  {} {}: {}", page.marked(Mark::skipped), escaped(name), escaped(why)));
  }
  if (import_result.audit) show_audit(page, *import_result.audit);
  page.gap();
  Rows rows;
  put_files(rows, "wrote", import_result.written);
  page.facts(rows);
  page.notes(import_result.notes);
  page.next(import_result.next);
}

void show(Page& page, const report::Export& export_result) {
  page.headline(fmt::format("Wrote {} for {} into {}.", count_of(export_result.written.size(), "file"),
                            export_result.form == report::ExportForm::mbox ? "git am" : name_of(export_result.form),
                            export_result.output));
  page.gap();
  Rows rows;
  put_files(rows, "wrote", export_result.written);
  put_files(rows, "removed", export_result.removed);
  page.facts(rows);
}

}  // namespace mlxpatch::ui
