#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// The kind of an entry that is a delta against an earlier one (gitformat-pack).
inline constexpr unsigned k_ofs_delta = 6;

/// One object to be packed. `predecessor` is an index into the same list, of an earlier object of the same type which
/// it resembles, or `k_no_predecessor`.
struct PackedObject {
  git::Oid oid;
  git::ObjectType type = git::ObjectType::blob;
  Bytes bytes;
  std::size_t predecessor = 0;
};
inline constexpr std::size_t k_no_predecessor = static_cast<std::size_t>(-1);

/// Writes a pack (version 2, gitformat-pack) with its index (version 2) into `directory`, each through a temporary,
/// synced once and renamed, the index last. Objects with a predecessor become OFS_DELTAs, chains at most 50 deep.
/// Returns the pack's path. Throws Error; then nothing is left behind.
std::filesystem::path write_pack_file(const std::filesystem::path& directory, const std::vector<PackedObject>& objects);

}  // namespace mlxpatch::objects
