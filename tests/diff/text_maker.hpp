#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace mlxpatch::tests {

/// Source-like texts and edits of them, the same in every run.
class TextMaker {
 public:
  explicit TextMaker(unsigned seed) : m_random(seed) {}

  std::size_t below(std::size_t bound) { return m_random() % bound; }

  std::string line() {
    static const std::vector<std::string> lines = {"",
                                                   "",
                                                   "{",
                                                   "}",
                                                   "  return value;",
                                                   "    if (ready) {",
                                                   "    }",
                                                   "int start(void)",
                                                   "\tcall(one, two);",
                                                   "_private = 3",
                                                   "$shell",
                                                   "# comment",
                                                   "  // note",
                                                   "class Thing:",
                                                   "    def run(self):"};
    std::string text = lines[below(lines.size())];
    if (below(3) == 0) text += " " + std::to_string(below(40));
    if (below(40) == 0) text += std::string(90, 'x');
    if (below(60) == 0) text += '\r';
    return text + '\n';
  }

  std::vector<std::string> lines(std::size_t count) {
    std::vector<std::string> result;
    result.reserve(count);
    for (std::size_t i = 0; i < count; ++i) result.push_back(line());
    return result;
  }

  void edit(std::vector<std::string>& text) {
    for (std::size_t edits = 1 + below(6); edits > 0; --edits) {
      const std::size_t at = below(text.size() + 1);
      const auto place = text.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(3)) {
        case 0:
          text.insert(place, line());
          break;
        case 1: {
          const auto block = lines(1 + below(5));
          text.insert(place, block.begin(), block.end());
          break;
        }
        default:
          text.erase(place, place + static_cast<std::ptrdiff_t>(std::min(text.size() - at, below(4))));
          break;
      }
    }
  }

  std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& one : lines) text += one;
    if (!text.empty() && below(8) == 0) text.pop_back();
    return text;
  }

 private:
  std::mt19937 m_random;
};

}  // namespace mlxpatch::tests
