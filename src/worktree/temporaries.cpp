#include "temporaries.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/sysmacros.h>
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

}  // namespace mlxpatch::worktree
