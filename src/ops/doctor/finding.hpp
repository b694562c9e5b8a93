#pragma once

#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

using Finding = report::Doctor::Finding;

Finding good(std::string detail);

/// Something to know, with a command to run if it can be fixed.
Finding warning(std::string detail, std::string fix);

Finding bad(std::string detail, std::string fix);

/// Not checked, and why.
Finding skipped(std::string why);

/// Adds the finding of `check` under the name `what`. An Error becomes a bad finding with its first hint as the fix, so
/// that the doctor itself never fails.
void run_check(std::vector<Finding>& findings, std::string what, const std::function<Finding()>& check);

}  // namespace mlxpatch::ops
