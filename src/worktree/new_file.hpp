#pragma once

#include <string>
#include <string_view>

#include <sys/stat.h>

#include "rename.hpp"

namespace mlxpatch::worktree {

/// When the bytes of a file must be on disk.
enum class Durability { later, before_rename };

/// What a file is to be.
struct NewFile {
  std::string_view bytes;
  bool executable = false;
  Durability durability = Durability::before_rename;
};

/// Makes a file where nothing is; `stat`, if not null, gets its stat. Returns false, with errno and without the file,
/// if that failed; errno is EEXIST if something is there.
bool create_file(const FileName& name, const NewFile& file, struct stat* stat = nullptr);
/// The same for a symbolic link.
bool create_symlink(const FileName& name, const std::string& target, struct stat* stat = nullptr);

}  // namespace mlxpatch::worktree
