#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>

namespace mlxpatch::report {

/// What an export is written for.
enum class ExportForm { quilt, electron, gbp, mbox };

struct Import {
  std::string branch;  ///< empty: no checkout exists yet, only files were written
  std::string tip;
  std::vector<Patch> patches;  ///< those that came
  std::vector<LeftOutPatch> left_out;
  std::optional<Audit> audit;
  std::vector<std::string> written;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Export {
  ExportForm form = ExportForm::quilt;
  std::string output;
  std::vector<std::string> written;
  std::vector<std::string> removed;
};

}  // namespace mlxpatch::report
