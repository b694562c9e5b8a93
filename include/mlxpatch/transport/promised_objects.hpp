#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/fetcher.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// Fetches what a partial clone has left with its remotes. It uses the git program, since libgit2 can't do this.
class PromisedObjects : public objects::Fetcher {
 public:
  /// Only the options' timeout and progress are used. The repository must outlive it.
  PromisedObjects(const git::Repository& repository, TransferOptions options);

  bool is_partial() override { return !remotes().empty(); }
  /// Asks the remotes in git's order, with one call of git each, until one has the objects.
  void fetch(const std::vector<git::Oid>& oids) override;

 private:
  /// The "promisor" remotes, in the order in which git asks them. They are read at the first call.
  const std::vector<std::string>& remotes();

  const git::Repository& m_repository;
  TransferOptions m_options;
  std::optional<std::vector<std::string>> m_remotes;
};

}  // namespace mlxpatch::transport
