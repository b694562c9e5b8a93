#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// A part of a patch that can be split off: a hunk of its diff, or a file of which the diff has no hunks (a binary one,
/// a mode). A moved file is one that is removed and one that is added.
struct PatchPiece {
  std::string path;
  std::string text;  ///< the hunk, from its "@@" on; empty for a file without hunks
};

/// The pieces of a commit, in the order of its diff.
std::vector<PatchPiece> pieces_of(objects::ObjectStore& store, const git::Oid& commit);

/// A patch of which some pieces become a patch of their own.
struct Splitting {
  std::size_t place = 0;            ///< of the patch, from 0
  std::vector<std::size_t> pieces;  ///< of pieces_of(), from 0: those that leave it
  std::string message;              ///< of the new patch
  std::string name;                 ///< of its file
};

/// The queue in which the pieces are a new patch, by the same author, right after the one that they were in. Every
/// other tree stays. Throws Error if an object can't be read.
EditedQueue split(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                  const Splitting& splitting, const ReplayOptions& options);

}  // namespace mlxpatch::queue
