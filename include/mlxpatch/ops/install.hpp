#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

struct InstallOptions {
  enum class Venv { must_exist, create } venv = Venv::must_exist;
  /// Whether the entry that keeps `uv sync` from replacing the install is only shown, or added to pyproject.toml.
  enum class UvSource { show, write } uv_source = UvSource::show;
  std::vector<std::string> pip_arguments;
};

report::Install install(const Invocation& invocation, const InstallOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
