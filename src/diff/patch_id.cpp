#include <mlxpatch/diff/patch_id.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/sha1.hpp>

namespace mlxpatch::diff {

namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

bool is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

/// How many lines one side of a hunk header ("-12,3" or "-12") announces.
std::size_t announced_lines(std::string_view side) {
  const std::size_t comma = side.find(',');
  if (comma == std::string_view::npos) return 1;
  std::size_t count = 0;
  std::from_chars(side.data() + comma + 1, side.data() + side.size(), count);
  return count;
}

/// Reads a diff line by line. Each file is hashed on its own and the hashes are added up, so that the order of the
/// files does not matter; a file without hunks is hashed together with the next one, as git does it.
class PatchId {
 public:
  void line(std::string_view line) {
    if (line.starts_with("\\ ")) return;
    if (m_place == Place::binary) {
      // Git passes over the line that ends binary data too.
      if (line.starts_with("diff ")) m_place = Place::header;
      return;
    }
    if (m_place == Place::header && header(line)) return;
    if (m_place == Place::hunk && m_before == 0 && m_after == 0) {
      if (line.starts_with("@@ -")) return start_hunk(line);
      end_file();
      m_place = Place::header;
    }
    if (m_place == Place::hunk && !line.empty()) {
      if (m_before > 0 && line.front() != '+') --m_before;
      if (m_after > 0 && line.front() != '-') --m_after;
    }
    add_without_space(line);
  }

  /// The last file is added even if nothing of it is left to hash, after a binary one.
  git::Oid finish() {
    if (m_used) end_file();
    return m_sum;
  }

 private:
  enum class Place { header, hunk, binary };

  /// Handles a line of the header. Returns whether that was all; otherwise the line belongs to the hash.
  bool header(std::string_view line) {
    if (line.starts_with("index ")) {
      line.remove_prefix(6);
      m_ids = line.substr(0, line.find_first_of(" \n"));
      return true;
    }
    if (line.starts_with("GIT binary patch") || line.starts_with("Binary files")) {
      const std::size_t dots = m_ids.find("..");
      if (dots != std::string::npos) m_ids.erase(dots, 2);
      m_hash.update(m_ids);
      end_file();
      m_place = Place::binary;
      return true;
    }
    if (line.starts_with("--- ")) {
      // The two lines that name the file count as one removed and one added line.
      m_place = Place::hunk;
      m_before = m_after = 1;
    }
    return m_place == Place::header && !is_letter(line.front());
  }

  void start_hunk(std::string_view line) {
    const auto parts = split(line, ' ');
    m_before = parts.size() > 1 ? announced_lines(parts[1]) : 0;
    m_after = parts.size() > 2 ? announced_lines(parts[2]) : 0;
  }

  void add_without_space(std::string_view line) {
    m_scratch.clear();
    for (const char byte : line) {
      if (!is_space(byte)) m_scratch += byte;
    }
    m_hash.update(m_scratch);
    m_used = true;
  }

  /// Adds the hash to the sum as one little-endian number.
  void end_file() {
    const git::Oid hash = m_hash.finish();
    unsigned carry = 0;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
      carry += static_cast<unsigned>(m_sum.bytes[i]) + hash.bytes[i];
      m_sum.bytes[i] = static_cast<std::uint8_t>(carry & 0xffU);
      carry >>= 8U;
    }
    m_hash = git::Sha1();
  }

  git::Sha1 m_hash;
  bool m_used = false;  ///< whether there was anything to hash
  git::Oid m_sum;
  Place m_place = Place::header;
  std::size_t m_before = 0;  ///< remaining lines of the hunk
  std::size_t m_after = 0;
  std::string m_ids;  ///< of the file's index line
  std::string m_scratch;
};

}  // namespace

git::Oid patch_id(std::string_view diff) {
  PatchId id;
  for (const std::string_view line : split_lines(diff)) id.line(line);
  return id.finish();
}

}  // namespace mlxpatch::diff
