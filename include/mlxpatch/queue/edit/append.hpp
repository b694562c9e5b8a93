#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>

namespace mlxpatch::queue {

/// A patch to be.
struct Addition {
  git::Oid tree;  ///< after it
  std::string message;
  std::string name;  ///< of its file
  git::Signature author;
  git::Signature committer;
};

/// The queue with one more patch at its end; an empty one has it on the base. All other commits stay.
EditedQueue append(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                   const Addition& addition);

}  // namespace mlxpatch::queue
