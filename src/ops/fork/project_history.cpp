#include "fork/project_history.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "fork/lock_entries.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_doing = "reading the patch files from the project's git";

git::Repository repository_of(const Project& project) {
  if (auto repository = git::Repository::discover(project.config.root()); repository && !repository->is_bare()) {
    return std::move(*repository);
  }
  throw Error("the project is in no git repository, so that no earlier states of its patches are known")
      .doing(k_doing)
      .at(project.config.root().string())
      .hint("mlxpatch diff               compare the branch with the patch files")
      .hint("mlxpatch diff --last        compare the branch before and after the last update");
}

std::string prefix_of(const Project& project, const git::Repository& repository) {
  std::error_code unreadable;
  const fs::path root = fs::weakly_canonical(repository.work_directory(), unreadable);
  const std::string inside =
      fs::weakly_canonical(project.config.root(), unreadable).lexically_relative(root).generic_string();
  return inside.empty() || inside == "." ? std::string() : inside + "/";
}

/// The command that lists the commits which changed the patch files.
std::string log_command(const Project& project) {
  const std::string directory = project.shown(".");
  return fmt::format("{} log --oneline -- {}", git_command(directory == "." ? std::string() : directory),
                     git_path_word(project.config.patches_dir));
}

/// What is wrong with files that nobody can correct any more.
void refuse_unreadable(const queue::PatchFiles& files, const std::vector<queue::UnreadablePatch>& unreadable) {
  if (unreadable.empty()) return;
  const Error error = queue::unreadable_as_error(unreadable);
  Error without_steps(error.what());
  without_steps.doing(fmt::format("reading the patches of {}", files.directory));
  for (const std::string& place : error.places()) without_steps.at(place);
  throw without_steps.hint("compare with another revision");
}

}  // namespace

ProjectHistory::ProjectHistory(const Project& project)
    : m_project(project),
      m_repository(repository_of(project)),
      m_store(m_repository),
      m_prefix(prefix_of(project, m_repository)) {}

std::string ProjectHistory::path_of(const std::string& path) const {
  return (fs::path(m_prefix) / path).lexically_normal().generic_string();
}

CommittedPatches ProjectHistory::patches_at(const std::string& revision) {
  CommittedPatches found;
  try {
    found.commit = git::resolve_commit(m_repository, revision);
  } catch (Error& error) {
    throw error.doing(k_doing).hint(log_command(m_project) + "     list the commits that changed them");
  }
  const git::Oid tree = m_store.tree_of(found.commit);
  const git::Entry directory = objects::entry_at(m_store, tree, path_of(m_project.config.patches_dir));
  if (directory.mode != git::Mode::tree) {
    throw Error(fmt::format("{} has no patch directory {}", escape_control(revision), m_project.config.patches_dir))
        .doing(k_doing)
        .at(found.commit.hex())
        .hint(log_command(m_project) + "     list the commits that changed it");
  }
  std::map<std::string, git::Oid> blobs;
  queue::PatchFiles files;
  files.directory = fmt::format("{}:{}", escape_control(revision), m_project.config.patches_dir);
  objects::for_each_file(m_store, directory.oid, [&](const std::string& path, const git::Entry& entry) {
    if (!git::is_regular(entry.mode)) return;
    blobs.emplace(path, entry.oid);
    files.names.push_back(path);
  });
  files.read = [&](const std::string& name) { return *m_store.read(blobs.at(name), git::ObjectType::blob); };
  found.directory = queue::read_patch_files(files, {}, queue::OnUnreadable::leave_out);
  refuse_unreadable(files, found.directory.unreadable);
  if (m_project.config.patches_format != workspace::Config::Format::diff) return found;

  Project then = m_project;
  then.lock.reset();
  const git::Entry lock = objects::entry_at(m_store, tree, path_of(workspace::k_lock_file));
  if (git::is_regular(lock.mode)) {
    const std::string text = *m_store.read(lock.oid, git::ObjectType::blob);
    then.lock = workspace::parse_lock(text, fmt::format("{}:{}", escape_control(revision), workspace::k_lock_file));
  }
  take_from_lock(then, found.directory);
  return found;
}

}  // namespace mlxpatch::ops
