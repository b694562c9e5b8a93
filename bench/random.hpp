#pragma once

#include <cstddef>
#include <cstdint>

namespace mlxpatch::bench {

/// Numbers that are the same on every machine and with every standard library (splitmix64), so that one seed always
/// makes the same upstream.
class Random {
 public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next() {
    m_state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  /// From 0 to limit - 1; `limit` is not 0.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }

  /// From 0 (with) to 1 (without).
  double fraction() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

  bool chance(std::size_t percent) { return below(100) < percent; }

 private:
  std::uint64_t m_state;
};

}  // namespace mlxpatch::bench
