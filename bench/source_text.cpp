#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "source_text.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::array<std::string_view, 48> k_syllables{
    "al", "ar",  "ba", "ber", "ca", "con", "cor", "da", "del", "di", "en",  "er", "fa",  "fi", "for", "ga",
    "ge", "hi",  "in", "ka",  "ke", "la",  "li",  "lo", "ma",  "me", "min", "mo", "na",  "ne", "no",  "or",
    "pa", "per", "po", "qui", "ra", "re",  "ro",  "sa", "se",  "si", "ta",  "te", "tor", "u",  "ve",  "vi"};
constexpr std::array<std::string_view, 8> k_closings{"}\n",     "}\n",         "\n",           "\n",
                                                     "    }\n", "  return;\n", "    break;\n", "  } else {\n"};
constexpr std::size_t k_fewest_lines = 20;
constexpr std::size_t k_most_lines = 6000;
constexpr double k_median_lines = 150;

std::string indentation(Random& random) { return std::string(2 * (1 + random.below(4)), ' '); }

}  // namespace

std::string make_word(Random& random) {
  std::string word;
  for (std::size_t left = 2 + random.below(2); left > 0; --left) word += k_syllables[random.below(k_syllables.size())];
  return word;
}

std::string make_line(Random& random) {
  const auto word = [&] { return make_word(random); };
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return std::string(k_closings[random.below(k_closings.size())]);
    case 3:
      return fmt::format("{}if ({}.{} > {}) {{\n", indentation(random), word(), word(), random.below(1000));
    case 4:
      return fmt::format("{}// {} {} {} the {} of {} {}\n", indentation(random), word(), word(), word(), word(), word(),
                         word());
    case 5:
      return fmt::format("{}return {}({});\n", indentation(random), word(), word());
    case 6:
      return fmt::format("static int {}_{}(struct {} *{}, int {})\n", word(), word(), word(), word(), word());
    case 7:
      return fmt::format("{}{}->{} = {};\n", indentation(random), word(), word(), random.below(100000));
    default:
      return fmt::format("{}{}_{} = {}({}, {});\n", indentation(random), word(), word(), word(), word(), word());
  }
}

Lines make_lines(Random& random, std::size_t count) {
  Lines lines;
  lines.reserve(count);
  while (lines.size() < count) lines.push_back(make_line(random));
  return lines;
}

std::size_t make_line_count(Random& random) {
  // Twelve fractions added up are as good as normally distributed, with a variance of one.
  double normal = -6;
  for (int i = 0; i < 12; ++i) normal += random.fraction();
  const auto lines = static_cast<std::size_t>(k_median_lines * std::exp(normal));
  return std::clamp(lines, k_fewest_lines, k_most_lines);
}

}  // namespace mlxpatch::bench
