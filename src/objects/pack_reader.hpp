#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/compression.hpp>

#include "generation_cache.hpp"
#include "pack_file.hpp"

namespace mlxpatch::objects {

/// An object as it was read.
struct StoredObject {
  git::ObjectType type = git::ObjectType::blob;
  Bytes bytes;
};

/// Reads objects from a repository's packs, and its alternates', as they were when it was made. It knows nothing of
/// loose objects and reports no damage: what it can't read is left for libgit2 to find, or to report.
class PackReader {
 public:
  explicit PackReader(const std::filesystem::path& objects_directory);

  /// std::nullopt if no pack has the whole object.
  std::optional<StoredObject> read(const git::Oid& oid);

 private:
  struct Pack {
    std::filesystem::path index_path;
    std::uintmax_t index_size = 0;
    std::unique_ptr<PackFile> file;  ///< null until it is tried, and if it can't be read
    bool tried = false;
  };
  /// An entry's pack and offset.
  struct Place {
    const PackFile* pack = nullptr;
    std::uint64_t offset = 0;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return std::hash<const PackFile*>()(place.pack) ^ (place.offset * 0x9e3779b97f4a7c15U);
    }
  };

  /// Entries that are deltas, from an object down to its base.
  using Deltas = std::vector<std::pair<Place, PackEntry>>;

  std::optional<Place> find(const git::Oid& oid);
  void add_packs_of(const std::filesystem::path& objects_directory, unsigned depth);
  std::optional<StoredObject> read_at(Place place);
  std::optional<StoredObject> read_chain(const StoredObject& base, const Deltas& deltas);
  void remember(const Place& place, const StoredObject& object);

  std::list<Pack> m_packs;  ///< first the one that had the last object
  Inflater m_inflater;
  GenerationCache<Place, StoredObject, PlaceHash> m_bases;
  std::optional<std::pair<Place, StoredObject>> m_large_base;  ///< the last one that is too large for the others
};

}  // namespace mlxpatch::objects
