#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <support/random.hpp>

#include <mlxpatch/merge/drafts/conflict_region.hpp>

namespace mlxpatch::tests {

inline merge::ConflictedText conflicted(const std::string& base, const std::string& ours, const std::string& theirs) {
  const auto bytes = [](const std::string& text) { return std::make_shared<const std::string>(text); };
  return {bytes(base), bytes(ours), bytes(theirs)};
}

struct ConflictCase {
  std::string base;
  std::string ours;
  std::string theirs;
};

/// A line of code: some occur often (brackets, blank ones), most have a few words of a small vocabulary.
inline std::string random_line(Random& random) {
  static const std::vector<std::string> common = {"}\n", "{\n", "\n", "return;\n", "  x = 1;\n"};
  static const std::vector<std::string> words = {"load", "size", "count", "key", "i", "0", "cache", "(n)", "+", "="};
  if (random.chance(20)) return random.one_of(common);
  std::string line = random.one_of(words);
  for (std::size_t more = random.below(4); more > 0; --more) line += " " + random.one_of(words);
  return line + "\n";
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

/// One to four runs of lines replaced, removed or added.
inline std::vector<std::string> random_edit(Random& random, std::vector<std::string> lines) {
  for (std::size_t edits = 1 + random.below(4); edits > 0; --edits) {
    const std::size_t begin = random.below(lines.size() + 1);
    const std::size_t end = std::min(lines.size(), begin + random.below(4));
    std::vector<std::string> added;
    for (std::size_t count = random.below(4); count > 0; --count) added.push_back(random_line(random));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.begin() + static_cast<std::ptrdiff_t>(end));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(begin), added.begin(), added.end());
  }
  return lines;
}

/// Three texts of code-like lines that often conflict.
inline ConflictCase random_conflict(Random& random) {
  std::vector<std::string> base;
  for (std::size_t count = random.below(24); count > 0; --count) base.push_back(random_line(random));
  const std::vector<std::string> ours = random_edit(random, base);
  const std::vector<std::string> theirs = random_edit(random, base);
  ConflictCase one{joined(base), joined(ours), joined(theirs)};
  for (std::string* text : {&one.base, &one.ours, &one.theirs}) {
    if (random.chance(5) && !text->empty()) text->pop_back();
  }
  return one;
}

}  // namespace mlxpatch::tests
