#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// A commit's message without the Patch-Name trailer, and the name in it. Other programs' trailers for the same purpose
/// are read and removed, too: Electron's "Patch-Filename: x", and gbp's "Gbp-Pq: Name x" and "Gbp-Pq: Topic x".
struct NamedMessage {
  std::string message;
  std::string name;  ///< empty if there is no such trailer
};

/// Trailers count in every paragraph that consists of trailers, and ours wherever it names a patch file: a squash
/// leaves those of all its commits in the middle of its message. The first one has the name.
NamedMessage split_name_trailer(std::string_view message);

/// Whether the message's last paragraph consists of trailers only (and is not the subject).
bool ends_in_trailers(std::string_view message);

/// The message with the trailer at its end, where `git interpret-trailers` would place it.
std::string add_name_trailer(std::string_view message, std::string_view name);

/// The message with this name and no other.
std::string with_name_trailer(std::string_view message, std::string_view name);

}  // namespace mlxpatch::queue
