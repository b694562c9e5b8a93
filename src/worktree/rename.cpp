#include "rename.hpp"

#include <cerrno>
#include <cstdio>

namespace mlxpatch::worktree {

namespace {

Renamed renamed(int code) {
  if (code == 0) return Renamed::done;
  if (errno == EEXIST) return Renamed::not_free;
  return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP ? Renamed::unsupported : Renamed::failed;
}

enum class How { swapping, to_free };

Renamed rename_how(const FileName& from, const FileName& to, How how) {
#if defined(__linux__)
  const unsigned flag = how == How::swapping ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  return renamed(::renameat2(from.directory, from.name.c_str(), to.directory, to.name.c_str(), flag));
#elif defined(__APPLE__)
  const unsigned flag = how == How::swapping ? RENAME_SWAP : RENAME_EXCL;
  return renamed(::renameatx_np(from.directory, from.name.c_str(), to.directory, to.name.c_str(), flag));
#else
  return Renamed::unsupported;
#endif
}

}  // namespace

Renamed rename_swapping(const FileName& one, const FileName& other) { return rename_how(one, other, How::swapping); }

Renamed rename_to_free(const FileName& from, const FileName& to) { return rename_how(from, to, How::to_free); }

}  // namespace mlxpatch::worktree
