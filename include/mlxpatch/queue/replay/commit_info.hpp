#pragma once

#include <optional>
#include <string>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::queue {

/// What reports say about an upstream commit.
struct CommitInfo {
  git::Oid id;
  git::Time date;
  std::string author;
  std::string subject;
  std::optional<int> number;  ///< of the pull request in "(#123)" at the subject's end
};

CommitInfo commit_info(objects::ObjectStore& store, const git::Oid& commit);

}  // namespace mlxpatch::queue
