#include <mlxpatch/git/repository.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <git2.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>

#include "config.hpp"

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

/// The git directory at `path`, even if libgit2 refuses it; empty if there is none.
fs::path find_git_directory(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path / "HEAD", ignored)) return path;
  if (fs::is_directory(path / ".git", ignored)) return path / ".git";
  const auto link = read_file_if_exists(path / ".git");
  if (!link || !link->starts_with("gitdir: ")) return {};
  return path / trim(std::string_view(*link).substr(8));
}

std::string absolute_of(const fs::path& path) {
  std::error_code ignored;
  fs::path absolute = fs::absolute(path, ignored).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  return absolute.string();
}

Error foreign_owner_error(const fs::path& path) {
  const std::string absolute = absolute_of(path);
  Error error("the repository belongs to another user, and git does not trust such directories by default");
  error.doing("opening the git repository").at(absolute);
  return error.hint(fmt::format("git config --global --add safe.directory {}", shell_word(absolute)));
}

/// Git itself refuses to work where it does not know what the repository asks of it; its configuration can be read.
std::string extensions_hint(const fs::path& path) {
  return fmt::format("git config -f {} --list     shows it; use a repository without it",
                     shell_word((fs::path(absolute_of(find_git_directory(path))) / "config").string()));
}

/// What a git directory can't be without and does not have, e.g. "objects"; empty if it has everything. A linked
/// worktree has only HEAD of its own.
std::string missing_parts(const fs::path& git_directory) {
  std::error_code ignored;
  std::string missing;
  const bool is_linked = fs::exists(git_directory / "commondir", ignored);
  for (const char* part : {"HEAD", "objects", "refs"}) {
    if (fs::exists(git_directory / part, ignored) || (is_linked && std::string_view(part) != "HEAD")) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(part);
  }
  return missing;
}

/// Why libgit2 refuses a repository that exists: of which kind it is, if we know that kind.
Error open_error(int code, const fs::path& path) {
  if (code == GIT_EOWNER) return foreign_owner_error(path);
  // Before anything else asks the library, which would forget why it refused.
  Error error = library_error(code, "");
  const std::string library_words = last_library_message();
  const fs::path git_directory = find_git_directory(path);
  const fs::path config = git_directory / "config";
  const auto format = config_file_value(config, "extensions.objectformat");
  const auto storage = config_file_value(config, "extensions.refstorage");
  const std::string missing = git_directory.empty() ? std::string() : missing_parts(git_directory);
  if (!missing.empty()) {
    error = Error(fmt::format("the repository is damaged: its git directory has no {}", missing), ErrorKind::damaged);
  } else if (code == GIT_ENOTFOUND || git_directory.empty()) {
    error = Error("there is no git repository");
  } else if (library_words.find(config.string()) != std::string::npos) {
    error = Error(fmt::format("the repository is damaged: its configuration can't be read ({})", library_words),
                  ErrorKind::damaged);
  } else if (format && to_lower(*format) != "sha1") {
    error = Error(fmt::format("the repository names its objects by {}; only sha1 repositories can be read",
                              escape_control(*format)));
    error.hint("use a repository that names them by sha1; git can't convert one");
  } else if (storage && to_lower(*storage) != "files") {
    error = Error(fmt::format("the repository keeps its references as \"{}\"; only \"files\" can be read",
                              escape_control(*storage)));
    error.hint(fmt::format("git -C {} refs migrate --ref-format=files     needs git 2.46 or newer",
                           shell_word(absolute_of(path))));
  } else if (library_words.find("unsupported extension") != std::string::npos) {
    error =
        Error(fmt::format("the repository uses a git extension that this program does not know ({})", library_words));
    error.hint(extensions_hint(path));
  } else if (library_words.find("unsupported repository version") != std::string::npos) {
    error = Error(fmt::format("the repository has a format that this program does not know ({})", library_words));
    error.hint(extensions_hint(path));
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

Repository::Repository(std::unique_ptr<RepositoryHandle> handle) : m_handle(std::move(handle)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const fs::path& path) {
  start_library();
  git_repository* raw = nullptr;
  const int code = git_repository_open_ext(&raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (code < 0) throw open_error(code, path);
  return Repository(std::make_unique<RepositoryHandle>(OwnedRepository(raw)));
}

std::optional<Repository> Repository::discover(const fs::path& path) {
  start_library();
  std::error_code ignored;
  for (fs::path directory = fs::absolute(path, ignored).lexically_normal();; directory = directory.parent_path()) {
    git_repository* raw = nullptr;
    const int code = git_repository_open_ext(&raw, directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    if (code == 0) return Repository(std::make_unique<RepositoryHandle>(OwnedRepository(raw)));
    if (code != GIT_ENOTFOUND) throw open_error(code, directory);
    if (directory == directory.parent_path()) return std::nullopt;
  }
}

bool Repository::is_above(const fs::path& path) {
  std::error_code ignored;
  for (fs::path directory = fs::absolute(path, ignored).lexically_normal();; directory = directory.parent_path()) {
    if (!find_git_directory(directory).empty()) return true;
    if (directory == directory.parent_path()) return false;
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
  return Repository(std::make_unique<RepositoryHandle>(OwnedRepository(raw)));
}

const fs::path& Repository::git_directory() const { return m_handle->git_directory; }
const fs::path& Repository::common_directory() const { return m_handle->common_directory; }
const fs::path& Repository::work_directory() const { return m_handle->work_directory; }

RepositoryState Repository::state() const { return state_named(git_repository_state(m_handle->get())); }

std::optional<std::string> Repository::config_string(std::string_view key) const {
  if (auto value = config_from_environment(key)) return value;
  Buffer value;
  const std::string name(key);
  const int code = git_config_get_string_buf(value.get(), m_handle->config(), name.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check(code, "reading the git configuration", name);
  return value.string();
}

std::optional<bool> Repository::config_bool(std::string_view key) const {
  const std::string name(key);
  int value = 0;
  if (const auto text = config_from_environment(key)) {
    check(git_config_parse_bool(&value, text->c_str()), "reading the git configuration", name);
    return value != 0;
  }
  const int code = git_config_get_bool(&value, m_handle->config(), name.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check(code, "reading the git configuration", name);
  return value != 0;
}

void Repository::set_config(std::string_view key, std::string_view value) {
  const std::string name(key);
  auto local = take_if_found<OwnedConfig>("opening the repository's own configuration", git_config_open_level,
                                          m_handle->config(), GIT_CONFIG_LEVEL_LOCAL);
  if (!local) throw Error("the repository has no configuration file").doing("writing the git configuration").at(name);
  check(git_config_set_string(local.get(), name.c_str(), std::string(value).c_str()), "writing the git configuration",
        name);
}

}  // namespace mlxpatch::git
