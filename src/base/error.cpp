#include <mlxpatch/base/error.hpp>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace mlxpatch {

Error& Error::doing(std::string words) {
  m_doing = std::move(words);
  return *this;
}

Error& Error::at(std::string place) {
  m_places.push_back(std::move(place));
  return *this;
}

Error& Error::hint(std::string next_step) {
  m_hints.push_back(std::move(next_step));
  return *this;
}

Error system_error(const std::string& what_failed, int error_number) {
  Error error(what_failed + ": " + std::generic_category().message(error_number));
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      error.hint("free some disk space, then run the command again");
      break;
    case EACCES:
    case EPERM:
      error.hint("check its owner and permissions with `ls -l`");
      break;
    case EROFS:
      error.hint("the file system is mounted read-only: mount it writable, or work in another directory");
      break;
    default:
      break;
  }
  return error;
}

}  // namespace mlxpatch
