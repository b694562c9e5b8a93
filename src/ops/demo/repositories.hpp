#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/export.hpp>

namespace mlxpatch::ops {

/// The demo's user, who is the author of its patches.
git::Signature demo_person();

/// The miniature upstream: a repository with all of demo_history() in one pack. Only the first commits are published.
class DemoUpstream {
 public:
  /// Creates it at `directory`, which must not exist. Nothing is published yet.
  explicit DemoUpstream(const std::filesystem::path& directory);

  /// Moves main, its tags and the files to commit number `count`.
  void publish(std::size_t count);
  /// Commit number `count`, counted from 1.
  const git::Oid& commit(std::size_t count) const { return m_commits.at(count - 1); }
  /// demo_patches() as files, based on commit number k_demo_base.
  std::vector<queue::ExportedPatch> patches();

 private:
  git::Repository m_repository;
  objects::ObjectStore m_store;
  std::vector<git::Oid> m_commits;
  std::size_t m_published = 0;
};

/// A text file of the demo's project.
struct DemoFile {
  std::string path;
  std::string bytes;
};

/// Creates the project that maintains the fork: a repository at `directory` with one commit of these files.
void make_demo_project(const std::filesystem::path& directory, const std::vector<DemoFile>& files);

}  // namespace mlxpatch::ops
