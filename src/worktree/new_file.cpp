#include "new_file.hpp"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mlxpatch/base/descriptor.hpp>
#include <mlxpatch/base/file.hpp>

#include "descriptor_io.hpp"
#include "rename.hpp"

namespace mlxpatch::worktree {

namespace {

/// Removes what was made, and says so: false, with errno.
bool take_back(const FileName& name, int failure) {
  ::unlinkat(name.directory, name.name.c_str(), 0);
  errno = failure;
  return false;
}

}  // namespace

bool create_file(const FileName& name, const NewFile& file, struct stat* stat) {
  Descriptor open(::openat(name.directory, name.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                           file.executable ? 0777 : 0666));
  if (!open.is_open()) return false;
  const bool is_synced = file.durability == Durability::before_rename;
  int failure = write_all(open.get(), file.bytes) ? 0 : errno;
  if (failure == 0 && is_synced) failure = sync_descriptor(open.get());
  if (failure == 0 && stat != nullptr && ::fstat(open.get(), stat) != 0) failure = errno;
  const int closing = open.close();
  if (failure == 0) failure = closing;
  return failure == 0 || take_back(name, failure);
}

bool create_symlink(const FileName& name, const std::string& target, struct stat* stat) {
  if (::symlinkat(target.c_str(), name.directory, name.name.c_str()) != 0) return false;
  if (stat == nullptr || ::fstatat(name.directory, name.name.c_str(), stat, AT_SYMLINK_NOFOLLOW) == 0) return true;
  return take_back(name, errno);
}

}  // namespace mlxpatch::worktree
