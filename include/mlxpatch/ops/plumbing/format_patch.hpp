#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

namespace mlxpatch::ops {

struct FormatPatchOptions {
  std::filesystem::path repository;
  std::filesystem::path output;
  std::string range;  ///< BASE..TIP
};

report::FormatPatch format_patch(const FormatPatchOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
