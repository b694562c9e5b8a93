#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace mlxpatch::objects {

/// Remembers values by key, up to a number of bytes, in two generations: when the young one is full the old one is
/// dropped, so that what is in use survives without a list of uses.
template <typename Key, typename Value, typename Hash>
class GenerationCache {
 public:
  /// Holds at most twice so many bytes.
  explicit GenerationCache(std::size_t generation_bytes) : m_generation_bytes(generation_bytes) {
    constexpr std::size_t k_first_room = 4096;  // growing step by step costs a small command more than the room does
    m_young.reserve(k_first_room);
  }

  /// Null where it is not known. Valid until the next insert.
  const Value* find(const Key& key) {
    if (const auto found = m_young.find(key); found != m_young.end()) return &found->second.value;
    const auto found = m_old.find(key);
    if (found == m_old.end()) return nullptr;
    const Kept kept = found->second;
    return insert(key, kept.value, kept.bytes);
  }

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
