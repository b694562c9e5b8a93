#include "temporaries.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#endif
#ifdef __APPLE__
#include <sys/acl.h>
#endif
#include <unistd.h>

namespace mlxpatch::worktree {

namespace {

/// Two mounts of the same device have one device number, but different ids, where the system gives them.
std::optional<Mount> mount_of(int directory) {
#ifdef STATX_MNT_ID
  struct statx mounted{};  // NOLINT(misc-include-cleaner): <sys/stat.h> has it from a header of its own
  if (::statx(directory, "", AT_EMPTY_PATH, STATX_MNT_ID, &mounted) == 0 && (mounted.stx_mask & STATX_MNT_ID) != 0) {
    return Mount{makedev(mounted.stx_dev_major, mounted.stx_dev_minor), mounted.stx_mnt_id};
  }
#endif
  struct stat stat{};
  if (::fstat(directory, &stat) != 0) return std::nullopt;
  return Mount{stat.st_dev, 0};
}

/// Whether what is made in the directory inherits an access control list.
bool has_inherited_list(int directory) {
#if defined(__linux__)
  return ::fgetxattr(directory, "system.posix_acl_default", nullptr, 0) > 0;
#elif defined(__APPLE__)
  const acl_t list = ::acl_get_fd_np(directory, ACL_TYPE_EXTENDED);
  if (list == nullptr) return false;
  ::acl_free(list);
  return true;
#else
  static_cast<void>(directory);
  return false;
#endif
}

}  // namespace

Temporaries::Temporaries(std::filesystem::path directory) : m_path(std::move(directory)) {}

Temporaries::~Temporaries() {
  if (m_descriptor < 0) return;
  ::close(m_descriptor);
  ::rmdir(m_path.c_str());
}

int Temporaries::descriptor(Missing missing) {
  if (m_descriptor >= 0 || m_path.empty()) return m_descriptor;
  if (missing == Missing::make) ::mkdir(m_path.c_str(), 0777);
  m_descriptor = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  // Where it can't be created now it is not to appear later, when some files are beside their own already.
  if (m_descriptor < 0 && missing == Missing::make) m_path.clear();
  return m_descriptor;
}

bool Temporaries::is_beside(int directory) {
  if (m_descriptor < 0) return false;
  if (!m_mount) m_mount = mount_of(m_descriptor);
  return m_mount && mount_of(directory) == m_mount;
}

bool Temporaries::gives_as(int directory) const {
  struct stat here{};
  struct stat there{};
  if (::fstat(m_descriptor, &here) != 0 || ::fstat(directory, &there) != 0) return false;
  const bool has_same_group = here.st_gid == there.st_gid && (here.st_mode & S_ISGID) == (there.st_mode & S_ISGID);
  return has_same_group && !has_inherited_list(m_descriptor) && !has_inherited_list(directory);
}

}  // namespace mlxpatch::worktree
