#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// The commit's message without our trailer, and the patch name which that trailer holds. The trailers of others that
/// say the same go with it: Electron's "Patch-Filename: x", and gbp's "Gbp-Pq: Name x" and "Gbp-Pq: Topic x".
struct NamedMessage {
  std::string message;
  std::string name;  ///< empty where there is no trailer
};

NamedMessage split_name_trailer(std::string_view message);

/// The message with the trailer at its end, as `git interpret-trailers` would place it.
std::string add_name_trailer(std::string_view message, std::string_view name);

}  // namespace mlxpatch::queue
