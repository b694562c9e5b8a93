#include "temporaries.hpp"

#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mlxpatch::worktree {

namespace {

/// Whether both are the same mount, as far as the system says: two mounts of the same device have one device number.
bool is_one_mount(int one, int other) {
#ifdef STATX_MNT_ID
  struct statx first{};
  struct statx second{};
  if (::statx(one, "", AT_EMPTY_PATH, STATX_MNT_ID, &first) == 0 &&
      ::statx(other, "", AT_EMPTY_PATH, STATX_MNT_ID, &second) == 0 &&
      (first.stx_mask & second.stx_mask & STATX_MNT_ID) != 0 && first.stx_mnt_id != second.stx_mnt_id) {
    return false;
  }
#endif
  struct stat here{};
  struct stat there{};
  return ::fstat(one, &here) == 0 && ::fstat(other, &there) == 0 && here.st_dev == there.st_dev;
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

bool Temporaries::is_beside(int directory) { return m_descriptor >= 0 && is_one_mount(m_descriptor, directory); }

}  // namespace mlxpatch::worktree
