#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// A file's bytes, mapped for reading. They stay even if the file is removed.
class MappedFile {
 public:
  /// Without any bytes if the file can't be mapped.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(m_data), m_size}; }

 private:
  void* m_data = nullptr;
  std::size_t m_size = 0;
};

/// One object as a pack stores it: whole, or as a delta against a base.
struct PackEntry {
  git::ObjectType type = git::ObjectType::blob;  ///< of a whole object
  std::optional<std::uint64_t> base_offset;      ///< of a delta's base
  std::size_t size = 0;                          ///< of what the stream holds
  std::string_view stream;                       ///< begins with the entry's zlib stream
};

/// A pack with its index (gitformat-pack: pack version 2, index version 2).
class PackFile {
 public:
  /// Null if one of the two is missing, damaged or of another version.
  static std::unique_ptr<PackFile> open(const std::filesystem::path& index_path);

  /// The offset of the object's entry; std::nullopt if the pack does not have it.
  std::optional<std::uint64_t> offset_of(const git::Oid& oid) const;
  /// std::nullopt if there is no complete entry at that offset.
  std::optional<PackEntry> entry_at(std::uint64_t offset) const;

 private:
  explicit PackFile(const std::filesystem::path& index_path);
  bool is_sound() const;
  std::uint32_t count() const;
  std::optional<std::uint64_t> offset_at(std::uint32_t position) const;

  MappedFile m_index;
  MappedFile m_pack;
};

}  // namespace mlxpatch::objects
