#pragma once

#include <filesystem>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

struct DemoOptions {
  std::filesystem::path directory;  ///< empty: "mlxpatch-demo" in the current directory
};

report::Demo demo(const Invocation& invocation, const DemoOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
