#pragma once

#include <string>

#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

std::string serialize_operation(const Operation& operation);
/// Throws Error, naming the file and the member, if the text is not a valid journal entry.
Operation parse_operation(const std::string& text, const std::string& file_name);

}  // namespace mlxpatch::workspace
