#pragma once

#include <filesystem>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>

namespace mlxpatch::ops {

struct ExportOptions {
  enum class Form { quilt, electron, gbp, mbox } form = Form::quilt;
  std::filesystem::path output;  ///< a directory; for mbox a file
};

/// Writes the branch's queue in the form that another tool expects. Throws Error if the tool does not support a patch.
report::Export export_patches(const Invocation& invocation, const ExportOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
