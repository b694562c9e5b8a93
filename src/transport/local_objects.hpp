#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// The repository on this machine that a plain path or a file URL names, if the library can open it.
std::optional<git::Repository> local_repository_at(std::string_view address);

/// Whether its history is cut off (`--depth`).
bool is_shallow(const git::Repository& repository);

/// Whether take_local_objects() would do something for this address.
bool can_take_local_objects(std::string_view address);

/// Gives a new repository all objects of another one on this machine, as they lie there: by links where `address` is a
/// plain path (and by copies where no link can be made), by copies where it is a file URL. The library would pack them
/// anew, object by object.
///
/// Does nothing where the address is no such repository, or one that has not all of its objects itself (shallow,
/// partial or borrowing ones), or keeps symbolic links among them. Throws Error; what was done so far is the caller's
/// to remove, since a part of the objects is worse than none. `on_progress` gets files done
/// and in all.
void take_local_objects(const git::Repository& into, std::string_view address,
                        const std::function<void(std::size_t, std::size_t)>& on_progress);

}  // namespace mlxpatch::transport
