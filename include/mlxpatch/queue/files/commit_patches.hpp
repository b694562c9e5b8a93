#pragma once

#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>

namespace mlxpatch::queue {

/// Whether a commit made from a patch file remembers the file's name in a Patch-Name trailer.
enum class NameTrailer { add, leave_out };

/// What to use for what a patch does not say itself.
struct CommitDefaults {
  git::Signature committer;
  std::function<git::Signature()> author;         ///< asked once for each patch without one
  std::map<std::string, std::string> subjects;    ///< by patch name, for bare diffs
  std::map<std::string, git::Signature> authors;  ///< likewise
  NameTrailer trailer = NameTrailer::add;
};

/// The message of a patch's commit: its own; for a bare diff the subject that is configured, or else its file's name in
/// words.
std::string message_for(const patch::Patch& patch, const std::map<std::string, std::string>& subjects);

struct CommittedQueue {
  std::vector<git::Oid> commits;  ///< one per patch, oldest first
  git::Oid tip;                   ///< the last of them; the base if there are none
  std::vector<int> strips;        ///< the strip level at which each patch was read
  std::vector<ApplyNote> notes;
};

/// Turns patches into commits on `base` (zero: the first commit has no parent), in memory. All or nothing: the first
/// patch that does not apply is returned as the failure.
std::variant<CommittedQueue, ApplyFailure> commit_patches(objects::ObjectStore& store,
                                                          const std::vector<patch::Patch>& patches,
                                                          const git::Oid& base, const CommitDefaults& defaults,
                                                          const ApplyPolicy& policy = {});

}  // namespace mlxpatch::queue
