#include "pack_reader.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/apply_delta.hpp>
#include <mlxpatch/objects/compression.hpp>

#include "pack_file.hpp"

namespace mlxpatch::objects {

namespace {

namespace fs = std::filesystem;

constexpr unsigned k_deepest_alternate = 5;  ///< as git's
/// Git's chains have at most 4095 deltas; longer ones, and cycles, are broken.
constexpr std::size_t k_longest_chain = 4095;
/// Larger objects are left to libgit2.
constexpr std::size_t k_largest_object = std::size_t{512} << 20U;
/// Larger bases are not cached.
constexpr std::size_t k_largest_kept = std::size_t{4} << 20U;
/// Of such a base, the versions in between are not made.
constexpr std::size_t k_large = std::size_t{1} << 20U;
constexpr std::size_t k_generation_bytes = std::size_t{16} << 20U;

}  // namespace

PackReader::PackReader(const fs::path& objects_directory) : m_bases(k_generation_bytes) {
  add_packs_of(objects_directory, 0);
  // The largest pack most likely has what is asked for.
  m_packs.sort([](const Pack& a, const Pack& b) { return a.index_size > b.index_size; });
}

void PackReader::add_packs_of(const fs::path& objects_directory, unsigned depth) {
  std::error_code ignored;
  for (fs::directory_iterator file(objects_directory / "pack", ignored), end; file != end; file.increment(ignored)) {
    if (file->path().extension() == ".idx") m_packs.push_back({file->path(), file->file_size(ignored), nullptr});
  }
  const auto alternates = read_file_if_exists(objects_directory / "info" / "alternates");
  if (!alternates || depth == k_deepest_alternate) return;
  for (const std::string_view line : split_lines(*alternates)) {
    const std::string_view path = line.substr(0, line.find('\n'));
    if (!path.empty() && path.front() != '#') add_packs_of(objects_directory / path, depth + 1);
  }
}

std::optional<StoredObject> PackReader::read(const git::Oid& oid) {
  const std::optional<Place> place = find(oid);
  return place ? read_at(*place) : std::nullopt;
}

std::optional<PackReader::Place> PackReader::find(const git::Oid& oid) {
  for (auto pack = m_packs.begin(); pack != m_packs.end(); ++pack) {
    if (!std::exchange(pack->tried, true)) pack->file = PackFile::open(pack->index_path);
    const auto offset = pack->file ? pack->file->offset_of(oid) : std::nullopt;
    if (!offset) continue;
    const PackFile* file = pack->file.get();
    m_packs.splice(m_packs.begin(), m_packs, pack);
    return Place{file, *offset};
  }
  return std::nullopt;
}

std::optional<StoredObject> PackReader::read_at(Place place) {
  Deltas deltas;  // from the object down to a base that is cached or whole
  StoredObject object;
  for (;;) {
    if (const StoredObject* known = m_bases.find(place)) {
      object = *known;
      break;
    }
    if (m_large_base && m_large_base->first == place) {
      object = m_large_base->second;
      break;
    }
    const auto entry = place.pack->entry_at(place.offset);
    if (!entry || entry->size > k_largest_object || deltas.size() > k_longest_chain) return std::nullopt;
    if (entry->base_offset) {
      deltas.emplace_back(place, *entry);
      place.offset = *entry->base_offset;
      continue;
    }
    std::string_view stream = entry->stream;
    auto bytes = m_inflater.take(stream, entry->size);
    if (!bytes) return std::nullopt;
    object = {entry->type, std::make_shared<const std::string>(std::move(*bytes))};
    remember(place, object);
    break;
  }
  if (object.bytes->size() >= k_large && deltas.size() > 1) return read_chain(object, deltas);
  for (; !deltas.empty(); deltas.pop_back()) {
    std::string_view stream = deltas.back().second.stream;
    const auto delta = m_inflater.take(stream, deltas.back().second.size);
    auto bytes = delta ? apply_delta(*object.bytes, *delta) : std::nullopt;
    if (!bytes) return std::nullopt;
    object.bytes = std::make_shared<const std::string>(std::move(*bytes));
    remember(deltas.back().first, object);
  }
  return object;
}

std::optional<StoredObject> PackReader::read_chain(const StoredObject& base, const Deltas& deltas) {
  DeltaChain chain(*base.bytes);
  for (const auto& [place, delta] : deltas | std::views::reverse) {
    std::string_view stream = delta.stream;
    auto bytes = m_inflater.take(stream, delta.size);
    if (!bytes || !chain.apply(std::move(*bytes))) return std::nullopt;
  }
  return StoredObject{base.type, std::make_shared<const std::string>(chain.text())};
}

void PackReader::remember(const Place& place, const StoredObject& object) {
  // Commits are hardly ever delta bases.
  if (object.type == git::ObjectType::commit) return;
  if (object.bytes->size() > k_largest_kept) {
    m_large_base = {place, object};
  } else {
    m_bases.insert(place, object, object.bytes->size());
  }
}

}  // namespace mlxpatch::objects
