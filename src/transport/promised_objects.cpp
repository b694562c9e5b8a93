#include <mlxpatch/transport/promised_objects.hpp>

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "git_program.hpp"

namespace mlxpatch::transport {
namespace {

Error no_git_error(const git::Repository& repository) {
  Error error("there is no git program on the PATH");
  error.doing("fetching what this partial clone has left with its remote").at(repository.git_directory().string());
  return error.hint("install git: libgit2 alone can't fetch into a partial clone");
}

std::vector<std::string> promisor_remotes(const git::Repository& repository) {
  const std::string last = repository.config_string("extensions.partialclone").value_or("");
  std::vector<std::string> remotes;
  for (std::string& name : remote_names(repository)) {
    if (name == last || !repository.config_bool(fmt::format("remote.{}.promisor", name)).value_or(false)) continue;
    remotes.push_back(std::move(name));
  }
  if (!last.empty()) remotes.push_back(last);
  return remotes;
}

}  // namespace

PromisedObjects::PromisedObjects(const git::Repository& repository, TransferOptions options)
    : m_repository(repository), m_options(std::move(options)) {}

const std::vector<std::string>& PromisedObjects::remotes() {
  if (!m_remotes) m_remotes = promisor_remotes(m_repository);
  return *m_remotes;
}

void PromisedObjects::fetch(const std::vector<git::Oid>& oids) {
  if (!find_program("git")) throw no_git_error(m_repository);
  for (const std::string& remote : remotes()) {
    try {
      fetch_objects_with_git(m_repository, remote, oids, m_options);
      return;
    } catch (Error& error) {
      const bool may_try_next = error.kind() != ErrorKind::interrupted && remote != remotes().back();
      if (may_try_next) continue;
      const std::string directory = m_repository.git_directory().string();
      error.at(fmt::format("{}: {}, {} first", directory, count_of(oids.size(), "missing object"),
                           oids.front().short_hex()));
      error.hint(fmt::format("git -C '{}' fetch {}     see whether the remote answers; then run the command again",
                             directory, escape_control(remote)));
      throw;
    }
  }
}

}  // namespace mlxpatch::transport
