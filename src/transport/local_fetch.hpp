#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Copies into a repository, as one pack, what these tips of another repository on this machine have and it does not.
/// libgit2 would look at every object that any of the tips has, and pack and unpack the new ones one by one.
///
/// Does nothing if the address is no such repository, if one of the two is shallow or partial, or if so much is new
/// that it should not be kept in memory. Throws Error, and then the repository is as before. `on_progress` gets the
/// number of commits copied and their total.
void take_new_local_objects(const git::Repository& into, std::string_view address, const std::vector<git::Oid>& tips,
                            const std::function<void(std::size_t, std::size_t)>& on_progress);

}  // namespace mlxpatch::transport
