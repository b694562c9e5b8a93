#include <mlxpatch/objects/apply_delta.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlxpatch::objects {
namespace {

/// A few bytes of a delta can demand any amount of memory; git itself streams larger objects.
constexpr std::size_t k_largest_result = std::size_t{1} << 30;
/// How much is reserved on the word of a delta's header alone.
constexpr std::size_t k_most_believed = std::size_t{16} << 20;
constexpr unsigned char k_copy_bit = 0x80;
constexpr std::size_t k_copy_of_size_zero = 0x10000;
/// A chain whose runs are shorter than this on the average is better off with a text.
constexpr std::size_t k_shortest_run = 64;
constexpr std::size_t k_fewest_pieces = 4096;
/// How many bytes of deltas a chain holds.
constexpr std::size_t k_most_held = std::size_t{64} << 20;

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

/// What an instruction adds: bytes of its own, or a part of the base.
struct Instruction {
  std::string_view inserted;
  std::size_t offset = 0;
  std::size_t size = 0;  ///< of the part; zero: `inserted` is meant
};

/// std::nullopt if it is broken.
std::optional<Instruction> next_instruction(DeltaReader& reader, std::size_t base_size) {
  const auto first = reader.byte();
  if (!first || *first == 0) return std::nullopt;
  if (!(*first & k_copy_bit)) {
    const auto inserted = reader.bytes(*first);
    return inserted ? std::optional(Instruction{*inserted}) : std::nullopt;
  }
  const auto offset = reader.sparse_number(*first & 0x0fU, 4);
  auto size = reader.sparse_number((*first >> 4) & 0x07U, 3);
  if (!offset || !size) return std::nullopt;
  if (*size == 0) size = k_copy_of_size_zero;
  if (*offset > base_size || *size > base_size - *offset) return std::nullopt;
  return Instruction{{}, *offset, *size};
}

/// The size of what a delta makes of a base of that size, by its header; std::nullopt if it does not fit.
std::optional<std::size_t> result_size_of(DeltaReader& reader, std::size_t base_size) {
  const auto expected = reader.size();
  const auto result = reader.size();
  if (!expected || !result || *expected != base_size || *result > k_largest_result) return std::nullopt;
  return result;
}

}  // namespace

std::optional<std::string> apply_delta(std::string_view base, std::string_view delta) {
  DeltaReader reader(delta);
  const auto result_size = result_size_of(reader, base.size());
  if (!result_size) return std::nullopt;
  std::string result;
  result.reserve(std::min(*result_size, k_most_believed));
  while (!reader.at_end()) {
    const auto next = next_instruction(reader, base.size());
    if (!next) return std::nullopt;
    const std::string_view piece = next->size == 0 ? next->inserted : base.substr(next->offset, next->size);
    if (piece.size() > *result_size - result.size()) return std::nullopt;
    result.append(piece);
  }
  if (result.size() != *result_size) return std::nullopt;
  return result;
}

void DeltaChain::Pieces::append(std::string_view run) {
  if (run.empty()) return;
  const std::size_t end = size() + run.size();
  if (!runs.empty() && runs.back().data() + runs.back().size() == run.data()) {
    runs.back() = {runs.back().data(), runs.back().size() + run.size()};
    ends.back() = end;
    return;
  }
  runs.push_back(run);
  ends.push_back(end);
}

void DeltaChain::Pieces::append_part(const Pieces& of, std::size_t offset, std::size_t size) {
  auto at = static_cast<std::size_t>(std::ranges::upper_bound(of.ends, offset) - of.ends.begin());
  while (size > 0) {
    const std::size_t begin = of.ends[at] - of.runs[at].size();
    const std::string_view part = of.runs[at++].substr(offset - begin, size);
    append(part);
    offset += part.size();
    size -= part.size();
  }
}

DeltaChain::DeltaChain(std::string_view base) { m_pieces.append(base); }

bool DeltaChain::apply(std::string delta) {
  m_held_bytes += delta.size();
  DeltaReader reader(m_held.emplace_back(std::move(delta)));
  const auto result_size = result_size_of(reader, m_pieces.size());
  if (!result_size) return false;
  Pieces result;
  while (!reader.at_end()) {
    const auto next = next_instruction(reader, m_pieces.size());
    if (!next) return false;
    if (next->size > 0) {
      result.append_part(m_pieces, next->offset, next->size);
    } else {
      result.append(next->inserted);
    }
    if (result.size() > *result_size) return false;
  }
  if (result.size() != *result_size) return false;
  m_pieces = std::move(result);
  const std::size_t most_pieces = std::max(k_fewest_pieces, m_pieces.size() / k_shortest_run);
  if (m_pieces.runs.size() > most_pieces || m_held_bytes > k_most_held) flatten();
  return true;
}

std::string DeltaChain::text() const {
  std::string text;
  text.reserve(m_pieces.size());
  for (const std::string_view run : m_pieces.runs) text.append(run);
  return text;
}

void DeltaChain::flatten() {
  std::list<std::string> flat{text()};
  m_pieces = {};
  m_pieces.append(flat.front());
  m_held = std::move(flat);
  m_held_bytes = 0;
}

}  // namespace mlxpatch::objects
