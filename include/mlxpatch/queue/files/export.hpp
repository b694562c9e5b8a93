#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

namespace mlxpatch::queue {

/// A patch file, ready to be written.
struct ExportedPatch {
  std::string name;
  std::string subject;
  git::Oid commit;
  std::string bytes;
  std::optional<int> strip;  ///< the -pN of its series entry; without one it is a git diff with a/ and b/
};

struct ExportOptions {
  PatchFormat format = PatchFormat::mbox;
  bool numbered = true;         ///< "0001-" in front of names that are made from subjects
  patch::MailStyle style = {};  ///< for mbox
  /// Whether a moved file is written as git's "rename from", or as one file removed and one added.
  enum class Renames { follow, spell_out } renames = Renames::follow;
};

/// Writes commits (oldest first, each with one parent) as patches. A commit whose trailer names a file keeps that name;
/// the others are named after their subjects. No two names are the same. Throws Error if a commit does not have exactly
/// one parent.
std::vector<ExportedPatch> export_commits(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                          const ExportOptions& options = {});

/// Like export_commits, but a patch that is still the same change (same message and author, and its old file, applied
/// at its place in the queue, gives the same tree with nothing moved) keeps the bytes of its file in `before`.
std::vector<ExportedPatch> export_unchurned(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                            const PatchDirectory& before, const ExportOptions& options = {});

}  // namespace mlxpatch::queue
