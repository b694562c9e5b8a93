#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::workspace {

/// The lock, in the directory of mlxpatch.toml.
inline constexpr const char* k_lock_file = "mlxpatch.lock";

/// mlxpatch.toml as written by a person; every value but `upstream_url` has a default.
struct Config {
  std::filesystem::path file;  ///< absolute; its directory is the project's root, to which paths are relative
  std::string upstream_url;    ///< a relative path is made absolute, from the root
  std::string upstream_branch = "main";
  std::string checkout_dir;  ///< default: the URL's last part without ".git", plus "-repo"
  std::string checkout_remote = "upstream";
  std::string checkout_branch = "local-patches";
  std::string patches_dir = "patches";
  enum class Format { mbox, diff } patches_format = Format::mbox;
  bool patches_numbered = true;
  enum class FetchWith { automatic, git, libgit2 } fetch_with = FetchWith::automatic;
  int fetch_timeout_seconds = 0;  ///< 0: the transport's default
  int fetch_depth = 0;            ///< 0: whole history
  std::string fetch_filter;       ///< partial clone filter
  bool has_install = false;       ///< whether there is an [install] section: the fork is to be installed
  std::string install_venv = ".venv";
  std::vector<std::string> install_args;  ///< more arguments for pip, e.g. "--no-deps"

  /// [[verify]]: a command that shows that the fork works.
  struct Verify {
    std::string name;  ///< default: the words of `run`
    std::vector<std::string> run;
    std::string contains;      ///< must be in its output (stdout or stderr); empty: exit code 0 is enough
    int timeout_seconds = 60;  ///< 0: no limit
    friend bool operator==(const Verify&, const Verify&) = default;
  };
  std::vector<Verify> verify;

  /// [[patch]]: what a bare diff does not say.
  struct Patch {
    std::string file;
    std::string subject;
    std::string author;  ///< "Name <email>"
    friend bool operator==(const Patch&, const Patch&) = default;
  };
  std::vector<Patch> patches;

  std::filesystem::path root() const { return file.parent_path(); }
  std::filesystem::path checkout_path() const { return root() / checkout_dir; }
  std::filesystem::path patches_path() const { return root() / patches_dir; }
  std::filesystem::path venv_path() const { return root() / install_venv; }
  std::filesystem::path lock_path() const { return root() / k_lock_file; }

  friend bool operator==(const Config&, const Config&) = default;
};

/// Reads a configuration. Throws Error(usage) with file, line and column; for an unknown key with the nearest known
/// one.
Config load_config(const std::filesystem::path& file);
/// The same from text; `file` is its name in messages, and its directory the root.
Config parse_config(std::string_view text, const std::filesystem::path& file);

/// mlxpatch.toml in `start` or the nearest directory above it.
std::optional<std::filesystem::path> find_config(const std::filesystem::path& start);

}  // namespace mlxpatch::workspace
