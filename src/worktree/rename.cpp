#include "rename.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

namespace mlxpatch::worktree {

namespace {

Renamed renamed(int code) {
  if (code == 0) return Renamed::done;
  if (errno == EEXIST) return Renamed::not_free;
  return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP ? Renamed::unsupported : Renamed::failed;
}

enum class How { swapping, to_free };

Renamed rename_in(int directory, const std::string& from, const std::string& to, How how) {
#if defined(__linux__)
  const unsigned flag = how == How::swapping ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  return renamed(::renameat2(directory, from.c_str(), directory, to.c_str(), flag));
#elif defined(__APPLE__)
  const unsigned flag = how == How::swapping ? RENAME_SWAP : RENAME_EXCL;
  return renamed(::renameatx_np(directory, from.c_str(), directory, to.c_str(), flag));
#else
  return Renamed::unsupported;
#endif
}

}  // namespace

Renamed rename_swapping(int directory, const std::string& one, const std::string& other) {
  return rename_in(directory, one, other, How::swapping);
}

Renamed rename_to_free(int directory, const std::string& from, const std::string& to) {
  return rename_in(directory, from, to, How::to_free);
}

}  // namespace mlxpatch::worktree
