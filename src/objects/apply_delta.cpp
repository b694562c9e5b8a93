#include <mlxpatch/objects/apply_delta.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::objects {
namespace {

/// A few bytes of a delta can demand any amount of memory; git itself streams larger objects.
constexpr std::size_t k_largest_result = std::size_t{1} << 30;
/// How much is reserved on the word of a delta's header alone.
constexpr std::size_t k_most_believed = std::size_t{16} << 20;
constexpr unsigned char k_copy_bit = 0x80;
constexpr std::size_t k_copy_of_size_zero = 0x10000;

class DeltaReader {
 public:
  explicit DeltaReader(std::string_view delta) : m_rest(delta) {}

  bool at_end() const { return m_rest.empty(); }

  std::optional<unsigned char> byte() {
    if (m_rest.empty()) return std::nullopt;
    const auto value = static_cast<unsigned char>(m_rest.front());
    m_rest.remove_prefix(1);
    return value;
  }

  std::optional<std::string_view> bytes(std::size_t count) {
    if (count > m_rest.size()) return std::nullopt;
    const std::string_view taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
  }

  /// Seven bits per byte, the lowest first; the top bit says that another byte follows.
  std::optional<std::uint64_t> size() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      const auto next = byte();
      if (!next) return std::nullopt;
      value |= static_cast<std::uint64_t>(*next & 0x7f) << shift;
      if (!(*next & 0x80)) return value;
    }
    return std::nullopt;
  }

  /// Up to `count` bytes, the lowest first; those whose bit in `present` is not set are left out, and zero.
  std::optional<std::size_t> sparse_number(unsigned present, unsigned count) {
    std::size_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
      if (!(present & (1U << i))) continue;
      const auto next = byte();
      if (!next) return std::nullopt;
      value |= static_cast<std::size_t>(*next) << (8 * i);
    }
    return value;
  }

 private:
  std::string_view m_rest;
};

/// The bytes that the next instruction adds; std::nullopt if it is broken.
std::optional<std::string_view> next_piece(DeltaReader& reader, std::string_view base) {
  const auto instruction = reader.byte();
  if (!instruction || *instruction == 0) return std::nullopt;
  if (!(*instruction & k_copy_bit)) return reader.bytes(*instruction);
  const auto offset = reader.sparse_number(*instruction & 0x0fU, 4);
  auto size = reader.sparse_number((*instruction >> 4) & 0x07U, 3);
  if (!offset || !size) return std::nullopt;
  if (*size == 0) size = k_copy_of_size_zero;
  if (*offset > base.size() || *size > base.size() - *offset) return std::nullopt;
  return base.substr(*offset, *size);
}

}  // namespace

std::optional<std::string> apply_delta(std::string_view base, std::string_view delta) {
  DeltaReader reader(delta);
  const auto base_size = reader.size();
  const auto result_size = reader.size();
  if (!base_size || !result_size || *base_size != base.size() || *result_size > k_largest_result) return std::nullopt;
  std::string result;
  result.reserve(std::min<std::uint64_t>(*result_size, k_most_believed));
  while (!reader.at_end()) {
    const auto piece = next_piece(reader, base);
    if (!piece || piece->size() > *result_size - result.size()) return std::nullopt;
    result.append(*piece);
  }
  if (result.size() != *result_size) return std::nullopt;
  return result;
}

}  // namespace mlxpatch::objects
