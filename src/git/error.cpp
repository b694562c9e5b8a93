#include <mlxpatch/git/error.hpp>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <git2.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::git {
namespace {

std::string_view words_for(int code) {
  switch (code) {
    case GIT_ENOTFOUND:
      return "something that it needs is missing";
    case GIT_EEXISTS:
      return "something of that name already exists";
    case GIT_EAMBIGUOUS:
      return "the abbreviated id fits several objects";
    case GIT_EBAREREPO:
      return "the repository has no worktree";
    case GIT_EUNBORNBRANCH:
      return "the branch has no commit yet";
    case GIT_EUNMERGED:
      return "the index has unmerged entries";
    case GIT_ENONFASTFORWARD:
      return "the reference has moved in the meantime";
    case GIT_EINVALIDSPEC:
      return "the name is not one that git allows";
    case GIT_EMODIFIED:
      return "another program has changed it in the meantime";
    case GIT_ELOCKED:
      return "it is locked by another git process";
    case GIT_EAUTH:
      return "the server refused the credentials";
    case GIT_ECERTIFICATE:
      return "the server's certificate is not trusted";
    case GIT_EOWNER:
      return "the directory belongs to another user";
    case GIT_EINDEXDIRTY:
      return "the index has changes that are not saved";
    case GIT_TIMEOUT:
      return "the server gave no sign of life in time";
    default:
      return "git's object library failed";
  }
}

/// Whether the library met a part of a repository that is missing or can't be read.
bool is_damage(int code) {
  if (code == GIT_EMISMATCH) return true;
  const git_error* last = git_error_last();
  if (!last || (code != GIT_ERROR && code != GIT_ENOTFOUND)) return false;
  // What can't be written because there is no room says nothing about what is stored.
  const std::string_view message = last->message ? last->message : "";
  for (const int full : {ENOSPC, EDQUOT}) {
    if (message.find(std::strerror(full)) != std::string_view::npos) return false;
  }
  switch (last->klass) {
    case GIT_ERROR_ODB:
    case GIT_ERROR_OBJECT:
    case GIT_ERROR_ZLIB:
    case GIT_ERROR_TREE:
    case GIT_ERROR_TAG:
      return true;
    case GIT_ERROR_INDEX:
    case GIT_ERROR_REFERENCE:
      return code == GIT_ERROR;
    default:
      return false;
  }
}

}  // namespace

std::string last_library_message() {
  const git_error* last = git_error_last();
  if (!last || !last->message || last->klass == GIT_ERROR_NONE) return {};
  return escape_control(trim(last->message));
}

Error library_error(int code, std::string_view doing, std::string_view at) {
  if (code == GIT_EUSER && interrupted()) return Error("interrupted", ErrorKind::interrupted);
  std::string words(words_for(code));
  if (const std::string detail = last_library_message(); !detail.empty()) words += fmt::format(" ({})", detail);
  Error error(words, is_damage(code) ? ErrorKind::damaged : ErrorKind::failed);
  error.doing(std::string(doing));
  if (!at.empty()) error.at(std::string(at));
  if (code == GIT_ELOCKED) {
    error.hint(
        "wait until the other git command is done; if none is running, remove the .lock file that is named above");
  }
  return error;
}

}  // namespace mlxpatch::git
