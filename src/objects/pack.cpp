#include "pack.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <libdeflate.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/sha1.hpp>
#include <mlxpatch/objects/apply_delta.hpp>
#include <mlxpatch/objects/compression.hpp>
#include <mlxpatch/objects/keep_file.hpp>

#include "delta.hpp"

namespace mlxpatch::objects {

namespace {

constexpr int k_compression_level = 1;
constexpr std::size_t k_flush_at = std::size_t{1} << 20U;

Error write_error(const std::filesystem::path& path) {
  Error error(fmt::format("{} can't be written: {}", path.string(), std::strerror(errno)));
  error.doing("storing new git objects");
  if (errno == ENOSPC) error.hint("free some space on that disk and run the same command again");
  return error;
}

/// A temporary in the pack directory that becomes a read-only file under its final name, or is removed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& directory)
      : m_path((directory / "tmp_mlxpatch_XXXXXX").string()) {
    m_descriptor = ::mkstemp(m_path.data());
    if (m_descriptor < 0) throw write_error(m_path);
  }
  ~TemporaryFile() {
    if (m_descriptor < 0) return;
    ::close(m_descriptor);
    ::unlink(m_path.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(m_descriptor, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw write_error(m_path);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void sync() {
    if (::fchmod(m_descriptor, 0444) != 0 || sync_descriptor(m_descriptor) != 0) throw write_error(m_path);
  }

  void rename_to(const std::filesystem::path& target) {
    if (::rename(m_path.c_str(), target.c_str()) != 0) throw write_error(target);
    ::close(m_descriptor);
    m_descriptor = -1;
  }

 private:
  std::string m_path;
  int m_descriptor = -1;
};

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24U), static_cast<char>((value >> 16U) & 0xffU),
          static_cast<char>((value >> 8U) & 0xffU), static_cast<char>(value & 0xffU)};
}

std::string_view as_text(const git::Oid& oid) {
  return {reinterpret_cast<const char*>(oid.bytes.data()), oid.bytes.size()};
}

void append_entry_header(std::string& out, unsigned type, std::size_t size) {
  unsigned byte = (type << 4U) | static_cast<unsigned>(size & 0xfU);
  size >>= 4U;
  while (size > 0) {
    out += static_cast<char>(byte | 0x80U);
    byte = static_cast<unsigned>(size & 0x7fU);
    size >>= 7U;
  }
  out += static_cast<char>(byte);
}

/// The distance back to a delta's base, in the offset encoding of gitformat-pack.
void append_distance(std::string& out, std::uint64_t distance) {
  std::array<char, 10> digits{};
  std::size_t first = digits.size() - 1;
  digits[first] = static_cast<char>(distance & 0x7fU);
  while ((distance >>= 7U) != 0) {
    --distance;
    digits[--first] = static_cast<char>(0x80U | (distance & 0x7fU));
  }
  out.append(digits.data() + first, digits.size() - first);
}

struct Written {
  std::uint64_t offset = 0;
  std::uint32_t crc = 0;
  unsigned depth = 0;
};

class PackStream {
 public:
  PackStream(TemporaryFile& file, std::size_t count) : m_file(file) {
    m_buffer = "PACK";
    m_buffer += big_endian(2);
    m_buffer += big_endian(static_cast<std::uint32_t>(count));
  }

  Written append_whole(git::ObjectType type, std::string_view bytes) {
    const std::size_t start = m_buffer.size();
    Written written{m_flushed + start, 0, 0};
    append_entry_header(m_buffer, static_cast<unsigned>(type), bytes.size());
    append_stream(bytes, start, written);
    return written;
  }

  Written append_delta(std::string_view delta, const Written& base) {
    const std::size_t start = m_buffer.size();
    Written written{m_flushed + start, 0, base.depth + 1};
    append_entry_header(m_buffer, k_ofs_delta, delta.size());
    append_distance(m_buffer, written.offset - base.offset);
    append_stream(delta, start, written);
    return written;
  }

  /// Ends the pack; returns its checksum.
  git::Oid finish() {
    flush();
    const git::Oid checksum = m_hash.finish();
    m_file.write(as_text(checksum));
    m_file.sync();
    return checksum;
  }

 private:
  void append_stream(std::string_view bytes, std::size_t start, Written& written) {
    m_deflater.append(m_buffer, bytes);
    written.crc = libdeflate_crc32(0, m_buffer.data() + start, m_buffer.size() - start);
    if (m_buffer.size() > k_flush_at) flush();
  }

  void flush() {
    m_hash.update(m_buffer);
    m_file.write(m_buffer);
    m_flushed += m_buffer.size();
    m_buffer.clear();
  }

  TemporaryFile& m_file;
  std::string m_buffer;
  std::uint64_t m_flushed = 0;
  git::Sha1 m_hash;
  Deflater m_deflater{k_compression_level};
};

/// Appends the next object, as a delta if that is shorter.
Written append(PackStream& stream, const std::vector<PackedObject>& objects, const std::vector<Written>& written) {
  const PackedObject& object = objects[written.size()];
  const bool may_be_delta = object.delta_base != k_no_delta_base && written[object.delta_base].depth < k_deepest_chain;
  if (may_be_delta && !object.delta.empty()) return stream.append_delta(object.delta, written[object.delta_base]);
  const Bytes bytes = bytes_of(objects, written.size());
  if (may_be_delta) {
    const std::string delta = make_delta(*bytes_of(objects, object.delta_base), *bytes);
    if (!delta.empty() && delta.size() < bytes->size()) return stream.append_delta(delta, written[object.delta_base]);
  }
  return stream.append_whole(object.type, *bytes);
}

/// The index's bytes (gitformat-pack, "Version 2 pack-*.idx files").
std::string index_bytes(const std::vector<PackedObject>& objects, const std::vector<Written>& written,
                        const git::Oid& pack_checksum) {
  std::vector<std::size_t> order(objects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return objects[a].oid < objects[b].oid; });

  std::string out("\377tOc", 4);
  out += big_endian(2);
  std::size_t counted = 0;
  for (unsigned first = 0; first < 256; ++first) {
    while (counted < order.size() && objects[order[counted]].oid.bytes[0] <= first) ++counted;
    out += big_endian(static_cast<std::uint32_t>(counted));
  }
  for (const std::size_t i : order) out += as_text(objects[i].oid);
  for (const std::size_t i : order) out += big_endian(written[i].crc);
  std::vector<std::uint64_t> large;
  for (const std::size_t i : order) {
    if (written[i].offset < 0x80000000U) {
      out += big_endian(static_cast<std::uint32_t>(written[i].offset));
    } else {
      out += big_endian(0x80000000U | static_cast<std::uint32_t>(large.size()));
      large.push_back(written[i].offset);
    }
  }
  for (const std::uint64_t offset : large) {
    out += big_endian(static_cast<std::uint32_t>(offset >> 32U));
    out += big_endian(static_cast<std::uint32_t>(offset & 0xffffffffU));
  }
  out += as_text(pack_checksum);
  git::Sha1 hash;
  hash.update(out);
  out += as_text(hash.finish());
  return out;
}

}  // namespace

Bytes bytes_of(const std::vector<PackedObject>& objects, std::size_t index) {
  if (objects[index].bytes) return objects[index].bytes;
  std::vector<const std::string*> deltas;
  for (; !objects[index].bytes; index = objects[index].delta_base) deltas.push_back(&objects[index].delta);
  DeltaChain chain(*objects[index].bytes);
  for (const std::string* delta : deltas | std::views::reverse) {
    if (!chain.apply(*delta)) throw std::logic_error("a delta of our own does not fit its base");
  }
  return std::make_shared<const std::string>(chain.text());
}

std::unique_ptr<KeepFile> write_pack_file(const std::filesystem::path& directory,
                                          const std::vector<PackedObject>& objects) {
  TemporaryFile pack(directory);
  std::vector<Written> written;
  written.reserve(objects.size());
  PackStream stream(pack, objects.size());
  while (written.size() < objects.size()) {
    check_interrupt();
    written.push_back(append(stream, objects, written));
  }
  const git::Oid checksum = stream.finish();

  TemporaryFile index(directory);
  index.write(index_bytes(objects, written, checksum));
  index.sync();

  std::filesystem::path path = new_pack_path(directory);
  auto keep = std::make_unique<KeepFile>(path);
  pack.rename_to(path);
  // Git looks for *.idx, so the pack must be complete before its index is visible.
  index.rename_to(std::filesystem::path(path).replace_extension(".idx"));
  return keep;
}

}  // namespace mlxpatch::objects
