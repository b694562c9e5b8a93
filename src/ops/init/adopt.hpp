#pragma once

#include <filesystem>

#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

/// `init --adopt`: takes over the clone `options.adopt` below the folder of `file`, the configuration to be written.
/// Files of the clone are not touched; in its refs only a missing queue branch and what mlxpatch keeps for itself are
/// made.
report::Init adopt(const std::filesystem::path& file, const InitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
