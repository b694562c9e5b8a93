#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The patch files as a commit of the project's own git has them.
struct CommittedPatches {
  git::Oid commit;
  queue::PatchDirectory directory;
};

/// The project's own git repository, which is another one than the checkout. Only read.
class ProjectHistory {
 public:
  /// Throws Error if the project is in no git repository.
  explicit ProjectHistory(const Project& project);

  /// The patches at a revision. With format = "diff" the messages come from the lock there. Throws Error if there is no
  /// such commit, if it does not have the patch directory, or if a patch in it can't be read.
  CommittedPatches patches_at(const std::string& revision);

 private:
  /// A path of the project, from the root of the repository.
  std::string path_of(const std::string& path) const;

  const Project& m_project;
  git::Repository m_repository;
  objects::ObjectStore m_store;
  std::string m_prefix;  ///< the project's directory in the repository: "sub/project/", or empty
};

}  // namespace mlxpatch::ops
