#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// Applies the commits of a queue by `git cherry-pick`, in any order.
class GitPicks {
 public:
  /// The commits, oldest first, each the next one's parent.
  GitPicks(const GitRepo& repo, std::vector<std::string> commits) : m_repo(repo), m_commits(std::move(commits)) {
    m_ids = patch_ids(m_commits.front() + "^.." + m_commits.back());
  }

  /// The tree after picking these, by their indices; "" unless each pick is clean and has its commit's patch-id without
  /// context.
  std::string tree_of(const std::string& onto, const std::vector<std::size_t>& order) const {
    m_repo.git({"reset", "--quiet", "--hard", onto});
    std::vector<std::string> pick{"cherry-pick", "--allow-empty", "--keep-redundant-commits"};
    for (const std::size_t index : order) pick.push_back(m_commits.at(index));
    if (!order.empty() && m_repo.try_git(pick).exit != 0) {
      m_repo.try_git({"cherry-pick", "--quit"});
      m_repo.git({"reset", "--quiet", "--hard"});
      m_repo.git({"clean", "-fdxq"});
      return "";
    }
    std::vector<git::Oid> ids;
    ids.reserve(order.size());
    for (const std::size_t index : order) ids.push_back(m_ids.at(index));
    return order.empty() || patch_ids(onto + "..HEAD") == ids ? m_repo.tree() : "";
  }

 private:
  /// Of the commits of a range, oldest first.
  std::vector<git::Oid> patch_ids(const std::string& range) const {
    const std::string log = m_repo.git({"log", "--reverse", "--topo-order", "--no-renames", "--full-index", "-U0",
                                        "--format=%x00", range}) +
                            "\n";
    std::vector<git::Oid> ids;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t next = log.find('\0', at + 1);
      const std::string_view diff = std::string_view(log).substr(at, next - at);
      const std::size_t begin = diff.find("diff --git ");
      ids.push_back(begin == std::string_view::npos ? git::Oid{} : diff::patch_id(diff.substr(begin)));
      at = next;
    }
    return ids;
  }

  const GitRepo& m_repo;
  std::vector<std::string> m_commits;
  std::vector<git::Oid> m_ids;
};

}  // namespace mlxpatch::tests
