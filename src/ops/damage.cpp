#include <mlxpatch/ops/damage.hpp>

#include <optional>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/invocation.hpp>

#include "fork/damage.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

/// The project whose checkout may be what is damaged.
std::optional<Project> project_of(const Invocation& invocation) {
  try {
    Project project = open_project(invocation);
    if (!has_checkout(project)) return std::nullopt;
    return project;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Error with_ways_out(const Error& error, const Invocation& invocation) {
  if (error.kind() != ErrorKind::damaged) return error;
  const auto project = project_of(invocation);
  return project ? with_cure(error, *project) : error;
}

}  // namespace mlxpatch::ops
