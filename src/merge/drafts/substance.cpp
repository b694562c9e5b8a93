#include "drafts/substance.hpp"

#include <string_view>

namespace mlxpatch::merge {

bool has_substance(std::string_view line) {
  return line.find_first_not_of(" \t\r\n\f\v()[]{};,") != std::string_view::npos;
}

}  // namespace mlxpatch::merge
