#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlxpatch::tests {

/// Random numbers which are the same with every standard library (splitmix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15ULL + 0x1234567ULL) {}

  std::uint64_t next() {
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  /// 0 .. limit - 1; 0 where limit is 0.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(next() % limit); }
  bool percent(unsigned chance) { return below(100) < chance; }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values.at(below(values.size()));
  }

 private:
  std::uint64_t m_state;
};

}  // namespace mlxpatch::tests
