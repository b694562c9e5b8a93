#include "file_probe.hpp"

#include <string>
#include <utility>

#include <sys/stat.h>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "file_times.hpp"
#include "filter.hpp"
#include "index_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

FileProbe::FileProbe(const git::Repository& repository, const IndexFile& index, WorktreeDirectory& worktree,
                     const WorktreeFilter& filter)
    : m_index(index),
      m_worktree(worktree),
      m_filter(filter),
      m_has_modes(repository.config_bool("core.filemode").value_or(true)),
      m_has_symlinks(repository.config_bool("core.symlinks").value_or(true)) {}

git::Oid FileProbe::content_of(const std::string& path, const PathState& state) {
  if (const auto known = m_read.find(path); known != m_read.end() && is_same_file(known->second.stat, state.stat)) {
    return known->second.oid;
  }
  std::string bytes = m_worktree.read(path);
  if (state.is_file()) bytes = m_filter.to_blob(path, std::move(bytes));
  const git::Oid oid = git::hash_object(git::ObjectType::blob, bytes);
  m_read[path] = {state.stat, oid};
  return oid;
}

bool FileProbe::holds(const std::string& path, const PathState& state, const git::Entry& entry) {
  if (entry.mode == git::Mode::symlink) {
    const bool is_one = state.is_symlink() || (!m_has_symlinks && state.is_file());
    return is_one && content_of(path, state) == entry.oid;
  }
  if (!git::is_regular(entry.mode) || !state.is_file()) return false;
  const bool executable = (state.stat.st_mode & S_IXUSR) != 0;
  if (m_has_modes && executable != (entry.mode == git::Mode::executable)) return false;
  const git_index_entry* known = m_index.find(path);
  if (known && git::is_regular(static_cast<git::Mode>(known->mode)) && m_index.is_unchanged(*known, state.stat)) {
    return git::from_git(known->id) == entry.oid;
  }
  return content_of(path, state) == entry.oid;
}

}  // namespace mlxpatch::worktree
