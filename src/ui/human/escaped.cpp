#include "human/escaped.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

std::string escaped(std::string_view text) { return escape_control(text); }

std::string flat_line(std::string_view line) {
  constexpr std::size_t k_tab = 8;
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  std::string flat;
  for (const char byte : line) {
    if (byte == '\t') {
      flat.append(k_tab - flat.size() % k_tab, ' ');
    } else {
      flat += byte;
    }
  }
  return flat;
}

}  // namespace mlxpatch::ui
