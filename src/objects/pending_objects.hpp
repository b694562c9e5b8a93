#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/oid.hpp>

#include "pack.hpp"
#include "pack_reader.hpp"

namespace mlxpatch::objects {

/// New objects that wait for their pack. Beyond a budget, large ones that resemble an earlier one are held as deltas,
/// which is what the pack has in the end.
class PendingObjects {
 public:
  /// Does nothing if the object is there. `delta_base`: see ObjectStore::put().
  void add(const git::Oid& oid, StoredObject object, const git::Oid& delta_base);

  bool contains(const git::Oid& oid) const { return m_places.contains(oid); }
  /// std::nullopt if it is not there.
  std::optional<StoredObject> find(const git::Oid& oid);

  const std::vector<PackedObject>& list() const { return m_objects; }
  void clear();

 private:
  /// The bytes of an object of the list, whole.
  Bytes bytes_at(std::size_t place);

  std::vector<PackedObject> m_objects;
  std::unordered_map<git::Oid, std::size_t, git::OidHash> m_places;
  std::size_t m_whole_bytes = 0;
  std::size_t m_last = k_no_delta_base;  ///< of those held as deltas, the one that was asked for last
  Bytes m_last_bytes;
};

}  // namespace mlxpatch::objects
