#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::worktree {

/// In a partial clone: fetches, all at once, the file contents that this checkout will write, so that the checkout
/// itself needs no network. Does nothing in a complete repository. Throws Error.
void fetch_for_checkout(const git::Repository& repository, objects::ObjectStore& store, const CheckoutMove& move);

/// Moves worktree and index, touching only paths that differ. Compare and swap: a file is replaced only if it is, byte
/// for byte, what the move finds or what it makes; that is asked at the moment of each renaming. Anything else, a file
/// that is missing included, is somebody's work and is left alone, and so is an index entry that is neither of the two.
/// The new files are written beside the old ones first, with line endings as core.autocrlf and the attributes say;
/// committing is renaming. Nothing is ever written through a symlink. Idempotent: a second move of the same kind
/// finishes what a killed one began. Holds the index's lock.
class Checkout {
 public:
  /// The number of files done and of all files.
  using Progress = std::function<void(std::size_t, std::size_t)>;

  /// Fetches what a partial clone lacks, and writes the new files. Throws Error (disk full, no permission), and then
  /// nothing has changed.
  Checkout(const git::Repository& repository, objects::ObjectStore& store, const CheckoutMove& move,
           Progress on_progress = {});
  /// Takes back what was not finished.
  ~Checkout();
  Checkout(const Checkout&) = delete;
  Checkout& operator=(const Checkout&) = delete;

  /// Returns the paths that were left alone, sorted. Throws Error; then take_back() is to be called.
  std::vector<std::string> commit();
  /// Needs no space on the disk. Returns whether everything is as before, but for what others have changed meanwhile.
  bool take_back();
  /// Removes the old files. From here on there is no way back. Returns whether all are gone.
  bool finish();

 private:
  class Steps;
  std::unique_ptr<Steps> m_steps;
};

/// All of it at once; returns the paths that were left alone. Throws Error, and then all is as before.
std::vector<std::string> checkout(const git::Repository& repository, objects::ObjectStore& store,
                                  const CheckoutMove& move, const Checkout::Progress& on_progress = {});

}  // namespace mlxpatch::worktree
