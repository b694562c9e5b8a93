#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

namespace mlxpatch::ops {

struct ReplayOptions {
  std::filesystem::path repository;
  std::string onto;
  std::string range;
  std::string branch;  ///< moved when all is clean; empty: none
  Effect effect = Effect::real;
  OnConflict on_conflict = OnConflict::stop;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
};

report::ReplayRun replay(const ReplayOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
