#pragma once

#include <string>
#include <unordered_map>

#include <sys/stat.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "filter.hpp"
#include "index_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

/// Says what files of the worktree hold. Everything that it is made of must outlive it.
class FileProbe {
 public:
  FileProbe(const git::Repository& repository, const IndexFile& index, WorktreeDirectory& worktree,
            const WorktreeFilter& filter);

  /// Whether what was found at the path has the entry's type, mode and content. Reads the file, once, only where its
  /// stat and the index do not tell.
  bool holds(const std::string& path, const PathState& state, const git::Entry& entry);

 private:
  /// What a file held when it was read.
  struct Known {
    struct stat stat{};
    git::Oid oid;
  };

  git::Oid content_of(const std::string& path, const PathState& state);

  const IndexFile& m_index;
  WorktreeDirectory& m_worktree;
  const WorktreeFilter& m_filter;
  bool m_has_modes;
  bool m_has_symlinks;
  std::unordered_map<std::string, Known> m_read;
};

}  // namespace mlxpatch::worktree
