#pragma once

#include <vector>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"

namespace mlxpatch::ops {

void examine_programs(Patient& patient, std::vector<Finding>& findings);

/// Reads configuration and lock, and opens the checkout, into the patient.
void examine_project(Patient& patient, std::vector<Finding>& findings);

void examine_venv(const Patient& patient, std::vector<Finding>& findings);

}  // namespace mlxpatch::ops
