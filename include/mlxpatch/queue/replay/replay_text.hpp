#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/queue/replay/replay_result.hpp>

namespace mlxpatch::queue {

/// The bytes of a result without its `stop`, for the same program to read back.
std::string serialize_replay(const ReplayResult& result);
/// std::nullopt if they are not such bytes.
std::optional<ReplayResult> parse_replay(std::string_view bytes);

}  // namespace mlxpatch::queue
