#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// The repository on this machine that a plain path or a file URL names, if it can be opened.
std::optional<git::Repository> local_repository_at(std::string_view address);

/// Whether its history is cut off (`--depth`).
bool is_shallow(const git::Repository& repository);

/// Whether take_local_objects() would do anything for this address.
bool can_take_local_objects(std::string_view address);

/// Gives a new repository all objects of another one on this machine, file by file: as hard links if `address` is a
/// plain path (copies if they can't be linked), as copies if it is a file URL. libgit2 would repack them, object by
/// object.
///
/// Does nothing if the address is no such repository, or one that does not have all of its objects itself (a shallow,
/// partial or borrowing one), or that has symbolic links among them. Throws Error, as for a file that is damaged, and
/// then the caller removes what is there, since some of the objects are worse than none. Returns whether there are
/// files that were taken. `on_progress` gets the number of files done and their total.
bool take_local_objects(const git::Repository& into, std::string_view address,
                        const std::function<void(std::size_t, std::size_t)>& on_progress);

}  // namespace mlxpatch::transport
