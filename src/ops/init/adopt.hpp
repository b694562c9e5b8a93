#pragma once

#include <filesystem>
#include <optional>

#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

/// Goes on with a take-over of the clone that a killed run left open, which no other command finds as long
/// as there is no configuration. Returns what is to be said if it is complete now. Throws Error.
std::optional<report::Init> finish_adoption(const std::filesystem::path& file, const std::filesystem::path& clone,
                                            report::Reporter& reporter);

/// `init --adopt`: takes over the clone `options.adopt`, below the directory of the configuration `file`, which it
/// writes. The clone's files are not touched; of its refs only a missing queue branch and mlxpatch's own refs are
/// created. Throws Error.
report::Init adopt(const std::filesystem::path& file, const InitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
