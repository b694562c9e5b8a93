#pragma once

#include <optional>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/invocation.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The project and its checkout, as far as they can be opened. Not a Fork: the doctor changes nothing, not even to
/// finish an operation.
struct DoctorContext {
  Invocation invocation;
  std::optional<Project> project;
  std::optional<git::Repository> repository;
};

}  // namespace mlxpatch::ops
