#include <mlxpatch/objects/path_safety.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::objects {

namespace {

/// The name without the Unicode characters that HFS+ ignores when it compares names.
std::string without_ignorable(std::string_view name) {
  static constexpr std::array<std::string_view, 16> k_ignorable{
      "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab",
      "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xaa", "\xe2\x81\xab", "\xe2\x81\xac",
      "\xe2\x81\xad", "\xe2\x81\xae", "\xe2\x81\xaf", "\xef\xbb\xbf"};
  std::string kept;
  while (!name.empty()) {
    const auto found = std::find_if(k_ignorable.begin(), k_ignorable.end(),
                                    [&](std::string_view character) { return name.starts_with(character); });
    if (found != k_ignorable.end()) {
      name.remove_prefix(found->size());
    } else {
      kept += name.front();
      name.remove_prefix(1);
    }
  }
  return kept;
}

/// The name as file systems see it that ignore case, some Unicode characters, blanks and dots at the end, and what
/// follows a colon (NTFS streams: ".git::$INDEX_ALLOCATION").
std::string as_seen(std::string_view part) {
  std::string name = to_lower(without_ignorable(part));
  name.resize(std::min(name.size(), name.find(':')));
  while (!name.empty() && (name.back() == ' ' || name.back() == '.')) name.pop_back();
  return name;
}

/// Whether some file system takes this name for the repository's own directory.
bool is_git_directory(std::string_view part) {
  const std::string name = as_seen(part);
  return name == ".git" || name == "git~1";
}

/// Whether NTFS may have made this short name of ".gitmodules": its first six letters and a number from 1 to 4, or from
/// a hash, of whose letters enough are kept to fill eight characters with the number.
bool is_short_gitmodules(std::string_view name) {
  constexpr std::string_view k_first = "gitmod";
  constexpr std::string_view k_hashed = "gi7eba";
  constexpr std::size_t k_length = 8;
  const std::size_t tilde = name.find('~');
  if (name.size() != k_length || tilde > k_first.size()) return false;
  const std::string_view number = name.substr(tilde + 1);
  const bool is_number = number.front() >= '1' && number.front() <= '9' &&
                         number.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) return false;
  const std::string_view letters = name.substr(0, tilde);
  return (letters == k_first && number.front() <= '4') || k_hashed.starts_with(letters);
}

/// A backslash belongs to a name, but Windows takes it for a slash; what it would see there is looked at as well.
bool is_safe_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  const auto seen = split(part, '\\');
  return std::none_of(seen.begin(), seen.end(),
                      [](std::string_view name) { return name == ".." || is_git_directory(name); });
}

}  // namespace

bool is_safe_path(std::string_view path) {
  using namespace std::string_view_literals;
  if (path.empty() || path.find_first_of("\0\n"sv) != std::string_view::npos) return false;
  const auto parts = split(path, '/');
  return std::all_of(parts.begin(), parts.end(), is_safe_part);
}

bool names_gitmodules(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('/') + 1);
  const auto seen = split(last, '\\');
  return std::any_of(seen.begin(), seen.end(), [](std::string_view part) {
    const std::string name = as_seen(part);
    return name == ".gitmodules" || is_short_gitmodules(name);
  });
}

}  // namespace mlxpatch::objects
