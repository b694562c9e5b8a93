#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace mlxpatch::objects {

/// Caches values by key, up to a number of bytes, in two generations: when the young one is full, the old one is
/// dropped. So what is in use survives, without a list of uses.
template <typename Key, typename Value, typename Hash>
class GenerationCache {
 public:
  /// Holds at most two generations of that many bytes each.
  explicit GenerationCache(std::size_t generation_bytes) : m_generation_bytes(generation_bytes) {
    constexpr std::size_t k_first_room = 4096;  // growing in steps would cost a small command more than this room
    m_young.reserve(k_first_room);
  }

  /// Null if it is not cached. Valid until the next call.
  const Value* find(const Key& key) {
    if (const auto found = m_young.find(key); found != m_young.end()) return &found->second.value;
    const auto found = m_old.find(key);
    if (found == m_old.end()) return nullptr;
    const Kept kept = found->second;
    return insert(key, kept.value, kept.bytes);
  }

  /// Replaces what the key had. The result is valid until the next call.
  const Value* insert(const Key& key, Value value, std::size_t bytes) {
    if (m_young_bytes > m_generation_bytes) {
      m_old = std::exchange(m_young, {});
      m_young_bytes = 0;
    }
    constexpr std::size_t k_node = sizeof(Key) + sizeof(Kept) + 4 * sizeof(void*);
    m_young_bytes += bytes + k_node;
    return &m_young.insert_or_assign(key, Kept{std::move(value), bytes}).first->second.value;
  }

 private:
  struct Kept {
    Value value;
    std::size_t bytes = 0;
  };
  std::size_t m_generation_bytes;
  std::size_t m_young_bytes = 0;
  std::unordered_map<Key, Kept, Hash> m_young;
  std::unordered_map<Key, Kept, Hash> m_old;
};

}  // namespace mlxpatch::objects
