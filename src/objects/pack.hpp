#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/keep_file.hpp>

namespace mlxpatch::objects {

/// The type of an entry that is a delta against an earlier one, by its distance (gitformat-pack).
inline constexpr unsigned k_ofs_delta = 6;

inline constexpr std::size_t k_no_delta_base = static_cast<std::size_t>(-1);

/// How long chains of deltas get.
inline constexpr unsigned k_deepest_chain = 50;

/// One object to be packed. `delta_base` is the index, in the same list, of an earlier object of the same type that it
/// resembles, or `k_no_delta_base`.
struct PackedObject {
  git::Oid oid;
  git::ObjectType type = git::ObjectType::blob;
  Bytes bytes;  ///< null: only `delta` is held
  std::size_t delta_base = k_no_delta_base;
  std::string delta{};      ///< against the base
  unsigned held_depth = 0;  ///< how many deltas lead from bytes that are held to this object
};

/// The bytes of one object of a list.
Bytes bytes_of(const std::vector<PackedObject>& objects, std::size_t index);

/// Writes a pack (version 2, gitformat-pack) with its index (version 2) into `directory`, each through a temporary,
/// synced once and renamed, the index last. Objects with a delta base become OFS_DELTAs, in chains at most
/// k_deepest_chain deep. Returns what keeps `git gc` from dropping it. Throws Error, and then leaves no file.
std::unique_ptr<KeepFile> write_pack_file(const std::filesystem::path& directory,
                                          const std::vector<PackedObject>& objects);

}  // namespace mlxpatch::objects
