#include <mlxpatch/patch/format/strip_level.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/file_checks.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_parent = "../";

bool has_both_names(const FilePatch& file) { return !file.old_name.empty() && !file.new_name.empty(); }

bool is_move(const FilePatch& file) { return file.action == FileAction::rename || file.action == FileAction::copy; }

std::string_view first_part(std::string_view name) { return name.substr(0, name.find('/')); }

/// The name without the suffix that people give the copy of a file that they change.
std::string_view without_copy_suffix(std::string_view name) {
  constexpr std::array<std::string_view, 7> k_suffixes{".orig", ".org", ".old", ".new", ".bak", ".sav", "~"};
  for (const std::string_view suffix : k_suffixes) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

/// Without "./" at its beginning; a row of slashes counts as one.
std::string normal(std::string_view name) {
  while (name.starts_with("./")) {
    name.remove_prefix(2);
    while (name.starts_with('/')) name.remove_prefix(1);
  }
  std::string path;
  path.reserve(name.size());
  for (const char character : name) {
    if (character != '/' || !path.ends_with('/')) path += character;
  }
  return path;
}

/// What -pN leaves of a name; "" if that is nothing.
std::string stripped(std::string_view name, int strip) {
  for (int part = 0; part < strip; ++part) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {};
    name.remove_prefix(slash + 1);
    while (name.starts_with('/')) name.remove_prefix(1);
  }
  return normal(name);
}

/// The shorter of two names if the other has only more behind it, set off by a mark: "x.c" of "x.c.alloc" and "x.c".
/// Git takes the shorter one, too.
std::optional<std::string_view> shorter_name(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  if (one.empty() || one.size() == other.size() || !other.starts_with(one)) return std::nullopt;
  constexpr std::string_view k_marks = "._-~,+#@";
  return k_marks.find(other[one.size()]) == std::string_view::npos ? std::nullopt : std::optional(one);
}

/// The name without the mark of a copy in it: "x-orig.c", "orig_x.c".
std::string without_copy_mark(std::string_view name) {
  constexpr std::array<std::string_view, 7> k_marks{"orig", "org", "old", "new", "bak", "sav", "mod"};
  constexpr std::string_view k_joints = "._-";
  const auto is_joint = [&](char character) { return k_joints.find(character) != std::string_view::npos; };
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::string(name);
  const std::string_view stem = name.substr(0, dot);
  for (const std::string_view mark : k_marks) {
    if (stem.size() < mark.size() + 2) continue;
    if (stem.ends_with(mark) && is_joint(stem[stem.size() - mark.size() - 1])) {
      return std::string(stem.substr(0, stem.size() - mark.size() - 1)) + std::string(name.substr(dot));
    }
    if (stem.starts_with(mark) && is_joint(stem[mark.size()])) return std::string(name.substr(mark.size() + 1));
  }
  return std::string(name);
}

/// Whether `copy` is what people call a copy of `name` before they change it: "x-orig.c" of "x.c", "x.old" of "x.c".
bool is_copy_of(std::string_view copy, std::string_view name) {
  if (without_copy_mark(copy) == name) return true;
  const std::string_view stem = without_copy_suffix(copy);
  return stem.size() < copy.size() && name.starts_with(std::string(stem) + ".");
}

/// The name that both mean, if they are the same but for the suffix of a copy. At the end of a path there are more ways
/// to call one.
std::optional<std::string_view> agreed_part(std::string_view one, std::string_view other, bool is_last) {
  if (one == other) return one;
  if (without_copy_suffix(one) == without_copy_suffix(other)) return without_copy_suffix(one);
  if (!is_last) return std::nullopt;
  if (is_copy_of(one, other)) return other;
  if (is_copy_of(other, one)) return one;
  return shorter_name(one, other);
}

/// The path that both mean, if they are the same but for the suffix of a copy at any of their parts.
std::optional<std::string> agreed_path(std::string_view one, std::string_view other) {
  std::string path;
  while (true) {
    const std::string_view part = first_part(one);
    const std::string_view other_part = first_part(other);
    const bool is_last = part.size() == one.size();
    if (is_last != (other_part.size() == other.size())) return std::nullopt;
    const std::optional<std::string_view> agreed = agreed_part(part, other_part, is_last);
    if (!agreed) return std::nullopt;
    path += *agreed;
    if (is_last) return path;
    path += '/';
    one.remove_prefix(part.size() + 1);
    other.remove_prefix(other_part.size() + 1);
  }
}

/// Whether a name leads out of the tree and the file's other one does not: "../x.c" or "/home/me/x.c" beside "src/x.c".
bool leads_out(std::string_view name, std::string_view other) {
  return (name.starts_with(k_parent) && !other.starts_with(k_parent)) ||
         (name.starts_with('/') && !other.starts_with('/'));
}

/// The path of a file by its name in the tree, where the other one leads out of it: that one may still show what the
/// suffix of a copy is.
std::string path_in_tree(std::string_view path, std::string_view outside) {
  const std::size_t start = path.rfind('/') + 1;
  const std::optional<std::string> name = agreed_path(outside.substr(outside.rfind('/') + 1), path.substr(start));
  return std::string(path.substr(0, start)) + name.value_or(std::string(path.substr(start)));
}

std::optional<std::string> common_path(const FilePatch& file, int strip) {
  const bool old_leads_out = leads_out(file.old_name, file.new_name);
  const bool new_leads_out = leads_out(file.new_name, file.old_name);
  const std::string old_path = stripped(file.old_name, strip);
  const std::string new_path = stripped(file.new_name, strip);
  if (old_leads_out != new_leads_out) {
    const std::string& path = old_leads_out ? new_path : old_path;
    if (path.empty()) return std::nullopt;
    return path_in_tree(path, old_leads_out ? file.old_name : file.new_name);
  }
  if (old_path.empty() || new_path.empty()) return std::nullopt;
  return agreed_path(old_path, new_path);
}

/// Whether the names of a file are clearly whole paths, without a part to strip.
bool are_whole(const FilePatch& file) {
  if (is_move(file)) return file.old_name == file.old_path && file.new_name == file.new_path;
  if (!has_both_names(file)) {
    return (file.old_name.empty() ? file.new_name : file.old_name).find('/') == std::string::npos;
  }
  // An absolute name has an empty first part, which -p1 strips.
  const std::string_view part = first_part(file.new_name);
  return !part.empty() && part != "a" && part != "b" && part != "." && part != ".." &&
         first_part(without_copy_suffix(file.old_name)) == first_part(without_copy_suffix(file.new_name));
}

bool are_whole(const std::vector<FilePatch>& files) {
  return std::any_of(files.begin(), files.end(), [](const FilePatch& file) { return are_whole(file); });
}

bool is_possible(const std::vector<FilePatch>& files, int strip) {
  return std::all_of(files.begin(), files.end(),
                     [strip](const FilePatch& file) { return paths_at(file, strip, {}).has_value(); });
}

/// The deepest level to guess that leaves something of every name. Each level costs a look at all names.
int deepest_strip(const std::vector<FilePatch>& files) {
  std::ptrdiff_t deepest = 16;
  const auto note = [&deepest](const std::string& name, const std::string& other) {
    const bool is_inside = !name.empty() && !name.starts_with(k_parent) && !leads_out(name, other);
    if (is_inside) deepest = std::min(deepest, std::count(name.begin(), name.end(), '/'));
  };
  for (const FilePatch& file : files) {
    note(file.old_name, file.new_name);
    note(file.new_name, file.old_name);
  }
  return static_cast<int>(deepest);
}

/// Whether both names of a file are the same at a level, apart from a suffix at their end.
bool shows(const FilePatch& file, int strip) {
  if (is_move(file)) return strip > 0 || are_whole(file);
  if (!has_both_names(file)) return true;
  if (leads_out(file.old_name, file.new_name) || leads_out(file.new_name, file.old_name)) return true;
  const std::string old_path = stripped(file.old_name, strip);
  const std::string new_path = stripped(file.new_name, strip);
  return !old_path.empty() && without_copy_suffix(old_path) == without_copy_suffix(new_path);
}

/// All levels that leave something of every name, the one to try first in front.
std::vector<int> levels_to_try(const std::vector<FilePatch>& files) {
  const int deepest = deepest_strip(files);
  const int first = are_whole(files) ? 0 : std::max(shown_strip(files), 1);
  std::vector<int> levels{first};
  levels.reserve(static_cast<std::size_t>(deepest) + 3);
  for (const int level : {1, 0}) {
    if (level != first) levels.push_back(level);
  }
  for (int level = 2; level <= deepest; ++level) {
    if (level != first) levels.push_back(level);
  }
  return levels;
}

}  // namespace

std::optional<FilePaths> paths_at(const FilePatch& file, int strip, const std::string& directory) {
  FilePaths paths;
  if (is_move(file)) {
    paths = {stripped(file.old_name, strip), stripped(file.new_name, strip)};
    if (paths.old_path.empty() || paths.new_path.empty()) return std::nullopt;
  } else {
    const std::string& name = file.old_name.empty() ? file.new_name : file.old_name;
    const std::optional<std::string> path = has_both_names(file) ? common_path(file, strip) : stripped(name, strip);
    if (!path || path->empty()) return std::nullopt;
    if (file.action != FileAction::create) paths.old_path = *path;
    if (file.action != FileAction::remove) paths.new_path = *path;
  }
  if (directory.empty()) return paths;
  if (!paths.old_path.empty()) paths.old_path.insert(0, directory + "/");
  if (!paths.new_path.empty()) paths.new_path.insert(0, directory + "/");
  return paths;
}

std::vector<int> possible_strips(const std::vector<FilePatch>& files) {
  std::vector<int> levels = levels_to_try(files);
  std::erase_if(levels, [&](int level) { return !is_possible(files, level); });
  return levels;
}

int suggested_strip(const std::vector<FilePatch>& files) {
  const std::vector<int> levels = levels_to_try(files);
  const auto first = std::find_if(levels.begin(), levels.end(), [&](int level) { return is_possible(files, level); });
  return first == levels.end() ? 1 : *first;
}

int shown_strip(const std::vector<FilePatch>& files) {
  const int deepest = deepest_strip(files);
  for (int level = 0; level <= deepest; ++level) {
    const bool is_shown =
        std::all_of(files.begin(), files.end(), [level](const FilePatch& file) { return shows(file, level); });
    if (is_shown) return level;
  }
  return 0;
}

std::optional<Patch> with_strip(const Patch& patch, int strip) {
  Patch named = patch;
  named.strip = strip;
  FileChecks checks(patch.name);
  for (FilePatch& file : named.files) {
    std::optional<FilePaths> paths = paths_at(file, strip, patch.directory);
    if (!paths) return std::nullopt;
    file.old_path = std::move(paths->old_path);
    file.new_path = std::move(paths->new_path);
    try {
      checks.check(file);
    } catch (const Error&) {
      return std::nullopt;
    }
  }
  return named;
}

}  // namespace mlxpatch::patch
