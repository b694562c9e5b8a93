#pragma once

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

/// Who stands in for what a patch does not say.
struct CommitDefaults {
  git::Signature committer;
  git::Signature author;                          ///< for patches without one
  std::map<std::string, std::string> subjects;    ///< by patch name, for bare diffs
  std::map<std::string, git::Signature> authors;  ///< likewise
  NameTrailer trailer = NameTrailer::add;
};

struct CommittedQueue {
  std::vector<git::Oid> commits;  ///< one a patch, oldest first
  git::Oid tip;                   ///< the last of them, or the base
  std::vector<ApplyNote> notes;
};

/// Turns patches into commits on `base`, in memory. All or nothing.
std::variant<CommittedQueue, ApplyFailure> commit_patches(objects::ObjectStore& store,
                                                          const std::vector<patch::Patch>& patches,
                                                          const git::Oid& base, const CommitDefaults& defaults,
                                                          const ApplyPolicy& policy = {});

}  // namespace mlxpatch::queue
