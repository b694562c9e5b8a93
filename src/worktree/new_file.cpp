#include "new_file.hpp"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mlxpatch/base/file.hpp>

#include "descriptor_io.hpp"
#include "rename.hpp"

namespace mlxpatch::worktree {

bool create_file(const FileName& name, const NewFile& file, struct stat* stat) {
  const int descriptor = ::openat(name.directory, name.name.c_str(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file.executable ? 0777 : 0666);
  if (descriptor < 0) return false;
  const bool is_synced = file.durability == Durability::before_rename;
  int failure = 0;
  if (!write_all(descriptor, file.bytes)) failure = errno;
  if (failure == 0 && is_synced) failure = sync_descriptor(descriptor);
  if (failure == 0 && stat != nullptr && ::fstat(descriptor, stat) != 0) failure = errno;
  if (::close(descriptor) != 0 && failure == 0 && errno != EINTR) failure = errno;
  if (failure == 0) return true;
  ::unlinkat(name.directory, name.name.c_str(), 0);
  errno = failure;
  return false;
}

bool create_symlink(const FileName& name, const std::string& target, struct stat* stat) {
  if (::symlinkat(target.c_str(), name.directory, name.name.c_str()) != 0) return false;
  return stat == nullptr || ::fstatat(name.directory, name.name.c_str(), stat, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace mlxpatch::worktree
