#include <mlxpatch/git/repository.hpp>

#include <array>
#include <mutex>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/certificates.hpp>
#include <mlxpatch/git/config.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

void set_library_options() {
  // Before any repository is opened: each one remembers it at its first write.
  check(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1), "asking for synced writes");
  // Every object that we read comes from the repository's own store; fsck is git's task.
  check(git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0), "setting up the object library");
  // Index entries name objects of our own store; the library would look each one up in the packs.
  check(git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0), "setting up the object library");
  // The store keeps its own cache; libgit2 keeps commits for its history walks, by its defaults.
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

fs::path folder(const char* path) {
  if (!path) return {};
  fs::path result(path);
  // libgit2 ends folders with '/', which std::filesystem takes as an empty last part.
  return result.has_filename() ? result : result.parent_path();
}

/// The git folder at `path`, also where libgit2 refuses it; empty where there is none.
fs::path find_git_directory(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path / "HEAD", ignored)) return path;
  if (fs::is_directory(path / ".git", ignored)) return path / ".git";
  const auto link = read_file_if_exists(path / ".git");
  if (!link || !link->starts_with("gitdir: ")) return {};
  return path / trim(std::string_view(*link).substr(8));
}

Error foreign_owner_error(const fs::path& path) {
  std::error_code ignored;
  fs::path absolute = fs::absolute(path, ignored);
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  Error error("the repository belongs to another user, and git does not trust such folders unasked");
  error.doing("opening the git repository").at(absolute.string());
  return error.hint(fmt::format("git config --global --add safe.directory '{}'", absolute.string()));
}

/// Why the library refuses a repository that is there: which kind it is, where it is one that we know.
Error open_error(int code, const fs::path& path) {
  if (code == GIT_EOWNER) return foreign_owner_error(path);
  const std::string library_words = last_library_message();
  const fs::path git_directory = find_git_directory(path);
  const fs::path config = git_directory / "config";
  const auto format = config_file_value(config, "extensions.objectformat");
  const auto storage = config_file_value(config, "extensions.refstorage");
  Error error = library_error(code, "");
  if (code == GIT_ENOTFOUND || git_directory.empty()) {
    error = Error("there is no git repository");
  } else if (format && to_lower(*format) != "sha1") {
    error = Error(fmt::format("the repository names its objects by {}; only sha1 repositories can be read",
                              escape_control(*format)));
    error.hint("clone it anew with: git clone --object-format=sha1");
  } else if (storage && to_lower(*storage) != "files") {
    error = Error(fmt::format("the repository keeps its references as \"{}\"; only \"files\" can be read",
                              escape_control(*storage)));
    error.hint("git refs migrate --ref-format=files");
  } else if (library_words.find("unsupported extension") != std::string::npos) {
    error =
        Error(fmt::format("the repository uses a git extension that this program does not know ({})", library_words));
  }
  error.doing("opening the git repository").at(path.string());
  return error;
}

RepositoryState state_named(int state) {
  switch (state) {
    case GIT_REPOSITORY_STATE_MERGE:
      return RepositoryState::merge;
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
      return RepositoryState::revert;
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
      return RepositoryState::cherry_pick;
    case GIT_REPOSITORY_STATE_BISECT:
      return RepositoryState::bisect;
    case GIT_REPOSITORY_STATE_REBASE:
    case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
    case GIT_REPOSITORY_STATE_REBASE_MERGE:
      return RepositoryState::rebase;
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
      return RepositoryState::apply_mailbox;
    default:
      return RepositoryState::none;
  }
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

Repository::Handle::Handle(OwnedRepository opened)
    : repository(std::move(opened)),
      git_directory(folder(git_repository_path(repository.get()))),
      common_directory(folder(git_repository_commondir(repository.get()))),
      work_directory(folder(git_repository_workdir(repository.get()))) {}

git_odb* Repository::Handle::odb() {
  if (!m_odb) m_odb = take<OwnedOdb>("opening the object database", git_repository_odb, get());
  return m_odb.get();
}

git_config* Repository::Handle::config() {
  if (!m_config) m_config = open_config(get());
  return m_config.get();
}

Repository::Repository(std::unique_ptr<Handle> handle) : m_handle(std::move(handle)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const fs::path& path) {
  start_library();
  git_repository* raw = nullptr;
  const int code = git_repository_open_ext(&raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (code < 0) throw open_error(code, path);
  return Repository(std::make_unique<Handle>(OwnedRepository(raw)));
}

std::optional<Repository> Repository::discover(const fs::path& path) {
  start_library();
  std::error_code ignored;
  for (fs::path folder = fs::absolute(path, ignored).lexically_normal();; folder = folder.parent_path()) {
    git_repository* raw = nullptr;
    const int code = git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    if (code == 0) return Repository(std::make_unique<Handle>(OwnedRepository(raw)));
    if (code != GIT_ENOTFOUND) throw open_error(code, folder);
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

Repository Repository::create(const fs::path& path, std::string_view initial_branch) {
  start_library();
  auto options = with_defaults(git_repository_init_options_init, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKPATH;
  const std::string branch(initial_branch);
  options.initial_head = branch.c_str();
  git_repository* raw = nullptr;
  check(git_repository_init_ext(&raw, path.c_str(), &options), "creating a git repository", path.string());
  return Repository(std::make_unique<Handle>(OwnedRepository(raw)));
}

const fs::path& Repository::git_directory() const { return m_handle->git_directory; }
const fs::path& Repository::common_directory() const { return m_handle->common_directory; }
const fs::path& Repository::work_directory() const { return m_handle->work_directory; }

RepositoryState Repository::state() const { return state_named(git_repository_state(m_handle->get())); }

}  // namespace mlxpatch::git
