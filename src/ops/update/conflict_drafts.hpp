#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/merge/drafts/conflict_drafts.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/marker_block.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// A file that a stop left in conflict, and for each region of it the drafts that there are.
struct DraftedFile {
  std::string path;
  merge::ConflictedText text;
  std::vector<std::vector<merge::ConflictDraft>> drafts;
};

/// The trees whose merge stopped: the one that the patch was made on, and the one that it was to be made on.
merge::MovedBetween trees_at_stop(objects::ObjectStore& store, const workspace::Pending& pending);

/// The files in conflict of which all three versions are texts, as the stop left them, whatever has been done to them
/// since; by path. May fetch what a partial clone lacks. A merge has none: it has no patch.
std::vector<DraftedFile> drafted_files(Fork& fork, const workspace::Pending& pending);

/// What the worktree has at the path; std::nullopt if that is no regular file.
std::optional<std::string> worktree_file(Fork& fork, const std::string& path);

/// For each region where its markers are in a worktree's file of this content.
std::vector<std::optional<merge::MarkerBlock>> marker_blocks(const DraftedFile& file,
                                                             const std::optional<std::string>& content);

/// Whether there is a draft for any region of a stop that is about to be published. Fetches nothing: in a partial clone
/// moved code does not count.
bool has_draft(objects::ObjectStore& store, const queue::ReplayStop& stop);
/// The same of a stop in the worktree, for the regions whose markers are still there.
bool has_open_draft(Fork& fork, const workspace::Pending& pending);

}  // namespace mlxpatch::ops
