#include "worktree_filter.hpp"

#include <mlxpatch/base/text.hpp>

#include "handle.hpp"

namespace mlxpatch::git {
namespace {

constexpr const char* k_converting = "converting a file's line endings";

using OwnedBlob = Owned<git_blob, git_blob_free>;

OwnedFilterList load_filters(const Repository& repository, const std::string& path, git_filter_mode_t mode) {
  git_filter_list* raw = nullptr;
  check(git_filter_list_load(&raw, repository.handle().get(), nullptr, path.c_str(), mode, GIT_FILTER_ALLOW_UNSAFE),
        "finding out how a file's lines end", escape_control(path));
  return OwnedFilterList(raw);
}

std::string apply(git_filter_list* filters, std::string bytes, const std::string& path) {
  Buffer out;
  check(git_filter_list_apply_to_buffer(out.get(), filters, bytes.data(), bytes.size()), k_converting,
        escape_control(path));
  return out.string();
}

}  // namespace

std::string WorktreeFilter::to_worktree(const std::string& path, std::string bytes, const Oid& blob) const {
  const OwnedFilterList filters = load_filters(m_repository, path, GIT_FILTER_TO_WORKTREE);
  if (!filters) return bytes;
  if (git_filter_list_contains(filters.get(), "ident") == 1) {
    // Only a stored blob tells the library the id that `$Id$` asks for.
    const git_oid raw = to_git(blob);
    const auto object =
        take_if_found<OwnedBlob>("reading a file's content", git_blob_lookup, m_repository.handle().get(), &raw);
    if (object) {
      Buffer out;
      check(git_filter_list_apply_to_blob(out.get(), filters.get(), object.get()), k_converting, escape_control(path));
      return out.string();
    }
  }
  return apply(filters.get(), std::move(bytes), path);
}

std::string WorktreeFilter::to_blob(const std::string& path, std::string bytes) const {
  const OwnedFilterList filters = load_filters(m_repository, path, GIT_FILTER_TO_ODB);
  return filters ? apply(filters.get(), std::move(bytes), path) : bytes;
}

}  // namespace mlxpatch::git
