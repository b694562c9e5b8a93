#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <optional>
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

/// Reads objects out of a repository's packs, those of its alternates included, as they stood when it was made. Knows
/// nothing of loose objects, and tells no damage: what it can't give is for the library to find, or to complain of.
class PackReader {
 public:
  explicit PackReader(const std::filesystem::path& objects_directory);

  /// Nothing where no pack has it whole.
  std::optional<StoredObject> read(const git::Oid& oid);
  bool contains(const git::Oid& oid) { return find(oid).has_value(); }

 private:
  struct Pack {
    std::filesystem::path index_path;
    std::uintmax_t index_size = 0;
    std::unique_ptr<PackFile> file;  ///< once asked for; null too where it can't be read
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

  std::optional<Place> find(const git::Oid& oid);
  void add_packs_of(const std::filesystem::path& objects_directory, unsigned depth);
  std::optional<StoredObject> read_at(Place place);
  void remember(const Place& place, const StoredObject& object);

  std::list<Pack> m_packs;  ///< the one that had the last object first
  Inflater m_inflater;
  GenerationCache<Place, StoredObject, PlaceHash> m_bases;
};

}  // namespace mlxpatch::objects
