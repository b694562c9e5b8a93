#include "format/file_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_empty_blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

bool is_zero_id(std::string_view id) { return id.find_first_not_of('0') == std::string_view::npos; }

/// "Subproject commit " and an id that begins as the `index` line says.
bool is_subproject_line(std::string_view line, std::string_view id) {
  if (!consume(line, "Subproject commit ")) return false;
  if (line.ends_with('\n')) line.remove_suffix(1);
  return git::Oid::from_hex(line).has_value() && !is_zero_id(line) && line.starts_with(id);
}

bool is_kept_mode(git::Mode mode) { return git::is_regular(mode) || mode == git::Mode::absent; }

bool has_content(const FilePatch& file) { return !file.hunks.empty() || file.binary.has_value(); }

/// What is wrong with the content of a new file; "" if nothing is. Likewise for the other actions.
std::string_view creation_fault(const FilePatch& file) {
  // Text needs no ids, and people who write patches by hand make them up.
  if (file.binary && !is_zero_id(file.old_id)) return "a new file has an old id";
  if (!has_content(file) && !k_empty_blob.starts_with(file.new_id)) return "the content of the new file is missing";
  const bool has_old_lines = !file.hunks.empty() && (file.hunks.size() > 1 || file.hunks.front().old_count != 0);
  return has_old_lines ? "a new file has old lines" : "";
}

std::string_view removal_fault(const FilePatch& file) {
  if (file.binary && !is_zero_id(file.new_id)) return "a deleted file has a new id";
  if (!has_content(file) && !k_empty_blob.starts_with(file.old_id)) {
    return "the content of the deleted file is missing; expected a patch without --irreversible-delete";
  }
  const bool has_new_lines = !file.hunks.empty() && (file.hunks.size() > 1 || file.hunks.front().new_count != 0);
  return has_new_lines ? "a deleted file has new lines" : "";
}

std::string_view modification_fault(const FilePatch& file) {
  const bool changes_mode_alone = file.old_mode != file.new_mode && file.old_id == file.new_id;
  return has_content(file) || changes_mode_alone ? "" : "the change is missing; expected hunks or a new mode";
}

std::string_view move_fault(const FilePatch& file) {
  if (!has_content(file) && file.old_id != file.new_id) return "the change of the content is missing";
  return file.old_path == file.new_path ? "a rename or copy onto itself" : "";
}

std::string_view content_fault(const FilePatch& file) {
  switch (file.action) {
    case FileAction::create:
      return creation_fault(file);
    case FileAction::remove:
      return removal_fault(file);
    case FileAction::modify:
      return modification_fault(file);
    case FileAction::rename:
    case FileAction::copy:
      return move_fault(file);
  }
  return "";
}

}  // namespace

void FileChecks::refuse(const FilePatch& file, const std::string& what_is_wrong) const {
  refuse_patch(m_patch_name, file.source_line, what_is_wrong);
}

void FileChecks::check(const FilePatch& file) {
  if (!file.old_path.empty()) check_path(file, file.old_path);
  if (!file.new_path.empty() && file.new_path != file.old_path) check_path(file, file.new_path);
  check_modes(file);
  check_content(file);
  if (file.old_mode == git::Mode::submodule || file.new_mode == git::Mode::submodule) check_submodule(file);
  check_sequence(file);
}

void FileChecks::check_path(const FilePatch& file, const std::string& path) {
  const std::size_t parts = 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  if (parts > m_parts_left) refuse(file, "the paths of the patch go through too many directories");
  m_parts_left -= parts;
  if (!objects::is_safe_path(path)) {
    refuse(file, "the path " + shown(path) + " leads out of the repository or into its .git");
  }
}

void FileChecks::check_modes(const FilePatch& file) const {
  const bool becomes_another_kind = file.old_mode != file.new_mode && file.old_mode != git::Mode::absent &&
                                    file.new_mode != git::Mode::absent &&
                                    !(is_kept_mode(file.old_mode) && is_kept_mode(file.new_mode));
  if (becomes_another_kind) {
    refuse(file,
           "a file, a link and a submodule cannot become one another in one step; expected a deletion and a new file");
  }
  if (file.new_mode == git::Mode::symlink && objects::names_gitmodules(file.new_path)) {
    refuse(file, "a .gitmodules that is a link is refused");
  }
}

void FileChecks::check_content(const FilePatch& file) const {
  const std::string_view fault = content_fault(file);
  if (!fault.empty()) refuse(file, std::string(fault));
}

void FileChecks::check_submodule(const FilePatch& file) const {
  if (file.binary) refuse(file, "a submodule has binary content");
  if (file.hunks.empty()) {
    if (file.action == FileAction::rename) return;
    refuse(file, "the commit of the submodule is missing");
  }
  const Hunk& hunk = file.hunks.front();
  const std::size_t old_lines = file.action == FileAction::create ? 0 : 1;
  const std::size_t new_lines = file.action == FileAction::remove ? 0 : 1;
  bool is_exact = file.hunks.size() == 1 && hunk.old_count == old_lines && hunk.new_count == new_lines &&
                  hunk.old_start == old_lines && hunk.new_start == new_lines;
  for (const HunkLine& line : hunk.lines) {
    is_exact = is_exact && line.origin != ' ' && line.text.ends_with('\n') &&
               is_subproject_line(line.text, line.origin == '-' ? file.old_id : file.new_id);
  }
  if (!is_exact) refuse(file, "a submodule changes by exactly one line \"Subproject commit ID\" per side");
}

void FileChecks::check_sequence(const FilePatch& file) {
  const auto fate_of = [this](const std::string& path) {
    const auto known = m_fates.find(path);
    return known == m_fates.end() ? nullptr : &known->second;
  };
  const bool removes = file.action == FileAction::remove || file.action == FileAction::rename;
  const bool makes = file.action != FileAction::modify && file.action != FileAction::remove;
  if (removes || file.action == FileAction::modify) {
    const Fate* fate = fate_of(file.old_path);
    if (fate != nullptr && *fate == Fate::removed) {
      refuse(file, "the patch changes " + shown(file.old_path) + " after it has removed or renamed it");
    }
  }
  if (makes) {
    const Fate* fate = fate_of(file.new_path);
    if (fate != nullptr && *fate == Fate::made) refuse(file, "the patch creates " + shown(file.new_path) + " twice");
  }
  if (removes) m_fates[file.old_path] = Fate::removed;
  if (makes) m_fates[file.new_path] = Fate::made;
}

}  // namespace mlxpatch::patch
