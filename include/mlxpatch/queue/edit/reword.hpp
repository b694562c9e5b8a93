#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// What is to be said of a patch instead of what is; what is not given stays.
struct Rewording {
  std::size_t place = 0;               ///< of the patch, from 0
  std::optional<std::string> message;  ///< without the trailer that names the patch file
  std::optional<std::string> name;     ///< of the patch file
};

/// The queue with another message or name of one patch. Every tree stays.
EditedQueue reword(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                   const Rewording& rewording, const ReplayOptions& options);

}  // namespace mlxpatch::queue
