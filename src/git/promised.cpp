#include "promised.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>

#include "remote_transport.hpp"

namespace mlxpatch::git {
namespace {

Error no_git_error(const Repository& repository) {
  Error error("there is no git program on the PATH");
  error.doing("fetching what this partial clone has left with its remote").at(repository.git_directory().string());
  return error.hint("install git: libgit2 alone can't fetch into a partial clone");
}

}  // namespace

std::vector<std::string> promisor_remotes(const Repository& repository) {
  const std::string last = repository.config_string("extensions.partialclone").value_or("");
  std::vector<std::string> remotes;
  for (std::string& name : remote_names(repository)) {
    if (name == last || !repository.config_bool(fmt::format("remote.{}.promisor", name)).value_or(false)) continue;
    remotes.push_back(std::move(name));
  }
  if (!last.empty()) remotes.push_back(last);
  return remotes;
}

void fetch_promised(const Repository& repository, const std::vector<std::string>& remotes,
                    const std::vector<Oid>& objects, const TransferOptions& options) {
  if (!find_program("git")) throw no_git_error(repository);
  for (const std::string& remote : remotes) {
    try {
      fetch_objects_with_git(repository, remote, objects, options);
      return;
    } catch (Error& error) {
      const bool may_try_next = error.kind() != ErrorKind::interrupted && remote != remotes.back();
      if (may_try_next) continue;
      error.at(fmt::format("{}: {}, {} first", repository.git_directory().string(),
                           count_of(objects.size(), "missing object"), objects.front().short_hex()));
      error.hint(fmt::format("git -C '{}' fetch {}     see whether the remote answers; then run the command again",
                             repository.git_directory().string(), escape_control(remote)));
      throw;
    }
  }
}

}  // namespace mlxpatch::git
