#pragma once

#include <memory>
#include <string>

namespace mlxpatch {

/// Bytes that several owners share and none changes: an object's content, a text that is compared.
using Bytes = std::shared_ptr<const std::string>;

}  // namespace mlxpatch
