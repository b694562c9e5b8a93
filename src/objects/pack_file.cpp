#include "pack_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

#include "pack.hpp"

namespace mlxpatch::objects {

namespace {

constexpr std::size_t k_oid_size = 20;
constexpr std::string_view k_index_magic("\377tOc\0\0\0\2", 8);
constexpr std::string_view k_pack_magic("PACK\0\0\0\2", 8);
constexpr std::size_t k_pack_header = 12;
constexpr std::size_t k_fanout = k_index_magic.size();
constexpr std::size_t k_ids = k_fanout + std::size_t{256} * 4;
constexpr std::uint32_t k_large_offset = 0x80000000U;
constexpr unsigned k_ref_delta = 7;

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Reads an entry's header from the front of a text. Each part is std::nullopt if the text ends too soon.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view rest) : m_rest(rest) {}

  std::optional<unsigned> byte() {
    if (m_rest.empty()) return std::nullopt;
    const auto value = static_cast<unsigned char>(m_rest.front());
    m_rest.remove_prefix(1);
    return value;
  }

  /// The size; its lowest four bits are in the header's first byte, which is already read.
  std::optional<std::size_t> size(unsigned first) {
    std::size_t value = first & 0xfU;
    unsigned last = first;
    for (unsigned shift = 4; (last & 0x80U) != 0; shift += 7) {
      const auto next = byte();
      if (!next || shift > 56) return std::nullopt;
      last = *next;
      value |= static_cast<std::size_t>(last & 0x7fU) << shift;
    }
    return value;
  }

  std::optional<std::uint64_t> distance() {
    std::uint64_t value = 0;
    for (unsigned digits = 0; digits < 9; ++digits) {
      const auto next = byte();
      if (!next) return std::nullopt;
      value = (value << 7U) | (*next & 0x7fU);
      if ((*next & 0x80U) == 0) return value;
      ++value;
    }
    return std::nullopt;
  }

  std::optional<git::Oid> oid() {
    if (m_rest.size() < k_oid_size) return std::nullopt;
    git::Oid oid;
    std::memcpy(oid.bytes.data(), m_rest.data(), k_oid_size);
    m_rest.remove_prefix(k_oid_size);
    return oid;
  }

  std::string_view rest() const { return m_rest; }

 private:
  std::string_view m_rest;
};

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status{};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data != MAP_FAILED) {
      m_data = data;
      m_size = size;
    }
  }
  ::close(descriptor);
}

MappedFile::~MappedFile() {
  if (m_data != nullptr) ::munmap(m_data, m_size);
}

PackFile::PackFile(const std::filesystem::path& index_path)
    : m_index(index_path), m_pack(std::filesystem::path(index_path).replace_extension(".pack")) {}

std::unique_ptr<PackFile> PackFile::open(const std::filesystem::path& index_path) {
  std::unique_ptr<PackFile> pack(new PackFile(index_path));
  if (!pack->is_sound()) return nullptr;
  return pack;
}

bool PackFile::is_sound() const {
  const std::string_view index = m_index.bytes();
  const std::string_view pack = m_pack.bytes();
  if (index.size() < k_ids + 2 * k_oid_size || !index.starts_with(k_index_magic)) return false;
  if (pack.size() < k_pack_header + k_oid_size || !pack.starts_with(k_pack_magic)) return false;
  // An id, a checksum and an offset for each object; the index ends with the pack's checksum and its own.
  if (index.size() < k_ids + count() * (k_oid_size + 8) + 2 * k_oid_size) return false;
  if (number_at(pack, k_pack_magic.size()) != count()) return false;
  return pack.substr(pack.size() - k_oid_size) == index.substr(index.size() - 2 * k_oid_size, k_oid_size);
}

std::uint32_t PackFile::count() const { return number_at(m_index.bytes(), k_fanout + std::size_t{255} * 4); }

std::optional<std::uint64_t> PackFile::offset_of(const git::Oid& oid) const {
  const std::string_view index = m_index.bytes();
  const std::size_t first_byte = oid.bytes[0];
  std::uint32_t low = first_byte == 0 ? 0 : number_at(index, k_fanout + (first_byte - 1) * 4);
  std::uint32_t high = number_at(index, k_fanout + first_byte * 4);
  if (high > count()) return std::nullopt;
  // Ids are spread evenly, so the next four bytes say roughly where one is, mostly to within a cache line or two. From
  // there the steps double, up to half of what is left.
  const std::string_view id(reinterpret_cast<const char*>(oid.bytes.data()), k_oid_size);
  std::uint32_t probe = low + static_cast<std::uint32_t>(std::uint64_t{high - low} * number_at(id, 1) >> 32U);
  for (std::uint32_t reach = 1; low < high; reach *= 2) {
    const int order = std::memcmp(index.data() + k_ids + probe * k_oid_size, id.data(), k_oid_size);
    if (order == 0) return offset_at(probe);
    if (order < 0) {
      low = probe + 1;
      probe = low + std::min(reach - 1, (high - low) / 2);
    } else {
      high = probe;
      probe = high - 1 - std::min(reach - 1, (high - low) / 2);
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> PackFile::offset_at(std::uint32_t position) const {
  const std::string_view index = m_index.bytes();
  const std::size_t offsets = k_ids + std::size_t{count()} * (k_oid_size + 4);
  const std::uint32_t offset = number_at(index, offsets + std::size_t{position} * 4);
  if (offset < k_large_offset) return offset;
  const std::size_t large = offsets + std::size_t{count()} * 4 + std::size_t{offset - k_large_offset} * 8;
  if (large + 8 + 2 * k_oid_size > index.size()) return std::nullopt;
  return std::uint64_t{number_at(index, large)} << 32U | number_at(index, large + 4);
}

std::optional<PackEntry> PackFile::entry_at(std::uint64_t offset) const {
  const std::string_view pack = m_pack.bytes();
  const std::size_t end = pack.size() - k_oid_size;
  if (offset < k_pack_header || offset >= end) return std::nullopt;
  HeaderReader header(pack.substr(offset, end - offset));
  const auto first = header.byte();
  const auto size = first ? header.size(*first) : std::nullopt;
  if (!size) return std::nullopt;
  PackEntry entry;
  entry.size = *size;
  const unsigned kind = *first >> 4U & 7U;
  if (kind == k_ofs_delta) {
    const auto distance = header.distance();
    if (!distance || *distance == 0 || *distance > offset) return std::nullopt;
    entry.base_offset = offset - *distance;
  } else if (kind == k_ref_delta) {
    const auto base = header.oid();
    entry.base_offset = base ? offset_of(*base) : std::nullopt;
    if (!entry.base_offset) return std::nullopt;
  } else if (kind >= static_cast<unsigned>(git::ObjectType::commit) &&
             kind <= static_cast<unsigned>(git::ObjectType::tag)) {
    entry.type = static_cast<git::ObjectType>(kind);
  } else {
    return std::nullopt;
  }
  entry.stream = header.rest();
  return entry;
}

}  // namespace mlxpatch::objects
