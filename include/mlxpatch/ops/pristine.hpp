#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

struct PristineOptions {
  std::string at;  ///< empty: the base; "tip": upstream's tip; otherwise a revision
  enum class Action { put, remove } action = Action::put;
};

report::Pristine pristine(const Invocation& invocation, const PristineOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
