#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/operations.hpp>
#include <mlxpatch/report/project.hpp>

#include "project.hpp"

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

/// The checkout, as far as it can be opened. Not a Fork: the doctor changes nothing, not even to finish an operation.
struct Patient {
  Place place;
  std::optional<Project> project;
  std::optional<git::Repository> repository;
};

void examine_programs(Patient& patient, std::vector<Finding>& findings);
/// Reads configuration and lock, and opens the checkout, into the patient.
void examine_project(Patient& patient, std::vector<Finding>& findings);
void examine_checkout(Patient& patient, std::vector<Finding>& findings);
void examine_venv(const Patient& patient, std::vector<Finding>& findings);

}  // namespace mlxpatch::ops
