#include <mlxpatch/queue/files/apply_to_tree.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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
#include <variant>
#include <vector>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_subproject = "Subproject commit ";

/// Thrown within this file only: the application of a patch ends at its first failure.
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

/// Whether the patch removes the file from its old path.
bool leaves(const patch::FilePatch& file) {
  return file.action == patch::FileAction::remove || file.action == patch::FileAction::rename;
}

bool makes_a_file(const patch::FilePatch& file) {
  return file.action == patch::FileAction::create || file.action == patch::FileAction::rename ||
         file.action == patch::FileAction::copy;
}

/// Applies one patch as text, file by file. A diff lists a file before those below a directory of the same name, and a
/// new file before the one that it replaces at its path. So a file that the patch removes later is in nobody's way, and
/// whether files and directories fit together is checked at the end.
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

  /// The old side of a file. The source of a rename or a copy is the file as it was before the patch, even if the patch
  /// changes that file, too, unless the index line names what an earlier part of the patch made.
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

  /// Removes the file from a path, unless an earlier part of the patch has put another one there.
  void take_away(const std::string& path) {
    m_leaving.erase(m_leaving.find(path));
    if (!m_replaced.contains(path)) m_view.put(path, {});
  }

  /// The bytes that hunks apply to: a blob's, or a submodule's "Subproject commit" line.
  std::string text_of(const git::Entry& entry) const {
    if (!entry.exists()) return {};
    if (entry.mode == git::Mode::submodule) return fmt::format("{}{}\n", k_subproject, entry.oid.hex());
    return *m_store.read(entry.oid, git::ObjectType::blob);
  }

  git::Oid store_text(const patch::FilePatch& file, git::Mode mode, std::string bytes, const git::Entry& old) {
    if (mode != git::Mode::submodule) {
      const git::Oid delta_base = old.mode == git::Mode::submodule ? git::Oid{} : old.oid;
      return m_store.put(git::ObjectType::blob, std::move(bytes), delta_base);
    }
    const std::optional<git::Oid> commit = submodule_commit(bytes);
    if (!commit) refuse(file, "a submodule's change must be one \"Subproject commit\" line");
    return *commit;
  }

  /// There must be nothing below a file, and no file at the path of a directory.
  void check_place(const patch::FilePatch& file) const {
    const std::string& path = file.new_path;
    if (path.empty() || !m_view.file(path).exists()) return;
    for_each_directory_of(path, [&](const std::string& directory) {
      if (!m_view.file(directory).exists()) return;
      refuse(file, fmt::format("{} is a file, so there can be nothing below it", directory));
    });
    if (m_view.is_directory(path)) refuse(file, fmt::format("{} is a directory", path));
  }

  void check_sides(const patch::FilePatch& file, const git::Entry& old) const {
    if (!file.old_path.empty() && !old.exists()) refuse(file, "the file does not exist");
    const bool is_in_the_way = m_view.file(file.new_path).exists() &&
                               (m_replaced.contains(file.new_path) || !m_leaving.contains(file.new_path));
    if (makes_a_file(file) && is_in_the_way) {
      refuse(file, file.action == patch::FileAction::create
                       ? "the patch creates the file, but it already exists"
                       : fmt::format("the patch moves the file to {}, which already exists", file.new_path));
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
    if (note.moved != 0 || note.fuzz != 0) m_notes.push_back({m_patch.name, std::move(text)});
  }

  objects::ObjectStore& m_store;
  const patch::Patch& m_patch;
  const ApplyPolicy& m_policy;
  git::Oid m_tree;  ///< before the patch
  objects::OverlayTree m_view;
  std::multiset<std::string> m_leaving;          ///< paths from which a later part of the patch removes the file
  std::map<std::string, git::Entry> m_replaced;  ///< what was at such a path when another file was put there
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

/// Shorter ids in `index` lines are not looked up.
constexpr std::size_t k_shortest_id = 7;

/// The files that the patch expects in a tree: those that no earlier part of it makes, by the first part that names
/// them.
std::vector<const patch::FilePatch*> expected_files(const patch::Patch& patch) {
  std::vector<const patch::FilePatch*> expected;
  std::set<std::string_view> made;
  std::set<std::string_view> named;
  for (const patch::FilePatch& file : patch.files) {
    const bool is_expected = !file.old_path.empty() && !made.contains(file.old_path);
    if (is_expected && named.insert(file.old_path).second) expected.push_back(&file);
    if (!file.new_path.empty()) made.insert(file.new_path);
  }
  return expected;
}

git::Mode old_mode(const patch::FilePatch& file, const git::Entry& entry) {
  if (file.old_mode != git::Mode::absent) return file.old_mode;
  return entry.exists() ? entry.mode : git::Mode::file;
}

/// The tree that the patch was made for, as far as its `index` lines say: `tree` with the blobs that they name at their
/// paths. std::nullopt if it is `tree` itself, to which the text applies, or if a blob is not known.
std::optional<git::Oid> tree_made_for(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree) {
  std::vector<objects::PathEdit> edits;
  for (const patch::FilePatch* file : expected_files(patch)) {
    const git::Entry entry = objects::entry_at(store, tree, file->old_path);
    if (file->old_id.size() < k_shortest_id || entry.mode == git::Mode::submodule) continue;
    if (entry.exists() && entry.oid.hex().starts_with(file->old_id)) continue;
    const std::optional<git::Oid> blob = git::find_object(store.repository(), file->old_id);
    if (!blob) return std::nullopt;
    edits.push_back({file->old_path, {old_mode(*file, entry), *blob}});
  }
  if (edits.empty()) return std::nullopt;
  try {
    return objects::edit_tree(store, tree, std::move(edits));
  } catch (const Error&) {
    return std::nullopt;  // A path has become a directory: only the text says what to do.
  }
}

/// Applies the patch to the tree that it was made for and merges the result with `tree`. std::nullopt if the former is
/// not known, or if the patch does not even apply to it.
std::optional<std::variant<AppliedPatch, ApplyFailure>> apply_three_way(objects::ObjectStore& store,
                                                                        const patch::Patch& patch, const git::Oid& tree,
                                                                        const ApplyPolicy& policy) {
  const std::optional<git::Oid> made_for = tree_made_for(store, patch, tree);
  if (!made_for) return std::nullopt;
  const auto outcome = apply_as_text(store, patch, *made_for, policy);
  const auto* applied = std::get_if<AppliedPatch>(&outcome);
  if (applied == nullptr) return std::nullopt;
  merge::MergeOptions options;
  options.theirs_label = patch.name;
  merge::TreeMerge merge = merge::TreeMerger(store).merge(*made_for, tree, applied->tree, options);
  if (merge.clean()) return AppliedPatch{merge.tree, {{patch.name, "merged three-way"}}};
  auto as_text = apply_as_text(store, patch, tree, policy);
  ApplyFailure failure{patch.name, subject_of(patch.message), merge.conflicts.front().path, {}, {}, {}};
  if (auto* refused = std::get_if<ApplyFailure>(&as_text)) failure = std::move(*refused);
  if (failure.reason.empty()) failure.reason = "upstream has changed the same lines since the patch was made";
  failure.conflicts = std::move(merge.conflicts);
  failure.merged_tree = merge.tree;
  return failure;
}

}  // namespace

std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy) {
  // If upstream has changed a file since, and the version that the patch was made for is known, three texts show where
  // a hunk belongs; a search for similar lines can go wrong without anyone noticing.
  if (policy.three_way == ApplyPolicy::ThreeWay::use_index_ids) {
    if (auto outcome = apply_three_way(store, patch, tree, policy)) return std::move(*outcome);
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
      error.hint("the change seems to be applied already: drop the patch from the series");
    if (failure.hunk->ambiguous) error.hint("its lines occur in several places: make the patch with more context");
  } else if (!place.empty()) {
    error.at(std::move(place));
  }
  for (const merge::MergeConflict& conflict : failure.conflicts) {
    const std::string driver = merge::in_words(conflict.driver);
    error.at(fmt::format("{}: {} conflict when merged three-way{}", conflict.path, merge::name_of(conflict.kind),
                         driver.empty() ? "" : "; " + driver));
  }
  return error;
}

}  // namespace mlxpatch::queue
