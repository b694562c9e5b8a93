#pragma once

#include <string>
#include <string_view>

#include <support/random.hpp>

#include "source_text.hpp"

namespace mlxpatch::bench {

enum class Zone { upstream, queue };

/// A file in two halves with lines between them that nobody ever edits: upstream edits one half, the queue the other.
/// So both sides' edits of one file always merge, and what they merge to is known.
class ZonedFile {
 public:
  /// The file's first version. The same random state gives the same file.
  ZonedFile(Random random, std::size_t line_count);

  std::string text() const;
  /// Inserts, replaces or deletes one run of lines in that half.
  void edit(Zone zone, Random& random);
  /// Changes every line of that half, so that whoever else edits it conflicts.
  void edit_every_line(Zone zone);
  /// This file with the other's half for that zone: what a merge has to give.
  ZonedFile with_zone_of(Zone zone, const ZonedFile& other) const;

 private:
  Lines& lines(Zone zone) { return zone == Zone::upstream ? m_upstream : m_queue; }

  Lines m_upstream;
  Lines m_untouched;
  Lines m_queue;
  bool m_queue_first = false;
};

}  // namespace mlxpatch::bench
