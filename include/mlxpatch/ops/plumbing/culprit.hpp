#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

namespace mlxpatch::ops {

struct CulpritOptions {
  std::filesystem::path repository;
  std::string onto;
  std::string range;
};

report::CulpritRun culprit(const CulpritOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
