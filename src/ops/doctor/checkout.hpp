#pragma once

#include <vector>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"

namespace mlxpatch::ops {

void examine_checkout(Patient& patient, std::vector<Finding>& findings);

}  // namespace mlxpatch::ops
