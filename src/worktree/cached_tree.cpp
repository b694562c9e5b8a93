#include "cached_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::worktree {
namespace {

constexpr std::size_t k_id_size = 20;
constexpr std::size_t k_header_size = 12;
/// Of an entry, up to its flags.
constexpr std::size_t k_flags_at = 60;
constexpr std::size_t k_name_at = 62;
constexpr unsigned k_is_extended = 0x4000U;
constexpr std::size_t k_longest_in_flags = 0xfffU;

/// Reads an index file from its beginning. Where there is nothing to read it is at its end.
class IndexBytes {
 public:
  explicit IndexBytes(std::string_view bytes) : m_bytes(bytes) {}

  bool is_at_end() const { return m_at >= m_bytes.size(); }
  void skip(std::size_t count) { m_at = count > m_bytes.size() - m_at ? m_bytes.size() : m_at + count; }
  std::string_view take(std::size_t count) {
    const std::size_t begin = m_at;
    skip(count);
    return m_bytes.substr(begin, m_at - begin);
  }
  /// `size` bytes, the highest first; zero if they are not all there.
  std::uint32_t take_number(std::size_t size) {
    const std::string_view bytes = take(size);
    std::uint32_t number = 0;
    if (bytes.size() < size) return number;
    for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
  }
  void skip_past_nul() {
    const std::size_t nul = m_bytes.find('\0', m_at);
    m_at = nul == std::string_view::npos ? m_bytes.size() : nul + 1;
  }

  void skip_entry(unsigned version) {
    const std::size_t begin = m_at;
    skip(k_flags_at);
    const std::uint32_t flags = take_number(2);
    const std::size_t name_at = (flags & k_is_extended) != 0 ? k_name_at + 2 : k_name_at;
    m_at = std::min(begin + name_at, m_bytes.size());
    constexpr unsigned k_with_shared_beginnings = 4;
    if (version == k_with_shared_beginnings) {
      while (!is_at_end() && (static_cast<unsigned char>(m_bytes[m_at]) & 0x80U) != 0) ++m_at;
      skip(1);
      return skip_past_nul();
    }
    std::size_t length = flags & k_longest_in_flags;
    if (length == k_longest_in_flags) length = m_bytes.substr(m_at, m_bytes.find('\0', m_at) - m_at).size();
    // Filled up with NULs, at least one, to a multiple of eight.
    m_at = begin;
    skip((name_at + length + 8) / 8 * 8);
  }

 private:
  std::string_view m_bytes;
  std::size_t m_at = 0;
};

/// The root of what the extension says: an empty name and its NUL, "<entries> <subtrees>\n", and the id unless there
/// are -1 entries.
git::Oid root_of(std::string_view extension) {
  const std::size_t end = extension.find('\n');
  const bool is_valid = extension.starts_with('\0') && end != std::string_view::npos && extension[1] != '-' &&
                        extension.size() >= end + 1 + k_id_size;
  git::Oid root;
  if (is_valid) std::copy_n(extension.begin() + static_cast<std::ptrdiff_t>(end + 1), k_id_size, root.bytes.begin());
  return root;
}

}  // namespace

git::Oid cached_tree(const std::filesystem::path& index_file) {
  const std::optional<std::string> file = read_file_if_exists(index_file);
  if (!file || file->size() < k_header_size + k_id_size) return {};
  IndexBytes bytes(std::string_view(*file).substr(0, file->size() - k_id_size));
  if (bytes.take(4) != "DIRC") return {};
  const std::uint32_t version = bytes.take_number(4);
  if (version < 2 || version > 4) return {};
  for (std::uint32_t left = bytes.take_number(4); left > 0 && !bytes.is_at_end(); --left) bytes.skip_entry(version);
  while (!bytes.is_at_end()) {
    const std::string_view name = bytes.take(4);
    const std::string_view content = bytes.take(bytes.take_number(4));
    if (name == "TREE") return root_of(content);
  }
  return {};
}

}  // namespace mlxpatch::worktree
