#include <mlxpatch/git/handle.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>

#include <mlxpatch/git/certificates.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/error.hpp>

#include "loose_guard.hpp"

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

void set_library_options() {
  // Must be set before any repository is opened: each one remembers it at its first write.
  check(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1), "asking for synced writes");
  // Every object that we read comes from the repository's own store; checking that is the task of git fsck.
  check(git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0), "setting up the object library");
  // Index entries name objects of our own store; the library would look each one up in the packs.
  check(git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0), "setting up the object library");
  // The object store has a cache of its own. Commits stay in libgit2's, for its history walks.
  check(git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, std::size_t{0}),
        "setting up the object library");
  std::array<const char*, 2> extensions = {"partialclone", "relativeworktrees"};
  check(git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size()),
        "setting up the object library");
  int without_system = 0;
  const auto no_system = environment("GIT_CONFIG_NOSYSTEM");
  if (no_system && git_config_parse_bool(&without_system, no_system->c_str()) == 0 && without_system) {
    check(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, ""), "setting up the object library");
  }
}

fs::path directory_at(const char* path) {
  if (!path) return {};
  fs::path result(path);
  // libgit2 ends directories with '/', which std::filesystem takes for an empty last part.
  return result.has_filename() ? result : result.parent_path();
}

/// The configuration as git would read it in this environment: GIT_CONFIG_NOSYSTEM (set_library_options()) and
/// GIT_CONFIG_GLOBAL count.
OwnedConfig open_config(git_repository* repository) {
  auto config = take<OwnedConfig>("reading the git configuration", git_repository_config, repository);
  if (const auto global = environment("GIT_CONFIG_GLOBAL")) {
    // A file that does not exist is an empty level. When the variable is set, git ignores the XDG file as well.
    const std::string nothing = std::string(git_repository_path(repository)) + "no-such-config";
    const std::string& file = global->empty() ? nothing : *global;
    check(git_config_add_file_ondisk(config.get(), file.c_str(), GIT_CONFIG_LEVEL_GLOBAL, repository, 1),
          "reading the file that GIT_CONFIG_GLOBAL names");
    check(git_config_add_file_ondisk(config.get(), nothing.c_str(), GIT_CONFIG_LEVEL_XDG, repository, 1),
          "reading the git configuration");
  }
  return config;
}

}  // namespace

void start_library() {
  static std::once_flag started;
  std::call_once(started, [] {
    const CertificatesDeferred deferred;
    check(git_libgit2_init(), "starting the git object library");
    set_library_options();
  });
}

RepositoryHandle::RepositoryHandle(OwnedRepository opened)
    : repository(std::move(opened)),
      git_directory(directory_at(git_repository_path(repository.get()))),
      common_directory(directory_at(git_repository_commondir(repository.get()))),
      work_directory(directory_at(git_repository_workdir(repository.get()))) {
  // A repository without one is damaged, which whoever first reads an object of it says.
  git_odb* database = nullptr;
  if (git_repository_odb(&database, repository.get()) < 0) return;
  m_odb = OwnedOdb(database);
  guard_loose_objects(database, common_directory / "objects");
}

git_odb* RepositoryHandle::odb() {
  if (!m_odb) m_odb = take<OwnedOdb>("opening the object database", git_repository_odb, get());
  return m_odb.get();
}

git_config* RepositoryHandle::config() {
  if (!m_config) m_config = open_config(get());
  return m_config.get();
}

}  // namespace mlxpatch::git
