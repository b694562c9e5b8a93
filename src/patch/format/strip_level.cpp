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

/// The directory of a path, with its '/' at the end.
std::string_view parent_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

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

/// The name of the file if the other one is it with something tacked on: "recvfrom.c" of "recvfrom.c.pktinfo". Git,
/// too, takes the shorter name then.
std::string_view shorter_name(std::string_view one, std::string_view other) {
  constexpr std::string_view k_separators = ".~_-";
  if (one.size() > other.size()) std::swap(one, other);
  const bool is_tacked_on =
      !one.empty() && other.starts_with(one) && k_separators.find(other[one.size()]) != std::string_view::npos;
  return is_tacked_on ? one : std::string_view{};
}

/// The last part of a path that both mean; "" if they mean different files.
std::string_view agreed_name(std::string_view one, std::string_view other) {
  if (one == other) return one;
  const std::string_view plain = without_copy_suffix(one);
  return plain == without_copy_suffix(other) ? plain : shorter_name(one, other);
}

/// The path that both mean, if they are the same but for the suffix of a copy at any of their parts, or for something
/// tacked on to the end of one.
std::optional<std::string> agreed_path(std::string_view one, std::string_view other) {
  if (one == other) return std::string(one);
  std::string path;
  while (true) {
    const std::string_view part = first_part(one);
    const std::string_view other_part = first_part(other);
    const bool is_last = part.size() == one.size();
    if (is_last != (other_part.size() == other.size())) return std::nullopt;
    if (is_last) {
      const std::string_view name = agreed_name(part, other_part);
      return name.empty() ? std::nullopt : std::optional(path.append(name));
    }
    const std::string_view plain = part == other_part ? part : without_copy_suffix(part);
    if (part != other_part && plain != without_copy_suffix(other_part)) return std::nullopt;
    path += plain;
    path += '/';
    one.remove_prefix(part.size() + 1);
    other.remove_prefix(other_part.size() + 1);
  }
}

/// The path of a file, one of whose names leads to a directory beside the other's: "../name.orig/src/x" and "src/x".
std::optional<std::string> path_beside(std::string_view upward, std::string_view path) {
  while (upward.starts_with(k_parent)) upward.remove_prefix(k_parent.size());
  while (true) {
    if (const std::optional<std::string> agreed = agreed_path(upward, path)) return agreed;
    const std::size_t slash = upward.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    upward.remove_prefix(slash + 1);
  }
}

std::optional<std::string> common_path(const FilePatch& file, int strip) {
  const bool old_leads_up = file.old_name.starts_with(k_parent);
  const bool new_leads_up = file.new_name.starts_with(k_parent);
  const std::string old_path = stripped(file.old_name, strip);
  const std::string new_path = stripped(file.new_name, strip);
  if (old_leads_up != new_leads_up) {
    const std::string& path = old_leads_up ? new_path : old_path;
    if (path.empty()) return std::nullopt;
    return path_beside(old_leads_up ? file.old_name : file.new_name, path);
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
  if (part.empty() || part == "a" || part == "b" || part == "." || part == "..") return false;
  const bool has_directory = part.size() < file.new_name.size();
  return has_directory ? first_part(file.old_name) == part : !agreed_name(file.old_name, file.new_name).empty();
}

bool are_whole(const std::vector<FilePatch>& files) {
  return std::any_of(files.begin(), files.end(), [](const FilePatch& file) { return are_whole(file); });
}

bool is_possible(const std::vector<FilePatch>& files, int strip) {
  return std::all_of(files.begin(), files.end(),
                     [strip](const FilePatch& file) { return paths_at(file, strip, {}).has_value(); });
}

/// The deepest level that leaves something of every name.
int deepest_strip(const std::vector<FilePatch>& files) {
  std::ptrdiff_t deepest = 99;
  for (const FilePatch& file : files) {
    for (const std::string& name : {file.old_name, file.new_name}) {
      if (!name.empty() && !name.starts_with(k_parent)) {
        deepest = std::min(deepest, std::count(name.begin(), name.end(), '/'));
      }
    }
  }
  return static_cast<int>(deepest);
}

/// Whether both names of a file are the same at a level, apart from a suffix at their end.
bool shows(const FilePatch& file, int strip) {
  if (is_move(file)) return strip > 0 || are_whole(file);
  if (!has_both_names(file) || file.old_name.starts_with(k_parent) != file.new_name.starts_with(k_parent)) return true;
  const std::string old_path = stripped(file.old_name, strip);
  const std::string new_path = stripped(file.new_name, strip);
  const std::string_view old_parent = parent_of(old_path);
  const std::string_view new_parent = parent_of(new_path);
  return !old_path.empty() && !new_path.empty() && old_parent == new_parent &&
         !agreed_name(std::string_view(old_path).substr(old_parent.size()),
                      std::string_view(new_path).substr(new_parent.size()))
              .empty();
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
