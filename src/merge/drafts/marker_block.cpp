#include <mlxpatch/merge/drafts/marker_block.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/text_merge.hpp>

namespace mlxpatch::merge {

namespace {

constexpr std::string_view k_ours = "<<<<<<<";
constexpr std::string_view k_base = "|||||||";
constexpr std::string_view k_separator = "=======";
constexpr std::string_view k_theirs = ">>>>>>>";

/// A line of a block without its end; of a marker only the seven characters, since its label may be any.
struct BlockLine {
  std::string_view text;
  bool is_marker = false;
  bool has_cr = false;
  friend bool operator==(const BlockLine&, const BlockLine&) = default;
};
using Block = std::vector<BlockLine>;

void remove_line_end(std::string_view& line, bool& has_cr) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  has_cr = line.ends_with('\r');
  if (has_cr) line.remove_suffix(1);
}

class BlockWriter {
 public:
  explicit BlockWriter(const ConflictedText& text) : m_text(text) {}

  Block write(const ConflictRegion& region, ConflictStyle style) {
    m_block.clear();
    std::size_t at = region.lines.ours.begin;
    for (ConflictPart part : style == ConflictStyle::merge ? region.narrow : region.whole) {
      if (style == ConflictStyle::zdiff3) trim(part);
      add(m_text.ours(), {at, part.ours.begin});
      add_marker(k_ours);
      add(m_text.ours(), part.ours);
      if (style != ConflictStyle::merge) {
        add_marker(k_base);
        add(m_text.base(), part.base);
      }
      add_marker(k_separator);
      add(m_text.theirs(), part.theirs);
      add_marker(k_theirs);
      at = part.ours.end;
    }
    add(m_text.ours(), {at, region.lines.ours.end});
    return m_block;
  }

 private:
  /// What zdiff3 leaves of a conflict: without what both sides begin and end with.
  void trim(ConflictPart& part) const {
    const auto& ours = m_text.ours().numbers;
    const auto& theirs = m_text.theirs().numbers;
    const auto both = [&] { return part.ours.count() > 0 && part.theirs.count() > 0; };
    while (both() && ours[part.ours.begin] == theirs[part.theirs.begin]) {
      ++part.ours.begin;
      ++part.theirs.begin;
    }
    while (both() && ours[part.ours.end - 1] == theirs[part.theirs.end - 1]) {
      --part.ours.end;
      --part.theirs.end;
    }
  }

  void add(const diff::NumberedLines& lines, const LineRange& range) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      BlockLine added{lines.text(line, line + 1)};
      remove_line_end(added.text, added.has_cr);
      m_block.push_back(added);
    }
  }

  void add_marker(std::string_view marker) { m_block.push_back({marker, true}); }

  const ConflictedText& m_text;
  Block m_block;
};

/// Looks for blocks in a file.
class BlockSearch {
 public:
  explicit BlockSearch(std::string_view file) : m_file(file), m_lines(split_lines(file)) {}

  std::vector<MarkerBlock> find(const Block& block) const {
    std::vector<MarkerBlock> found;
    for (std::size_t line = 0; line + block.size() <= m_lines.size(); ++line) {
      if (const auto one = at(line, block)) found.push_back(*one);
    }
    return found;
  }

 private:
  std::optional<MarkerBlock> at(std::size_t first, const Block& block) const {
    std::optional<bool> adds_cr;
    for (std::size_t i = 0; i < block.size(); ++i) {
      std::string_view line = m_lines[first + i];
      bool has_cr = false;
      remove_line_end(line, has_cr);
      if (block[i].is_marker) {
        if (!is_marker(line, block[i].text)) return std::nullopt;
        continue;
      }
      if (line != block[i].text || (block[i].has_cr && !has_cr)) return std::nullopt;
      const bool adds = has_cr && !block[i].has_cr;
      if (adds_cr.value_or(adds) != adds) return std::nullopt;
      adds_cr = adds;
    }
    const std::size_t begin = offset(first);
    return MarkerBlock{begin, offset(first + block.size()), adds_cr.value_or(false)};
  }

  static bool is_marker(std::string_view line, std::string_view marker) {
    return line.starts_with(marker) && (line.size() == marker.size() || line[marker.size()] == ' ');
  }

  std::size_t offset(std::size_t line) const {
    return line == m_lines.size() ? m_file.size() : static_cast<std::size_t>(m_lines[line].data() - m_file.data());
  }

  std::string_view m_file;
  std::vector<std::string_view> m_lines;
};

std::vector<std::optional<MarkerBlock>> find_in_style(const BlockSearch& search, const ConflictedText& text,
                                                      ConflictStyle style) {
  std::vector<Block> blocks;
  for (const ConflictRegion& region : text.regions()) blocks.push_back(BlockWriter(text).write(region, style));
  std::vector<std::optional<MarkerBlock>> found(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::vector<MarkerBlock> places = search.find(blocks[i]);
    if (places.size() != static_cast<std::size_t>(std::ranges::count(blocks, blocks[i]))) continue;
    const auto before = std::count(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(i), blocks[i]);
    found[i] = places[static_cast<std::size_t>(before)];
  }
  return found;
}

}  // namespace

std::vector<std::optional<MarkerBlock>> find_marker_blocks(std::string_view file, const ConflictedText& text) {
  const BlockSearch search(file);
  std::vector<std::optional<MarkerBlock>> found(text.regions().size());
  for (const ConflictStyle style : {ConflictStyle::merge, ConflictStyle::diff3, ConflictStyle::zdiff3}) {
    const std::vector<std::optional<MarkerBlock>> here = find_in_style(search, text, style);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i]) found[i] = here[i];
    }
  }
  return found;
}

std::optional<MarkerBlock> find_lines(std::string_view file, std::string_view lines) {
  Block block;
  for (const std::string_view line : split_lines(lines)) {
    BlockLine& added = block.emplace_back(BlockLine{line});
    remove_line_end(added.text, added.has_cr);
  }
  const std::vector<MarkerBlock> places = block.empty() ? std::vector<MarkerBlock>{} : BlockSearch(file).find(block);
  return places.size() == 1 ? std::optional(places.front()) : std::nullopt;
}

std::string replace_block(std::string_view file, const MarkerBlock& block, std::string_view text) {
  std::string replaced(file.substr(0, block.begin));
  for (const std::string_view line : split_lines(text)) {
    if (block.adds_cr && line.ends_with('\n')) {
      replaced += line.substr(0, line.size() - 1);
      replaced += "\r\n";
    } else {
      replaced += line;
    }
  }
  replaced += file.substr(block.end);
  return replaced;
}

}  // namespace mlxpatch::merge
