#pragma once

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

/// The project's settings for remote transfers. Progress goes to the reporter, which must outlive the options.
transport::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter);

}  // namespace mlxpatch::ops
