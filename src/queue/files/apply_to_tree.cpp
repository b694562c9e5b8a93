#include <mlxpatch/queue/files/apply_to_tree.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_subproject = "Subproject commit ";

/// Thrown inside this file only: a patch stops at its first failure.
struct Refused {
  ApplyFailure failure;
};

/// The commit in a submodule's text.
std::optional<git::Oid> submodule_commit(std::string_view bytes) {
  if (!bytes.starts_with(k_subproject) || !bytes.ends_with('\n')) return std::nullopt;
  bytes.remove_prefix(k_subproject.size());
  bytes.remove_suffix(1);
  return git::Oid::from_hex(bytes);
}

/// How the new content of a file came about.
struct NewText {
  std::string bytes;
  std::vector<patch::HunkNote> notes;
};

/// Whether the patch takes the file from where it was.
bool leaves(const patch::FilePatch& file) {
  return file.action == patch::FileAction::remove || file.action == patch::FileAction::rename;
}

bool makes_a_file(const patch::FilePatch& file) {
  return file.action == patch::FileAction::create || file.action == patch::FileAction::rename ||
         file.action == patch::FileAction::copy;
}

/// Applies one patch as text, file after file. Diffs list a file before what stands below a folder of the same name,
/// and a new file before the one that leaves its path: so what leaves later in the patch is in nobody's way, and
/// whether files and folders fit together is asked at the end.
class TextApplication {
 public:
  TextApplication(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree,
                  const ApplyPolicy& policy)
      : m_store(store), m_patch(patch), m_policy(policy), m_tree(tree), m_view(store, tree) {
    for (const patch::FilePatch& file : patch.files) {
      if (leaves(file)) m_leaving.insert(file.old_path);
    }
  }

  AppliedPatch run() {
    for (const patch::FilePatch& file : m_patch.files) apply(file);
    for (const patch::FilePatch& file : m_patch.files) check_place(file);
    return {m_view.write(), std::move(m_notes)};
  }

 private:
  [[noreturn]] void refuse(const patch::FilePatch& file, std::string reason,
                           std::optional<patch::HunkFailure> hunk = {}) const {
    const std::string& path = file.old_path.empty() ? file.new_path : file.old_path;
    throw Refused{{m_patch.name, subject_of(m_patch.message), path, std::move(hunk), std::move(reason), {}}};
  }

  void apply(const patch::FilePatch& file) {
    const git::Entry old = old_entry(file);
    check_sides(file, old);
    NewText result = new_text(file, text_of(old));
    for (const patch::HunkNote& note : result.notes) remember(file, note);
    if (file.action == patch::FileAction::remove) {
      if (!result.bytes.empty()) refuse(file, "the patch deletes the file, but it holds more than the patch says");
      take_away(file.old_path);
      return;
    }
    const git::Mode mode = new_mode(file, old);
    if (file.action == patch::FileAction::rename) take_away(file.old_path);
    const git::Entry before = m_view.file(file.new_path);
    if (makes_a_file(file) && before.exists()) m_replaced.emplace(file.new_path, before);
    m_view.put(file.new_path, {mode, store_text(file, mode, std::move(result.bytes), old)});
  }

  /// What the old side of a file is. A rename or a copy speaks of the file as it was before the patch, even where the
  /// patch changes it as well, unless its index line names what an earlier part of the patch made.
  git::Entry old_entry(const patch::FilePatch& file) const {
    if (file.old_path.empty()) return {};
    const auto replaced = m_replaced.find(file.old_path);
    if (leaves(file) && replaced != m_replaced.end()) return replaced->second;
    const git::Entry now = m_view.file(file.old_path);
    const bool is_named = !file.old_id.empty() && now.oid.hex().starts_with(file.old_id);
    if (is_named || (file.action != patch::FileAction::rename && file.action != patch::FileAction::copy)) return now;
    const git::Entry original = objects::entry_at(m_store, m_tree, file.old_path);
    const bool has_original = original.exists() && original.mode != git::Mode::tree;
    return has_original && (now.exists() || file.action == patch::FileAction::copy) ? original : now;
  }

  /// A path that something else was put at already stays.
  void take_away(const std::string& path) {
    m_leaving.erase(m_leaving.find(path));
    if (!m_replaced.contains(path)) m_view.put(path, {});
  }

  /// The bytes that hunks speak of: a blob's, or a submodule's "Subproject commit" line.
  std::string text_of(const git::Entry& entry) const {
    if (!entry.exists()) return {};
    if (entry.mode == git::Mode::submodule) return fmt::format("{}{}\n", k_subproject, entry.oid.hex());
    return *m_store.read(entry.oid, git::ObjectType::blob);
  }

  git::Oid store_text(const patch::FilePatch& file, git::Mode mode, std::string bytes, const git::Entry& old) {
    if (mode != git::Mode::submodule) {
      const git::Oid predecessor = old.mode == git::Mode::submodule ? git::Oid{} : old.oid;
      return m_store.put(git::ObjectType::blob, std::move(bytes), predecessor);
    }
    const std::optional<git::Oid> commit = submodule_commit(bytes);
    if (!commit) refuse(file, "a submodule's change must be one \"Subproject commit\" line");
    return *commit;
  }

  /// Nothing may stand below a file, nor a file in a folder's place.
  void check_place(const patch::FilePatch& file) const {
    const std::string& path = file.new_path;
    if (path.empty() || !m_view.file(path).exists()) return;
    for_each_directory_of(path, [&](const std::string& folder) {
      if (!m_view.file(folder).exists()) return;
      refuse(file, fmt::format("{} is a file, so nothing can stand below it", folder));
    });
    if (m_view.is_folder(path)) refuse(file, fmt::format("{} is a folder", path));
  }

  void check_sides(const patch::FilePatch& file, const git::Entry& old) const {
    if (!file.old_path.empty() && !old.exists()) refuse(file, "the file does not exist");
    const bool is_in_the_way = m_view.file(file.new_path).exists() &&
                               (m_replaced.contains(file.new_path) || !m_leaving.contains(file.new_path));
    if (makes_a_file(file) && is_in_the_way) {
      refuse(file, file.action == patch::FileAction::create
                       ? "the patch creates the file, but it exists already"
                       : fmt::format("the patch moves the file to {}, which exists already", file.new_path));
    }
    const auto kind = [](git::Mode mode) { return static_cast<std::uint32_t>(mode) & 0170000U; };
    if (old.exists() && file.old_mode != git::Mode::absent && kind(file.old_mode) != kind(old.mode)) {
      refuse(file, "the file is of another type (file, symbolic link or submodule) than the patch says");
    }
  }

  static git::Mode new_mode(const patch::FilePatch& file, const git::Entry& old) {
    const bool changes_mode = file.new_mode != git::Mode::absent && file.new_mode != file.old_mode;
    if (changes_mode || !old.exists()) return file.new_mode == git::Mode::absent ? git::Mode::file : file.new_mode;
    return old.mode;
  }

  NewText new_text(const patch::FilePatch& file, const std::string& old_text) const {
    if (file.binary) {
      std::optional<std::string> bytes = patch::apply_binary(old_text, *file.binary);
      const bool is_right = bytes && (file.new_id.empty() || file.action == patch::FileAction::remove ||
                                      git::hash_object(git::ObjectType::blob, *bytes).hex().starts_with(file.new_id));
      if (!is_right) refuse(file, "the binary change was made for another version of the file");
      return {std::move(*bytes), {}};
    }
    auto applied = patch::apply_hunks(old_text, file.hunks, patch::ApplyOptions{m_policy.fuzz, false});
    if (auto* failure = std::get_if<patch::HunkFailure>(&applied)) {
      refuse(file, fmt::format("hunk {} does not apply", failure->hunk), std::move(*failure));
    }
    auto& text = std::get<patch::AppliedText>(applied);
    return {std::move(text.bytes), std::move(text.notes)};
  }

  void remember(const patch::FilePatch& file, const patch::HunkNote& note) {
    std::string text = fmt::format("hunk {} of {}", note.hunk, file.new_path.empty() ? file.old_path : file.new_path);
    if (note.moved != 0)
      text += fmt::format(" moved {:+} {}", note.moved, std::abs(note.moved) == 1 ? "line" : "lines");
    if (note.fuzz != 0) text += fmt::format("{} with fuzz {}", note.moved != 0 ? "," : "", note.fuzz);
    if (note.moved != 0 || note.fuzz != 0) m_notes.push_back({m_patch.name, std::move(text), false});
  }

  objects::ObjectStore& m_store;
  const patch::Patch& m_patch;
  const ApplyPolicy& m_policy;
  git::Oid m_tree;  ///< before the patch
  objects::OverlayTree m_view;
  std::multiset<std::string> m_leaving;          ///< paths from which a later part of the patch takes the file
  std::map<std::string, git::Entry> m_replaced;  ///< what stood at such a path when something else was put there
  std::vector<ApplyNote> m_notes;
};

std::variant<AppliedPatch, ApplyFailure> apply_as_text(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy) {
  try {
    return TextApplication(store, patch, tree, policy).run();
  } catch (Refused& refused) {
    return std::move(refused.failure);
  }
}

/// The tree that the patch was made for, as far as its `index` lines tell: `tree` with the named blobs at their paths.
/// Nothing where it is the tree itself (the text says all), or where a blob is not known.
std::optional<git::Oid> tree_made_for(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree) {
  std::vector<objects::PathEdit> edits;
  std::map<std::string, bool> seen;
  for (const patch::FilePatch& file : patch.files) {
    const bool made_here = !file.old_path.empty() && seen.contains(file.old_path);
    if (!file.new_path.empty()) seen.emplace(file.new_path, true);
    if (file.old_path.empty() || made_here || seen.contains(file.old_path + "\n")) continue;
    seen.emplace(file.old_path + "\n", true);
    git::Entry entry = objects::entry_at(store, tree, file.old_path);
    if (file.old_id.size() < 7 || entry.mode == git::Mode::submodule) continue;
    if (entry.exists() && entry.oid.hex().starts_with(file.old_id)) continue;
    const std::optional<git::Oid> blob = git::find_object(store.repository(), file.old_id);
    if (!blob) return std::nullopt;
    const git::Mode mode = file.old_mode != git::Mode::absent ? file.old_mode
                           : entry.exists()                   ? entry.mode
                                                              : git::Mode::file;
    edits.push_back({file.old_path, {mode, *blob}});
  }
  if (edits.empty()) return std::nullopt;
  try {
    return objects::edit_tree(store, tree, std::move(edits));
  } catch (const Error&) {
    return std::nullopt;  // A path is a folder by now: only the text can tell what to do.
  }
}

}  // namespace

std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy) {
  // Where upstream changed a file since and the version that the patch was made for is known, three texts say where
  // a hunk belongs; a search for look-alike lines can be wrong without anyone noticing.
  if (policy.three_way == ApplyPolicy::ThreeWay::use_index_ids) {
    if (const std::optional<git::Oid> made_for = tree_made_for(store, patch, tree)) {
      auto on_its_own = apply_as_text(store, patch, *made_for, policy);
      if (auto* applied = std::get_if<AppliedPatch>(&on_its_own)) {
        merge::MergeOptions options;
        options.theirs_label = patch.name;
        merge::TreeMerge merge = merge::TreeMerger(store).merge(*made_for, tree, applied->tree, options);
        if (merge.clean()) return AppliedPatch{merge.tree, {{patch.name, "merged three-way", false}}};
        auto as_text = apply_as_text(store, patch, tree, policy);
        ApplyFailure failure{patch.name, subject_of(patch.message), merge.conflicts.front().path, {}, {}, {}};
        if (auto* told = std::get_if<ApplyFailure>(&as_text)) failure = std::move(*told);
        if (failure.reason.empty()) failure.reason = "upstream changed the same lines since the patch was made";
        failure.conflicts = std::move(merge.conflicts);
        failure.merged_tree = merge.tree;
        return failure;
      }
    }
  }
  return apply_as_text(store, patch, tree, policy);
}

Error failure_as_error(const ApplyFailure& failure) {
  Error error(fmt::format("{} does not apply: {}", failure.patch, failure.reason));
  std::string place = failure.path;
  if (failure.hunk) {
    place += fmt::format(": hunk {}", failure.hunk->hunk);
    error.at(std::move(place));
    error.at(fmt::format("{}:{}: looked for \"{}\"", failure.patch, failure.hunk->patch_line, failure.hunk->expected));
    error.at(fmt::format("{}:{}: found \"{}\"", failure.path, failure.hunk->expected_at, failure.hunk->found));
    if (const auto& nearest = failure.hunk->nearest) {
      error.at(fmt::format("{}:{}: the nearest look-alike, {} of {} lines: \"{}\"", failure.path, nearest->line,
                           nearest->matching, nearest->of, nearest->text));
    }
    if (failure.hunk->already_applied)
      error.hint("the change seems to be there already: take the patch out of the series");
    if (failure.hunk->ambiguous) error.hint("its lines stand at several places: write the patch with more context");
  } else if (!place.empty()) {
    error.at(std::move(place));
  }
  for (const merge::MergeConflict& conflict : failure.conflicts) {
    error.at(fmt::format("{}: {} conflict when merged three-way", conflict.path, merge::name_of(conflict.kind)));
  }
  return error;
}

}  // namespace mlxpatch::queue
