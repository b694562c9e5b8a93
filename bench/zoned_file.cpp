#include <algorithm>
#include <cstddef>
#include <string>

#include "source_text.hpp"
#include "zoned_file.hpp"

namespace mlxpatch::bench {

namespace {

/// More than any context that git, patch or quilt look at.
constexpr std::size_t k_untouched_lines = 12;
constexpr std::size_t k_fewest_zone_lines = 16;

/// Mostly a few lines, now and then a dozen or two.
std::size_t run_length(Random& random) { return 1 + random.below(1 + random.below(1 + random.below(24))); }

}  // namespace

ZonedFile::ZonedFile(Random random, std::size_t line_count) {
  m_queue_first = random.chance(50);
  const std::size_t half = line_count > k_untouched_lines ? (line_count - k_untouched_lines) / 2 : 0;
  m_upstream = make_lines(random, half);
  m_untouched = make_lines(random, line_count - 2 * half);
  m_queue = make_lines(random, half);
}

std::string ZonedFile::text() const {
  std::string text;
  const auto append = [&](const Lines& lines) {
    for (const std::string& line : lines) text += line;
  };
  append(m_queue_first ? m_queue : m_upstream);
  append(m_untouched);
  append(m_queue_first ? m_upstream : m_queue);
  return text;
}

void ZonedFile::edit(Zone zone, Random& random) {
  Lines& edited = lines(zone);
  const std::size_t removable = edited.size() > k_fewest_zone_lines ? edited.size() - k_fewest_zone_lines : 0;
  const std::size_t kind = random.below(100);
  const bool removes = kind < 65 && removable > 0;
  const bool inserts = kind < 45 || kind >= 65 || !removes;
  const std::size_t at = random.below(edited.size());
  if (removes) {
    const std::size_t count = std::min({run_length(random), removable, edited.size() - at});
    const auto begin = edited.begin() + static_cast<std::ptrdiff_t>(at);
    edited.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  if (inserts) {
    Lines added = make_lines(random, run_length(random));
    // A run of lines that happen to be as before would be no edit.
    added.front() = "  " + make_word(random) + "_" + make_word(random) + "();\n";
    edited.insert(edited.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
  }
}

void ZonedFile::edit_every_line(Zone zone) {
  for (std::string& line : lines(zone)) line.insert(0, "#");
}

ZonedFile ZonedFile::with_zone_of(Zone zone, const ZonedFile& other) const {
  ZonedFile merged = *this;
  if (zone == Zone::queue) merged.m_queue = other.m_queue;
  if (zone == Zone::upstream) merged.m_upstream = other.m_upstream;
  return merged;
}

}  // namespace mlxpatch::bench
