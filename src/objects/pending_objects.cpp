#include "pending_objects.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/oid.hpp>

#include "delta.hpp"
#include "pack.hpp"
#include "pack_reader.hpp"

namespace mlxpatch::objects {

namespace {

/// How many bytes are held whole before large objects become deltas.
constexpr std::size_t k_most_whole = std::size_t{16} << 20U;
constexpr std::size_t k_large = std::size_t{1} << 20U;
/// A delta must be so many times smaller to be worth its while.
constexpr std::size_t k_least_gain = 4;

}  // namespace

void PendingObjects::add(const git::Oid& oid, StoredObject object, const git::Oid& delta_base) {
  // Looked up first: an object that is its own delta base (a merge that changes nothing) gets none.
  const auto base = delta_base ? m_places.find(delta_base) : m_places.end();
  const std::size_t base_place = base == m_places.end() ? k_no_delta_base : base->second;
  if (!m_places.try_emplace(oid, m_objects.size()).second) return;
  PackedObject packed{oid, object.type, std::move(object.bytes), base_place, {}, 0};
  const bool may_be_delta = base_place != k_no_delta_base && packed.bytes->size() >= k_large &&
                            m_objects[base_place].held_depth + 1 < k_deepest_chain;
  if (may_be_delta && m_whole_bytes > k_most_whole) {
    std::string delta = make_delta(*bytes_at(base_place), *packed.bytes);
    if (delta.size() < packed.bytes->size() / k_least_gain) {
      m_last = m_objects.size();
      m_last_bytes = std::exchange(packed.bytes, nullptr);
      packed.delta = std::move(delta);
      packed.held_depth = m_objects[base_place].held_depth + 1;
    }
  }
  if (packed.bytes) m_whole_bytes += packed.bytes->size();
  m_objects.push_back(std::move(packed));
}

std::optional<StoredObject> PendingObjects::find(const git::Oid& oid) {
  const auto found = m_places.find(oid);
  if (found == m_places.end()) return std::nullopt;
  return StoredObject{m_objects[found->second].type, bytes_at(found->second)};
}

void PendingObjects::clear() {
  m_objects.clear();
  m_places.clear();
  m_whole_bytes = 0;
  m_last = k_no_delta_base;
  m_last_bytes = nullptr;
}

Bytes PendingObjects::bytes_at(std::size_t place) {
  if (m_objects[place].bytes) return m_objects[place].bytes;
  if (m_last != place) {
    m_last_bytes = bytes_of(m_objects, place);
    m_last = place;
  }
  return m_last_bytes;
}

}  // namespace mlxpatch::objects
