#include <mlxpatch/git/packed_refs.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

namespace {

bool is_valid_name(const std::string& name) {
  int valid = 0;
  check(git_reference_name_is_valid(&valid, name.c_str()), "checking a ref's name", name);
  return valid != 0;
}

void require_object(const Repository& repository, const PackedRef& ref) {
  const git_oid raw = to_git(ref.target);
  if (git_odb_exists(repository.handle().odb(), &raw)) return;
  throw Error(fmt::format("{} should point at {}, which was not received", ref.name, ref.target.hex()))
      .doing("writing the refs of a clone");
}

/// Without the lines of some refs; a line that begins with "^" belongs to the one before.
std::string without(std::string_view packed, const std::function<bool(std::string_view)>& is_removed) {
  std::string kept;
  kept.reserve(packed.size());
  bool is_left_out = false;
  while (!packed.empty()) {
    const std::size_t end = std::min(packed.find('\n'), packed.size() - 1) + 1;
    const std::string_view line = packed.substr(0, end);
    packed.remove_prefix(end);
    const std::size_t blank = line.find(' ');
    if (line.starts_with('#') || blank == std::string_view::npos) {
      if (!line.starts_with('^')) is_left_out = false;
    } else {
      is_left_out = is_removed(trim(line.substr(blank)));
    }
    if (!is_left_out) kept += line;
  }
  return kept;
}

}  // namespace

PackedRefsLock::PackedRefsLock(const Repository& repository, std::string_view name)
    : m_file(repository.common_directory() / "packed-refs"),
      m_lock(m_file, removal_lock_content(name), "the file of packed references") {}

void PackedRefsLock::remove(const std::function<bool(std::string_view)>& is_removed) const {
  const std::optional<std::string> packed = read_file_if_exists(m_file);
  if (!packed) return;
  const std::string kept = without(*packed, is_removed);
  if (kept != *packed) write_file(m_file, kept);
}

void write_packed_refs(const Repository& repository, std::vector<PackedRef> refs) {
  std::erase_if(refs, [](const PackedRef& ref) { return !is_valid_name(ref.name); });
  std::sort(refs.begin(), refs.end(), [](const PackedRef& a, const PackedRef& b) { return a.name < b.name; });
  std::string text = "# pack-refs with: peeled fully-peeled sorted \n";
  for (const PackedRef& ref : refs) {
    require_object(repository, ref);
    text += fmt::format("{} {}\n", ref.target.hex(), ref.name);
    if (ref.peeled) text += fmt::format("^{}\n", ref.peeled->hex());
  }
  write_file(repository.common_directory() / "packed-refs", text);
}

}  // namespace mlxpatch::git
