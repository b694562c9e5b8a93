#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::ui {

/// A command of ours, alone or in a sentence, as it must be typed where the person is: "mlxpatch status" with the
/// program's name replaced by how the person called it, e.g. "mlxpatch -C ../fork".
std::string as_called(std::string_view text, std::string_view program);

}  // namespace mlxpatch::ui
