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

}  // namespace

Renamed rename_swapping(int directory, const std::string& one, const std::string& other) {
#if defined(__linux__)
  return renamed(::renameat2(directory, one.c_str(), directory, other.c_str(), RENAME_EXCHANGE));
#elif defined(__APPLE__)
  return renamed(::renameatx_np(directory, one.c_str(), directory, other.c_str(), RENAME_SWAP));
#else
  return Renamed::unsupported;
#endif
}

Renamed rename_to_free(int directory, const std::string& from, const std::string& to) {
#if defined(__linux__)
  return renamed(::renameat2(directory, from.c_str(), directory, to.c_str(), RENAME_NOREPLACE));
#elif defined(__APPLE__)
  return renamed(::renameatx_np(directory, from.c_str(), directory, to.c_str(), RENAME_EXCL));
#else
  return Renamed::unsupported;
#endif
}

}  // namespace mlxpatch::worktree
