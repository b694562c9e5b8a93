#pragma once

#include <filesystem>

#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

/// `init --adopt`: takes over the clone `options.adopt`, below the directory of the configuration `file`, which it
/// writes. The clone's files are not touched; of its refs only a missing queue branch and mlxpatch's own refs are
/// created. Throws Error.
report::Init adopt(const std::filesystem::path& file, const InitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
