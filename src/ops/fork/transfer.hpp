#pragma once

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

/// How the project wants remotes to be talked to; progress goes to the reporter, which must outlive the options.
transport::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter);

}  // namespace mlxpatch::ops
