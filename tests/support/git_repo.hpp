#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <support/command.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Runs `git` with these arguments in a directory and returns its standard output. Throws std::runtime_error with all
/// that it printed unless it ends with 0.
std::string run_git(const std::vector<std::string>& arguments, const CommandOptions& options = {});

/// A repository that the git program made and works on; ids are 40 hexadecimal digits. Needs a World.
class GitRepo {
 public:
  /// For a repository that exists already.
  explicit GitRepo(std::filesystem::path worktree) : m_path(std::move(worktree)) {}
  /// `git init` at `path`, whose parents are created.
  static GitRepo init(const std::filesystem::path& path, const std::string& branch = "main");
  static GitRepo init_bare(const std::filesystem::path& path);
  /// `git clone OPTIONS source path`.
  static GitRepo clone(const std::string& source, const std::filesystem::path& path,
                       const std::vector<std::string>& options = {});

  const std::filesystem::path& path() const { return m_path; }
  std::filesystem::path operator/(const std::filesystem::path& relative) const { return m_path / relative; }

  /// Runs git here; its output without the last newline. Throws unless it ends with 0.
  std::string git(const std::vector<std::string>& arguments, const std::string& input = "") const;
  /// Runs git here, whether it succeeds or not.
  CommandResult try_git(const std::vector<std::string>& arguments, const std::string& input = "") const;

  void write(const std::filesystem::path& file, std::string_view bytes) const;
  void write_executable(const std::filesystem::path& file, std::string_view bytes) const;
  void symlink(const std::filesystem::path& file, const std::string& target) const;
  void remove(const std::filesystem::path& file) const;
  std::string read(const std::filesystem::path& file) const;

  /// Commits the whole worktree (even if nothing changed), a minute after the commit before. Returns its id.
  std::string commit(const std::string& message) const;
  /// Writes one file and commits.
  std::string commit_file(const std::filesystem::path& file, std::string_view bytes, const std::string& message) const;

  void create_branch(const std::string& name, const std::string& at = "HEAD") const;
  void checkout(const std::string& rev) const;

  std::string rev_parse(const std::string& rev = "HEAD") const;
  std::string tree(const std::string& rev = "HEAD") const;
  /// The file's bytes in a commit.
  std::string show(const std::string& rev, const std::string& file) const;
  /// One entry per commit of `range`, newest first, in the given pretty format.
  std::vector<std::string> log(const std::string& range = "HEAD", const std::string& format = "%s") const;
  /// `git status --porcelain`: "" for a clean worktree.
  std::string status() const;
  /// The exact message of a commit.
  std::string message(const std::string& rev = "HEAD") const;

 private:
  std::filesystem::path m_path;
};

}  // namespace mlxpatch::tests
