#include "files/text_application.hpp"

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_outcome.hpp>

#include "files/git_file_faults.hpp"
#include "files/line_ends.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_subproject = "Subproject commit ";

// By POSIX these two come with <climits>; linux/limits.h is where Linux keeps them.
// NOLINTBEGIN(misc-include-cleaner)
/// What the system can create, at most.
constexpr std::size_t k_longest_path = PATH_MAX - 1;
constexpr std::size_t k_longest_name = NAME_MAX;
// NOLINTEND(misc-include-cleaner)

/// What the files that a patch changes may hold together. A few bytes can ask for any amount: by a deflated binary, or
/// by many copies of a large file.
constexpr std::size_t k_most_made = std::size_t{256} << 20U;

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
    if (m_patch.lost_crs) m_line_ends = LineEnds(m_store, m_patch, m_tree);
    for (const patch::FilePatch& file : m_patch.files) apply(file);
    for (const patch::FilePatch& file : m_patch.files) check_place(file);
    return {m_view.write(), std::move(m_notes), m_patch.strip, m_line_ends.has_crlf()};
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
    NewText result = new_text(file, old);
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
      if (mode == git::Mode::symlink) check_link(file, bytes);
      if (mode != git::Mode::symlink) check_git_file(file, bytes, old);
      if (bytes.size() > k_most_made - m_made) {
        refuse(file, fmt::format("the patch makes more than {} MiB of files", k_most_made >> 20U));
      }
      m_made += bytes.size();
      const git::Oid delta_base = old.mode == git::Mode::submodule ? git::Oid{} : old.oid;
      return m_store.put(git::ObjectType::blob, std::move(bytes), delta_base);
    }
    const std::optional<git::Oid> commit = submodule_commit(bytes);
    if (!commit || !*commit) refuse(file, "a submodule's change must be one \"Subproject commit\" line");
    return *commit;
  }

  /// No system can create a link that leads nowhere, or to more than a path can hold.
  void check_link(const patch::FilePatch& file, std::string_view target) const {
    const bool is_possible = !target.empty() && target.size() <= k_longest_path && target.find('\0') == target.npos;
    if (!is_possible) refuse(file, "the target of the symbolic link is empty, too long, or has a NUL");
    if (objects::names_gitmodules(file.new_path)) refuse(file, "a .gitmodules that is a link is refused");
  }

  /// What git's own check of a repository refuses, unless the file had the fault before.
  void check_git_file(const patch::FilePatch& file, std::string_view bytes, const git::Entry& old) const {
    const std::string_view fault = git_file_fault(file.new_path, bytes);
    if (fault.empty()) return;
    const bool is_old = file.old_path == file.new_path && !git_file_fault(file.new_path, text_of(old)).empty();
    if (!is_old) refuse(file, std::string(fault));
  }

  /// There must be nothing below a file, and no file at the path of a directory.
  void check_place(const patch::FilePatch& file) const {
    const std::string& path = file.new_path;
    if (path.empty() || !m_view.file(path).exists()) return;
    const std::vector<std::string_view> parts = split(path, '/');
    const auto is_long = [](std::string_view part) { return part.size() > k_longest_name; };
    if (path.size() > k_longest_path || std::any_of(parts.begin(), parts.end(), is_long)) {
      refuse(file, "the path is longer than the system can create");
    }
    for_each_directory_of(path, [&](const std::string& directory) {
      if (!m_view.file(directory).exists()) return;
      refuse(file, fmt::format("{} is a file, so there can be nothing below it", directory));
    });
    if (m_view.is_directory(path)) refuse(file, fmt::format("{} is a directory", path));
  }

  void check_sides(const patch::FilePatch& file, const git::Entry& old) const {
    if (!file.old_path.empty() && !old.exists() && !may_create(file)) {
      refuse(file, file.action == patch::FileAction::remove ? "the patch deletes the file, but it does not exist"
                                                            : "the file does not exist");
    }
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

  NewText new_text(const patch::FilePatch& file, const git::Entry& old) const {
    const std::string old_text = text_of(old);
    if (file.binary) return new_bytes(file, old, old_text);
    patch::ApplyOptions options{m_policy.fuzz, false};
    const bool is_proven = file.old_id.size() >= k_shortest_id && old.oid.hex().starts_with(file.old_id);
    if (is_proven) options.ends = patch::ApplyOptions::Ends::trusted;
    auto applied = m_line_ends.is_crlf(file) ? patch::apply_hunks(old_text, with_crlf(file.hunks), options)
                                             : patch::apply_hunks(old_text, file.hunks, options);
    if (auto* failure = std::get_if<patch::HunkFailure>(&applied)) {
      refuse(file, fmt::format("hunk {} does not apply", failure->hunk), std::move(*failure));
    }
    auto& text = std::get<patch::AppliedText>(applied);
    return {std::move(text.bytes), std::move(text.notes)};
  }

  /// A literal would replace whatever is there, so the ids decide.
  NewText new_bytes(const patch::FilePatch& file, const git::Entry& old, const std::string& old_bytes) const {
    const bool is_old_right = !old.exists() || old.oid.hex().starts_with(file.old_id);
    std::optional<std::string> bytes;
    if (is_old_right) bytes = patch::apply_binary(old_bytes, *file.binary);
    const bool is_right = bytes && (file.new_id.empty() || file.action == patch::FileAction::remove ||
                                    git::hash_object(git::ObjectType::blob, *bytes).hex().starts_with(file.new_id));
    if (!is_right) refuse(file, "the binary change was made for another version of the file");
    return {std::move(*bytes), {}};
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
  LineEnds m_line_ends;
  std::size_t m_made = 0;  ///< bytes of new content
  std::vector<ApplyNote> m_notes;
};

}  // namespace

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

bool may_create(const patch::FilePatch& file) {
  const bool has_no_old_id = file.old_id.find_first_not_of('0') == std::string::npos;
  return file.action == patch::FileAction::modify && has_no_old_id && file.hunks.size() == 1 &&
         file.hunks.front().old_start == 0 && file.hunks.front().old_count == 0;
}

std::variant<AppliedPatch, ApplyFailure> apply_as_text(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy) {
  try {
    return TextApplication(store, patch, tree, policy).run();
  } catch (Refused& refused) {
    return std::move(refused.failure);
  }
}

}  // namespace mlxpatch::queue
