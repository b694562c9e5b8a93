#include "doctor/finding.hpp"

#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

namespace {

using Verdict = report::Doctor::Verdict;

/// The command of a hint, without the explanation that follows it after some spaces.
std::string command_of(const std::string& hint) { return hint.substr(0, hint.find("   ")); }

Finding finding_of(const Error& error) {
  std::string detail = error.what();
  if (!error.places().empty()) detail += " (" + join(error.places(), ", ") + ")";
  return bad(std::move(detail), error.hints().empty() ? "" : command_of(error.hints().front()));
}

}  // namespace

Finding good(std::string detail) { return {"", Verdict::good, std::move(detail), ""}; }

Finding warning(std::string detail, std::string fix) {
  return {"", Verdict::warning, std::move(detail), std::move(fix)};
}

Finding bad(std::string detail, std::string fix) { return {"", Verdict::bad, std::move(detail), std::move(fix)}; }

Finding skipped(std::string why) { return {"", Verdict::skipped, std::move(why), ""}; }

void run_check(std::vector<Finding>& findings, std::string what, const std::function<Finding()>& check) {
  Finding finding;
  try {
    finding = check();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    finding = finding_of(error);
  } catch (const std::exception& error) {
    finding = bad(error.what(), "");
  }
  finding.what = std::move(what);
  findings.push_back(std::move(finding));
}

}  // namespace mlxpatch::ops
