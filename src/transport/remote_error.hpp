#pragma once

#include <chrono>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// The longest silence of a server where the caller names none.
constexpr std::chrono::seconds k_default_silence{60};

inline std::chrono::seconds silence_of(const TransferOptions& options) {
  return options.timeout.count() > 0 ? options.timeout : k_default_silence;
}

/// An Error for a transfer that failed, in our words as far as `detail` (git's or the library's last message) tells
/// the cause.
Error transfer_error(std::string_view doing, std::string_view url, std::string_view detail,
                     const TransferOptions& options);
Error silence_error(std::string_view doing, std::string_view url, const TransferOptions& options);

}  // namespace mlxpatch::transport
