#include <mlxpatch/base/common_ends.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace mlxpatch {

namespace {

/// Ends are compared in steps of this size first, by memcmp: byte by byte they cost as much as all the rest.
constexpr std::size_t k_step = 64;
/// Then in steps of one register.
constexpr std::size_t k_word = 8;

}  // namespace

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::size_t limit = std::min(a.size(), b.size());
  std::size_t shared = 0;
  while (shared + k_step <= limit && std::memcmp(a.data() + shared, b.data() + shared, k_step) == 0) shared += k_step;
  while (shared + k_word <= limit && std::memcmp(a.data() + shared, b.data() + shared, k_word) == 0) shared += k_word;
  while (shared < limit && a[shared] == b[shared]) ++shared;
  return shared;
}

std::size_t common_suffix(std::string_view a, std::string_view b) {
  const std::size_t limit = std::min(a.size(), b.size());
  const char* const a_end = a.data() + a.size();
  const char* const b_end = b.data() + b.size();
  std::size_t shared = 0;
  while (shared + k_step <= limit && std::memcmp(a_end - shared - k_step, b_end - shared - k_step, k_step) == 0) {
    shared += k_step;
  }
  while (shared < limit && a[a.size() - shared - 1] == b[b.size() - shared - 1]) ++shared;
  return shared;
}

}  // namespace mlxpatch
