#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// What is being done where objects are asked for by their ids, which a sound remote may no longer have.
constexpr std::string_view k_fetching_promised = "fetching what this partial clone has left with its remote";

/// How long a server may be silent if the options do not say.
constexpr std::chrono::seconds k_default_silence{60};

/// How many times as long as it may be silent a server may send without any progress.
constexpr int k_patience = 5;

inline std::chrono::seconds silence_of(const TransferOptions& options) {
  return options.timeout.count() > 0 ? options.timeout : k_default_silence;
}

/// How much text, progress included, a server may send beside a transfer. A transfer of days shows less.
constexpr std::size_t k_most_text = std::size_t{16} << 20;
/// The `detail` of transfer_error() for a server that sends more of that, or of anything else than objects.
constexpr std::string_view k_endless = "text without end";
/// The `detail` for a redirect that libgit2 does not survive.
constexpr std::string_view k_redirect = "redirect without the question that was asked";

/// An Error for a transfer that failed, in our words if `detail` (the last message of git or libgit2) shows the cause.
Error transfer_error(std::string_view doing, std::string_view url, std::string_view detail,
                     const TransferOptions& options);
/// An Error for a server that was silent for too long.
Error silence_error(std::string_view doing, std::string_view url, const TransferOptions& options);
/// An Error for a server that sent for too long what was of no use.
Error standstill_error(std::string_view doing, std::string_view url, const TransferOptions& options);

}  // namespace mlxpatch::transport
