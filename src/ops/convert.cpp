#include "convert.hpp"

#include "context.hpp"

namespace mlxpatch::ops {

namespace {

std::string hex_or_empty(const git::Oid& oid) { return oid ? oid.hex() : std::string(); }

}  // namespace

report::Conflict to_report(const git::MergeConflict& conflict) {
  return {conflict.path,
          std::string(git::name_of(conflict.kind)),
          hex_or_empty(conflict.base.oid),
          hex_or_empty(conflict.ours.oid),
          hex_or_empty(conflict.theirs.oid),
          conflict.detail};
}

report::UpstreamedBy to_report(const queue::Upstreamed& upstreamed) {
  return {commit_line(upstreamed.commit), upstreamed.how};
}

report::Patch to_report(const queue::ReplayedPatch& patch, std::size_t index) {
  report::Patch line;
  line.index = index;
  line.name = patch.name;
  line.subject = patch.subject;
  line.commit = patch.commit.hex();
  if (patch.new_commit) line.new_commit = patch.new_commit->hex();
  line.tree = hex_or_empty(patch.tree);
  line.state = queue::name_of(patch.state);
  line.paths = patch.paths;
  for (const git::MergeConflict& conflict : patch.conflicts) line.conflicts.push_back(to_report(conflict));
  if (patch.culprit) line.culprit = commit_line(*patch.culprit);
  if (patch.clean_since) line.clean_since = commit_line(*patch.clean_since);
  if (patch.upstreamed_by) line.upstreamed_by = to_report(*patch.upstreamed_by);
  line.likely_upstreamed = patch.likely_upstreamed;
  line.notes = patch.notes;
  for (const git::FollowedRename& rename : patch.renames) {
    line.notes.push_back("followed " + rename.from + " to " + rename.to);
  }
  return line;
}

report::Replay to_report(const queue::ReplayResult& result, const git::Oid& base, const git::Oid& onto) {
  report::Replay replay;
  replay.base = base.hex();
  replay.onto = onto.hex();
  if (result.clean) replay.tip = result.tip.hex();
  replay.tree = hex_or_empty(result.tree);
  for (std::size_t i = 0; i < result.patches.size(); ++i) replay.patches.push_back(to_report(result.patches[i], i + 1));
  return replay;
}

}  // namespace mlxpatch::ops
