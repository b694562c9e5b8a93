#pragma once

#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::ui {

/// One JSON document with "schema": 1 and "command", ending in a newline. Absent knowledge is null.
std::string json(const report::Result& result, const std::string& command);

/// A failure as a JSON document with "error", the text for stderr as data.
std::string json(const Error& error, const std::string& command);

}  // namespace mlxpatch::ui
