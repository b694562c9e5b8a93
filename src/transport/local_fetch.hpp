#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Gives a repository, as one pack, what these tips of another repository on this machine have and it has not. The
/// library would look at every object that any of the tips has, and pack and unpack the new ones one by one.
///
/// Does nothing where the address is no such repository, where one of the two is shallow or partial, and where so much
/// is new that it should not be held in memory. Throws Error; then the repository is as before. `on_progress` gets
/// commits done and in all.
void take_new_local_objects(const git::Repository& into, std::string_view address, const std::vector<git::Oid>& tips,
                            const std::function<void(std::size_t, std::size_t)>& on_progress);

}  // namespace mlxpatch::transport
