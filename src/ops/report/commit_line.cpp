#include "report/commit_line.hpp"

#include <fmt/format.h>

#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/report/commit_line.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

report::CommitLine commit_line(const queue::CommitInfo& info) {
  return {info.id.hex(), git::format_iso8601(info.date), info.author, info.subject, info.number, {}};
}

report::CommitLine commit_line(Fork& fork, const git::Oid& commit) {
  report::CommitLine line = commit_line(queue::commit_info(fork.store(), commit));
  line.describe = fork.describe(commit);
  return line;
}

}  // namespace mlxpatch::ops
