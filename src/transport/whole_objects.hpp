#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

// Files of objects that are taken over as they are carry their source's damage with them, which nothing else would
// find: libgit2 and git check what they pack and unpack, and what they link as little as what they copy.

/// The error for a source on this machine that can't be cloned or fetched, because of `what_is_wrong` with its objects.
Error damaged_source(std::string_view doing, std::string_view address, std::string_view what_is_wrong);

/// Throws Error, naming `address`, unless a file in an objects directory (of a pack, or a loose object) holds exactly
/// what its checksum or its name says.
void check_object_file(const std::filesystem::path& file, std::string_view address);

/// Of the other repository: all of it, or cut off (`--depth`).
enum class SourceHistory { whole, shallow };

/// Throws Error, naming `address`, unless a repository has the history that these tips lead to and all files of the
/// tips; a shallow one, up to where it says that its history ends.
void check_nothing_is_missing(const git::Repository& repository, const std::vector<git::Oid>& tips,
                              std::string_view address, SourceHistory history);

}  // namespace mlxpatch::transport
