#include "delta.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include <mlxpatch/base/common_ends.hpp>

namespace mlxpatch::objects {

namespace {

constexpr std::size_t k_block = 16;
constexpr std::size_t k_longest_copy = 0xffffff;
constexpr std::size_t k_longest_insert = 0x7f;
/// A part that is mostly different is not taken as changed in place.
constexpr std::size_t k_least_gain = 8;

void append_size(std::string& delta, std::size_t size) {
  while (size >= 0x80) {
    delta += static_cast<char>((size & 0x7fU) | 0x80U);
    size >>= 7U;
  }
  delta += static_cast<char>(size);
}

void append_copy(std::string& delta, std::size_t offset, std::size_t size) {
  while (size > 0) {
    const std::size_t part = std::min(size, k_longest_copy);
    const std::size_t at = delta.size();
    unsigned opcode = 0x80;
    delta += '\0';
    for (unsigned i = 0; i < 4; ++i) {
      const auto byte = static_cast<unsigned char>((offset >> (8 * i)) & 0xffU);
      if (byte == 0) continue;
      delta += static_cast<char>(byte);
      opcode |= 1U << i;
    }
    for (unsigned i = 0; i < 3; ++i) {
      const auto byte = static_cast<unsigned char>((part >> (8 * i)) & 0xffU);
      if (byte == 0) continue;
      delta += static_cast<char>(byte);
      opcode |= 0x10U << i;
    }
    delta[at] = static_cast<char>(opcode);
    offset += part;
    size -= part;
  }
}

void append_insert(std::string& delta, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, k_longest_insert);
    delta += static_cast<char>(part.size());
    delta += part;
    bytes.remove_prefix(part.size());
  }
}

/// The part between the common ends if both have as much there: what has changed in place is inserted, the rest copied.
/// False, and what it appended is of no use, once more than one byte in `k_least_gain` would be inserted.
bool append_changes_in_place(std::string& delta, std::string_view base, std::size_t begin, std::string_view target) {
  const std::string_view old = base.substr(begin, target.size());
  std::size_t inserted = 0;
  for (std::size_t at = 0; at < target.size();) {
    const std::size_t same = common_prefix(old.substr(at), target.substr(at));
    append_copy(delta, begin + at, same);
    at += same;
    const std::size_t changed_from = at;
    // A copy of less than a block costs about what it saves.
    while (at < target.size() && old.substr(at, k_block) != target.substr(at, k_block)) ++at;
    append_insert(delta, target.substr(changed_from, at - changed_from));
    inserted += at - changed_from;
    if (inserted > target.size() / k_least_gain) return false;
  }
  return true;
}

/// The part between the common ends: finds blocks of the base in the target by their bytes.
void append_middle(std::string& delta, std::string_view base, std::size_t begin, std::size_t end,
                   std::string_view target) {
  std::unordered_map<std::string_view, std::size_t> blocks;
  if (target.size() >= k_block) {
    for (std::size_t at = begin; at + k_block <= end; at += k_block) blocks.emplace(base.substr(at, k_block), at);
  }
  std::size_t inserted_from = 0;
  std::size_t at = 0;
  while (!blocks.empty() && at + k_block <= target.size()) {
    const auto found = blocks.find(target.substr(at, k_block));
    if (found == blocks.end()) {
      ++at;
      continue;
    }
    std::size_t source = found->second;
    std::size_t length = common_prefix(base.substr(source, end - source), target.substr(at));
    while (source > begin && at > inserted_from && base[source - 1] == target[at - 1]) --source, --at, ++length;
    append_insert(delta, target.substr(inserted_from, at - inserted_from));
    append_copy(delta, source, length);
    at += length;
    inserted_from = at;
  }
  append_insert(delta, target.substr(inserted_from));
}

}  // namespace

std::string make_delta(std::string_view base, std::string_view target) {
  std::string delta;
  append_size(delta, base.size());
  append_size(delta, target.size());
  const std::size_t prefix = common_prefix(base, target);
  const std::size_t suffix = common_suffix(base.substr(prefix), target.substr(prefix));
  append_copy(delta, 0, prefix);
  const std::string_view middle = target.substr(prefix, target.size() - prefix - suffix);
  const std::size_t before_middle = delta.size();
  const bool is_in_place = base.size() == target.size() && append_changes_in_place(delta, base, prefix, middle);
  if (!is_in_place) {
    delta.resize(before_middle);
    append_middle(delta, base, prefix, base.size() - suffix, middle);
  }
  append_copy(delta, base.size() - suffix, suffix);
  return delta;
}

}  // namespace mlxpatch::objects
