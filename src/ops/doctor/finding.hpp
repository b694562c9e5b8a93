#pragma once

#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

using Finding = report::Doctor::Finding;

Finding good(std::string detail);

/// Something to know, with what to type where anything can be done about it.
Finding warning(std::string detail, std::string cure);

Finding bad(std::string detail, std::string cure);

/// Not looked at, and why.
Finding skipped(std::string why);

/// Adds what `look` finds under the name `what`. An Error in it becomes a bad finding, with its first hint as the cure:
/// the doctor itself never fails.
void probe(std::vector<Finding>& findings, std::string what, const std::function<Finding()>& look);

}  // namespace mlxpatch::ops
