#include <mlxpatch/ops/doctor/doctor.hpp>

#include <algorithm>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>

#include "doctor/checkout.hpp"
#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"
#include "doctor/project.hpp"

namespace mlxpatch::ops {

namespace {

using Verdict = report::Doctor::Verdict;

}  // namespace

report::Doctor doctor(const Invocation& invocation, report::Reporter&) {
  DoctorContext context{invocation, {}, {}};
  report::Doctor result;
  check_project(context, result.findings);
  check_programs(context, result.findings);
  if (context.project) {
    check_checkout(context, result.findings);
    check_venv(context, result.findings);
  }
  const auto is_bad = [](const Finding& finding) { return finding.verdict == Verdict::bad; };
  if (std::ranges::any_of(result.findings, is_bad)) result.outcome = report::Outcome::check_failed;
  return result;
}

}  // namespace mlxpatch::ops
