#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "line_file.hpp"

namespace mlxpatch::bench {

LineFile::LineFile(Random random, std::size_t line_count) {
  auto lines = std::make_shared<Lines>();
  lines->reserve(line_count);
  for (std::size_t i = 0; i < line_count; ++i)
    lines->push_back(fmt::format("  {}_{} = {}({}, {});\n", make_word(random), i, make_word(random), make_word(random),
                                 random.below(100000)));
  m_first = std::move(lines);
}

std::string LineFile::text() const {
  std::string text;
  auto replaced = m_replaced.begin();
  for (std::size_t i = 0; i < m_first->size(); ++i) {
    const bool is_replaced = replaced != m_replaced.end() && replaced->first == i;
    text += is_replaced ? (replaced++)->second : (*m_first)[i];
  }
  return text;
}

void LineFile::replace(std::size_t line, std::string text) { m_replaced[line] = std::move(text); }

LineFile LineFile::with_replacements_of(const LineFile& other) const {
  LineFile both = *this;
  for (const auto& [line, text] : other.m_replaced) both.m_replaced[line] = text;
  return both;
}

}  // namespace mlxpatch::bench
