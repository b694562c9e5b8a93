#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mlxpatch::bench {

/// A clone of the synthetic upstream with a working folder, in which contenders run one after the other. reset() makes
/// it as it was, so that nobody finds what another one left: neither refs nor objects.
class Sandbox {
 public:
  /// Clones into `directory`, which must not exist. Pack files are shared by hard links.
  Sandbox(const std::filesystem::path& upstream, const std::filesystem::path& directory);

  const std::filesystem::path& directory() const { return m_directory; }

  /// Back to the first state, with `commit` checked out and HEAD detached there. Waits until the disk is quiet.
  void reset(const std::string& commit);

  /// Runs git here and returns what it printed.
  std::string git(std::vector<std::string> arguments) const;
  /// The tree of a commit.
  std::string tree_of(const std::string& commit) const;
  /// The tree that the working folder would be committed as, without the paths in `left_out`.
  std::string tree_of_files(const std::vector<std::string>& left_out = {}) const;
  /// The paths in which two trees differ.
  std::vector<std::string> differing_paths(const std::string& tree, const std::string& other) const;

 private:
  std::filesystem::path git_directory() const { return m_directory / ".git"; }

  std::filesystem::path m_directory;
  std::set<std::string> m_packs;
  std::map<std::string, std::string> m_files;  ///< of the git folder, with what stands in them
  std::set<std::string> m_entries;             ///< of the git folder
};

}  // namespace mlxpatch::bench
