#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>

namespace mlxpatch::queue {

/// A patch file, ready to be written.
struct ExportedPatch {
  std::string name;
  std::string known_as;  ///< the name that its file had before; empty if it had none
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

/// Writes commits (oldest first, each with one parent) as patches, under the names that name_patches() gives them. No
/// two names are the same. Throws Error if a commit does not have exactly one parent.
std::vector<ExportedPatch> export_commits(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                          const ExportOptions& options = {});

/// How a queue with patch files is written again.
struct RewriteOptions {
  ExportOptions format;
  /// Whether a patch that is still the same change (same message and author, and its file, applied at its place in the
  /// queue, gives the same tree with nothing moved) keeps the bytes of its file.
  enum class Unchanged { keep, rewrite } unchanged = Unchanged::keep;
  std::map<std::string, std::string> subjects;  ///< by patch name, for bare diffs; else their names say it
};

/// Writes commits under these names, one for each, over the files in `before`. What a person wrote in a file stays in
/// it: the whole text around the diff as long as message and author are the same, otherwise notes between "---" and the
/// diff, and remarks above the mail and after the diff.
std::vector<ExportedPatch> rewrite_patches(objects::ObjectStore& store, const std::vector<git::Commit>& commits,
                                           const std::vector<PatchName>& names, const PatchDirectory& before,
                                           const RewriteOptions& options = {});

}  // namespace mlxpatch::queue
