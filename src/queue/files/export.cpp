#include <mlxpatch/queue/files/export.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/detect_renames.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/charset.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>
#include <mlxpatch/patch/format/file_text.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>
#include <variant>
#include <vector>

#include "file_changes.hpp"
#include "prefetch.hpp"

namespace mlxpatch::queue {

namespace {

/// How many lines a patch adds to a file and removes from it.
struct LineCounts {
  std::size_t added = 0;
  std::size_t removed = 0;
  friend bool operator==(const LineCounts&, const LineCounts&) = default;
};

/// What a commit changes, with files that it moves as renames.
std::vector<patch::FileChange> commit_changes(objects::ObjectStore& store, const git::Oid& before,
                                              const git::Oid& after, ExportOptions::Renames renames_wanted) {
  const std::vector<objects::PathChange> changes = objects::changes_between(store, before, after);
  std::vector<merge::DetectedRename> renames;
  if (renames_wanted == ExportOptions::Renames::follow) renames = merge::detect_renames(store, changes);
  std::vector<patch::FileChange> files;
  for (const objects::PathChange& change : changes) {
    const auto is_source = [&](const merge::DetectedRename& rename) { return rename.from == change.path; };
    const auto is_target = [&](const merge::DetectedRename& rename) { return rename.to == change.path; };
    if (!change.after.exists() && std::any_of(renames.begin(), renames.end(), is_source)) continue;
    const auto rename = std::find_if(renames.begin(), renames.end(), is_target);
    if (change.before.exists() || rename == renames.end()) {
      files.push_back(file_change(store, change));
      continue;
    }
    const git::Entry source = objects::entry_at(store, before, rename->from);
    patch::FileChange file = file_change(store, {change.path, source, change.after});
    file.old_path = rename->from;
    file.similarity = rename->percent;
    files.push_back(std::move(file));
  }
  return files;
}

git::Oid parent_of(const git::Commit& commit) {
  if (commit.parents.size() == 1) return commit.parents.front();
  throw Error(fmt::format("commit {} has {} parents; only a commit with one parent can be written as a patch",
                          commit.id.short_hex(), commit.parents.size()))
      .doing("writing the patches");
}

void prefetch_changes(objects::ObjectStore& store, const std::vector<git::Commit>& commits) {
  if (!store.is_partial()) return;
  std::vector<objects::PathChange> changes;
  for (const git::Commit& commit : commits) {
    const auto own = objects::changes_between(store, store.tree_of(parent_of(commit)), commit.tree);
    changes.insert(changes.end(), own.begin(), own.end());
  }
  prefetch(store, changes);
}

/// Patch files are UTF-8 whatever the commit's `encoding` header says.
std::string message_of(const git::Commit& commit) {
  const std::optional<patch::ToUtf8> convert =
      commit.encoding.empty() ? std::nullopt : patch::ToUtf8::from(commit.encoding);
  return convert ? convert->convert(commit.message).value_or(commit.message) : commit.message;
}

std::vector<patch::FileChange> changes_of(objects::ObjectStore& store, const git::Commit& commit,
                                          const ExportOptions& options) {
  return commit_changes(store, store.tree_of(parent_of(commit)), commit.tree, options.renames);
}

std::string write_patch(objects::ObjectStore& store, const git::Commit& commit, const ExportOptions& options,
                        const std::string& notes = {}) {
  std::vector<patch::FileChange> files = changes_of(store, commit, options);
  if (options.format == PatchFormat::diff) return patch::write_diff(files);
  return patch::write_mail({commit.author, split_name_trailer(message_of(commit)).message, std::move(files), notes},
                           options.style);
}

/// Whether a patch's message and author are the commit's, as far as it has them. A patch without a date says nothing of
/// the commit's.
bool has_same_message(const patch::Patch& patch, const git::Commit& commit) {
  if (patch.has_message || !patch.message.empty()) {
    const std::string message = split_name_trailer(message_of(commit)).message;
    if (trim_end(message) != trim_end(split_name_trailer(patch.message).message)) return false;
  }
  if (patch.author) {
    const git::Signature& author = *patch.author;
    if (author.name != commit.author.name || author.email != commit.author.email) return false;
    if (patch.dated && author.when != commit.author.when) return false;
  }
  return true;
}

/// Whether a patch's text, applied to the parent's tree with nothing moved, gives the commit's tree.
bool has_same_change(objects::ObjectStore& store, const patch::Patch& patch, const git::Commit& commit) {
  ApplyPolicy text_alone;
  text_alone.three_way = ApplyPolicy::ThreeWay::never;
  const auto outcome = apply_to_tree(store, patch, store.tree_of(parent_of(commit)), text_alone);
  const auto* applied = std::get_if<AppliedPatch>(&outcome);
  return applied != nullptr && applied->tree == commit.tree && applied->notes.empty();
}

/// How many lines each file of a patch adds and removes: what a diffstat says.
std::map<std::string, LineCounts> line_counts(const patch::Patch& patch) {
  std::map<std::string, LineCounts> counts;
  for (const patch::FilePatch& file : patch.files) {
    LineCounts& count = counts[file.old_path + "\n" + file.new_path];
    for (const patch::Hunk& hunk : file.hunks) {
      for (const patch::HunkLine& line : hunk.lines) {
        count.added += line.origin == '+' ? 1 : 0;
        count.removed += line.origin == '-' ? 1 : 0;
      }
    }
  }
  return counts;
}

/// A patch file of the queue as it is on disk.
struct OldFile {
  const patch::Patch& patch;
  const std::string& bytes;
};

/// Writes a patch over its old file.
class Rewriter {
 public:
  Rewriter(objects::ObjectStore& store, const git::Commit& commit, const ExportOptions& options)
      : m_store(store), m_commit(commit), m_options(options) {}

  std::string write_over(const OldFile& old, bool same_message) {
    const patch::FileText text = patch::text_around_diff(old.bytes, old.patch);
    if (same_message && !text.in_front().empty()) {
      if (auto bytes = with_new_diff(old, text)) return *std::move(bytes);
    }
    if (m_options.format == PatchFormat::diff) return write_patch(m_store, m_commit, m_options);
    const std::string notes = patch::without_stat(text.notes);
    const std::string mail = write_patch(m_store, m_commit, m_options, notes);
    const bool has_tail = !text.tail.empty() && !patch::is_git_signature(text.tail) &&
                          to_lower(text.header).find("multipart/") == std::string::npos;
    const std::string whole = text.above + mail + (has_tail ? text.tail : "");
    return is_right(read(whole)) ? whole : is_right(read(mail)) ? mail : write_patch(m_store, m_commit, m_options);
  }

 private:
  /// The old file's text around the new diff; std::nullopt if that does not give the commit, as in an encoded mail.
  std::optional<std::string> with_new_diff(const OldFile& old, const patch::FileText& text) {
    const std::string diff = patch::write_diff(changes_of(m_store, m_commit, m_options));
    std::string bytes = text.in_front() + diff + text.tail;
    std::optional<patch::Patch> read_back = read(bytes);
    if (diff.empty() || !is_right(read_back)) return std::nullopt;
    if (!patch::has_stat(text.notes) || line_counts(*read_back) == line_counts(old.patch)) return bytes;
    bytes = text.above + text.header + patch::without_stat(text.notes) + "\n" + diff + text.tail;
    return is_right(read(bytes)) ? std::optional(bytes) : std::nullopt;
  }

  static std::optional<patch::Patch> read(const std::string& bytes) {
    try {
      std::vector<patch::Patch> patches = patch::read_patches(bytes, "patch");
      if (patches.size() == 1) return std::move(patches.front());
    } catch (const Error&) {
      return std::nullopt;
    }
    return std::nullopt;
  }

  bool is_right(const std::optional<patch::Patch>& read_back) {
    return read_back && split_name_trailer(read_back->message).name.empty() && has_same_message(*read_back, m_commit) &&
           has_same_change(m_store, *read_back, m_commit);
  }

  objects::ObjectStore& m_store;
  const git::Commit& m_commit;
  const ExportOptions& m_options;
};

/// Whether a bare diff's commit has the message that its file stands for. True for a patch with a message.
bool has_default_message(const patch::Patch& patch, const git::Commit& commit, const RewriteOptions& options) {
  if (patch.has_message || !patch.message.empty() || options.format.format == PatchFormat::diff) return true;
  const std::string message = split_name_trailer(message_of(commit)).message;
  return trim_end(message) == trim_end(message_for(patch, options.subjects));
}

/// Whether our own trailer got into the message of a patch file.
bool leaks_name(const patch::Patch& patch) {
  return patch.message.find("\nPatch-Name: ") != std::string::npos && !split_name_trailer(patch.message).name.empty();
}

}  // namespace

std::vector<ExportedPatch> export_commits(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                          const ExportOptions& options) {
  const std::vector<git::Commit> read = store.commits(commits);
  NamingOptions naming;
  naming.numbered = options.numbered;
  RewriteOptions writing;
  writing.format = options;
  return rewrite_patches(store, read, name_patches(store, read, {}, naming), {}, writing);
}

std::vector<ExportedPatch> rewrite_patches(objects::ObjectStore& store, const std::vector<git::Commit>& commits,
                                           const std::vector<PatchName>& names, const PatchDirectory& before,
                                           const RewriteOptions& options) {
  prefetch_changes(store, commits);
  const ExportOptions& format = options.format;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < before.patches.size(); ++i) places.emplace(before.patches[i].name, i);
  std::vector<ExportedPatch> exported;
  exported.reserve(commits.size());
  for (std::size_t i = 0; i < commits.size(); ++i) {
    check_interrupt();
    const git::Commit& commit = commits[i];
    ExportedPatch patch{names[i].name, names[i].known_as, commit.subject(), commit.id, {}, {}};
    const auto place = places.find(names[i].known_as.empty() ? names[i].name : names[i].known_as);
    if (place == places.end()) {
      patch.bytes = write_patch(store, commit, format);
      exported.push_back(std::move(patch));
      continue;
    }
    const OldFile old{before.patches[place->second], before.bytes[place->second]};
    const bool is_bare =
        format.format == PatchFormat::diff && patch::text_around_diff(old.bytes, old.patch).in_front().empty();
    const bool same_message =
        is_bare || (has_same_message(old.patch, commit) && has_default_message(old.patch, commit, options));
    const bool keep = options.unchanged == RewriteOptions::Unchanged::keep && !leaks_name(old.patch);
    if (keep && same_message && has_same_change(store, old.patch, commit)) {
      // A patch that keeps its bytes keeps its -pN; what is written here needs none.
      patch.bytes = old.bytes;
      patch.strip = before.series.entries[place->second].strip;
    } else {
      patch.bytes = Rewriter(store, commit, format).write_over(old, keep && same_message);
    }
    exported.push_back(std::move(patch));
  }
  return exported;
}

}  // namespace mlxpatch::queue
