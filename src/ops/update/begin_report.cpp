#include "update/begin_report.hpp"

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/report/update.hpp>

#include "fork/fork.hpp"
#include "report/commit_line.hpp"

namespace mlxpatch::ops {

report::Update begin_report(Fork& fork, report::Command command, const git::Oid& base, const git::Oid& onto) {
  report::Update report;
  report.command = command;
  report.upstream = fork.tracking_name();
  report.from = commit_line(fork, base);
  report.to = commit_line(fork, onto);
  report.new_commits = objects::count_between(fork.repository(), base, onto);
  return report;
}

}  // namespace mlxpatch::ops
