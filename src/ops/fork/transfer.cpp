#include "fork/transfer.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

transport::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter) {
  transport::TransferOptions options;
  switch (config.fetch_with) {
    case workspace::Config::FetchWith::automatic:
      options.transport = transport::Transport::automatic;
      break;
    case workspace::Config::FetchWith::git:
      options.transport = transport::Transport::git;
      break;
    case workspace::Config::FetchWith::libgit2:
      options.transport = transport::Transport::libgit2;
      break;
  }
  options.timeout = std::chrono::seconds(config.fetch_timeout_seconds);
  options.depth = config.fetch_depth;
  options.filter = config.fetch_filter;
  options.on_progress = [&reporter](const transport::TransferProgress& progress) {
    reporter.on(report::Progress{std::string(progress.stage), progress.done, progress.total});
  };
  options.on_kept_tag = [&reporter](const std::string& tag, const std::string& kept) {
    reporter.on(report::Warning{fmt::format(
        "upstream has moved the tag {0}; what it named before is on no branch, and is kept as {1} (git tag NAME {1})",
        escape_control(tag), escape_control(kept))});
  };
  return options;
}

}  // namespace mlxpatch::ops
