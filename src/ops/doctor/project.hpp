#pragma once

#include <vector>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"

namespace mlxpatch::ops {

void check_programs(DoctorContext& context, std::vector<Finding>& findings);

/// Reads configuration and lock, and opens the checkout, into the context.
void check_project(DoctorContext& context, std::vector<Finding>& findings);

void check_venv(const DoctorContext& context, std::vector<Finding>& findings);

}  // namespace mlxpatch::ops
