#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mlxpatch::tests {

/// Random numbers that are the same on every machine and with every standard library (splitmix64), so that a seed
/// always gives the same histories and the same benchmarks.
class Random {
 public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next() {
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  /// From 0 to limit - 1; 0 if limit is 0.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(next() % limit); }
  /// From 0 (included) to 1 (excluded).
  double fraction() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  /// Whether an event of so many percent happens.
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values.at(below(values.size()));
  }

 private:
  std::uint64_t m_state;
};

}  // namespace mlxpatch::tests
