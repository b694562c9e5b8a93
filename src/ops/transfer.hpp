#pragma once

#include <mlxpatch/git/transfer_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

/// How the project wants remotes to be talked to; progress goes to the reporter, which must outlive the options.
git::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter);

}  // namespace mlxpatch::ops
