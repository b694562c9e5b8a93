#pragma once

#include <vector>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"

namespace mlxpatch::ops {

void check_checkout(DoctorContext& context, std::vector<Finding>& findings);

}  // namespace mlxpatch::ops
