#include <mlxpatch/ops/plumbing/format_patch.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

#include "fork/checkout.hpp"
#include "plumbing/range.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

/// File names for a directory that is read in name order: each begins with its number.
std::vector<std::string> numbered_names(const std::vector<queue::ExportedPatch>& patches) {
  std::vector<std::string> names;
  for (const queue::ExportedPatch& patch : patches) {
    const std::string number = fmt::format("{:04}-", names.size() + 1);
    names.push_back(patch.name.starts_with(number) ? patch.name : number + patch.name);
  }
  return names;
}

bool is_numbered(const std::string& name) {
  return name.size() > 5 && name[4] == '-' && name.find_first_not_of("0123456789") >= 4;
}

/// An existing series may be replaced if we wrote it: it then contains nothing that cannot be generated again.
void refuse_foreign_series(const std::filesystem::path& file) {
  const auto bytes = read_file_if_exists(file);
  if (!bytes) return;
  const patch::Series series = patch::read_series(*bytes, file.string());
  const bool is_ours =
      series.remarks.empty() && std::all_of(series.entries.begin(), series.entries.end(),
                                            [](const patch::SeriesEntry& entry) { return is_numbered(entry.name); });
  if (is_ours) return;
  throw Error("the directory has a series that mlxpatch did not write, which would be replaced")
      .doing("writing patch files (nothing was written)")
      .at(file.string())
      .hint("mlxpatch format-patch -o DIR ...     write to another directory")
      .hint("mlxpatch regen                       write a fork's own patch files");
}

}  // namespace

report::FormatPatch format_patch(const FormatPatchOptions& options, report::Reporter& reporter) {
  Checkout checkout = open_repository(options.repository);
  objects::ObjectStore& store = checkout.store();
  const CommitRange range = parse_range(store, options.range);
  const std::vector<queue::ExportedPatch> patches = queue::export_commits(store, range.commits);
  const std::filesystem::path series_file = options.output / "series";
  refuse_foreign_series(series_file);
  std::filesystem::create_directories(options.output);
  const std::vector<std::string> names = numbered_names(patches);
  report::FormatPatch result;
  patch::Series series;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    reporter.on(report::Progress{"Writing patches", i, patches.size()});
    const std::filesystem::path file = options.output / names[i];
    std::filesystem::create_directories(file.parent_path());
    write_output_file(file, patches[i].bytes);
    result.written.push_back(file.string());
    series.entries.push_back({names[i], {}});
  }
  write_output_file(series_file, patch::write_series(series));
  result.written.push_back(series_file.string());
  reporter.on(report::Progress{"Writing patches", patches.size(), patches.size()});
  return result;
}

}  // namespace mlxpatch::ops
