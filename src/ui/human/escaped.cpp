#include "human/escaped.hpp"

#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

std::string escaped(std::string_view text) { return escape_control(text); }

}  // namespace mlxpatch::ui
