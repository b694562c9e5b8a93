#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// How the files of a queue are written.
enum class PatchFormat { mbox, diff };

/// A patch folder as read: the series and its patches in order, with their bytes.
struct PatchFolder {
  patch::Series series;
  std::vector<patch::Patch> patches;  ///< one for each series entry
  std::vector<std::string> bytes;     ///< likewise: the file as it stands
  std::string list = "series";        ///< the file that names the patches; ".patches" where the folder has that alone
};

/// Reads `series`, else Electron's `.patches`, and the patches that it names; without either all *.patch and *.diff
/// files in the order of their names. A folder that does not exist is an empty queue. Throws Error.
PatchFolder read_folder(const std::filesystem::path& directory, const patch::ReadOptions& limits = {});

/// Where a patch does not go in, for a person.
struct ApplyFailure {
  std::string patch;  ///< its name
  std::string subject;
  std::string path;  ///< the file; empty where the patch as a whole is meant
  std::optional<patch::HunkFailure> hunk;
  std::string reason;                           ///< one sentence, e.g. "the file does not exist"
  std::vector<merge::MergeConflict> conflicts;  ///< where three-way merging was possible and conflicted
  git::Oid merged_tree{};                       ///< then: the patch's other changes, and the conflicts' results
};

/// What was remarkable when a patch went in ("hunk 2 of a.py moved +14 lines", "merged three-way").
struct ApplyNote {
  std::string patch;
  std::string text;
  bool exact = false;  ///< true: nothing moved, no fuzz, no three-way; only a remark
};

struct ApplyPolicy {
  int fuzz = 0;
  enum class ThreeWay { use_index_ids, never } three_way = ThreeWay::use_index_ids;
};

struct AppliedPatch {
  git::Oid tree;
  std::vector<ApplyNote> notes;
};

/// Applies one patch to a tree in memory.
std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy = {});

/// The error that tells a person of a failed patch, in full.
Error failure_as_error(const ApplyFailure& failure);

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

/// The commit's message without our trailer, and the patch name which that trailer holds. The trailers of others that
/// say the same go with it: Electron's "Patch-Filename: x", and gbp's "Gbp-Pq: Name x" and "Gbp-Pq: Topic x".
struct NamedMessage {
  std::string message;
  std::string name;  ///< empty where there is no trailer
};
NamedMessage split_name_trailer(std::string_view message);
/// The message with the trailer at its end, as `git interpret-trailers` would place it.
std::string add_name_trailer(std::string_view message, std::string_view name);

/// A patch file to be.
struct ExportedPatch {
  std::string name;
  std::string subject;
  git::Oid commit;
  std::string bytes;
  int strip = 1;  ///< the -pN to apply it with
};

struct ExportOptions {
  PatchFormat format = PatchFormat::mbox;
  bool numbered = true;         ///< "0001-" before names that are made here
  patch::MailStyle style = {};  ///< for mbox
  /// Whether a file that moved is written as git's "rename from", or as one file less and one more.
  enum class Renames { follow, spell_out } renames = Renames::follow;
};

/// Writes commits (oldest first, each with one parent) as patches. A commit whose trailer names a file keeps that
/// name; others get one from their subject; no name twice.
std::vector<ExportedPatch> export_commits(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                          const ExportOptions& options = {});

/// As export_commits, but a patch which is still the same change (same message and author, and its old file applied at
/// its place in the queue gives the same tree with nothing moved) keeps the bytes of its file in `before`.
std::vector<ExportedPatch> export_unchurned(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                            const PatchFolder& before, const ExportOptions& options = {});

}  // namespace mlxpatch::queue
