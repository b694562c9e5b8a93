#pragma once

#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ui {

/// One JSON document with "schema": 1 and "command", ending in a newline. Absent knowledge is null.
/// Commands to type begin with `program`.
std::string json(const report::Result& result, const std::string& command, const std::string& program = "mlxpatch");

/// A failure as a JSON document with "error", the text for stderr as data.
std::string json(const Error& error, const std::string& command, const std::string& program = "mlxpatch");

}  // namespace mlxpatch::ui
