#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "source_text.hpp"

namespace mlxpatch::bench {

/// A file of distinct lines, some of them replaced. Where upstream and the queue replace lines that are not next to
/// each other, what both give together is known.
class LineFile {
 public:
  /// The first version. The same random state gives the same file.
  LineFile(Random random, std::size_t line_count);

  std::string text() const;
  /// Puts `text`, whole lines, in the place of one line of the first version.
  void replace(std::size_t line, std::string text);
  /// This file with another version's replacements, too.
  LineFile with_replacements_of(const LineFile& other) const;

 private:
  std::shared_ptr<const Lines> m_first;
  std::map<std::size_t, std::string> m_replaced;
};

}  // namespace mlxpatch::bench
