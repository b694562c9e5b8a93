#pragma once

namespace mlxpatch::ui {

/// How results are shown.
enum class Format { human, json };

}  // namespace mlxpatch::ui
