#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// Applies the commits of a queue by `git cherry-pick`, in any order.
class GitPicks {
 public:
  /// The commits, oldest first, each the next one's parent.
  GitPicks(const GitRepo& repo, std::vector<std::string> commits) : m_repo(repo), m_commits(std::move(commits)) {
    for (const std::string& diff : diffs(own_range(), "-U0")) m_ids.push_back(id_of_diff(diff));
  }

  /// The tree after picking these, by their indices; "" unless each pick is clean and makes the change of its commit.
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
    return order.empty() || make_same_changes(onto + "..HEAD", order) ? m_repo.tree() : "";
  }

 private:
  /// Whether each has the patch-id of its commit without context, or adds and deletes the same lines by a diff with
  /// context: without it git looks at a part of the file only, and may align equal lines otherwise.
  bool make_same_changes(const std::string& range, const std::vector<std::size_t>& order) const {
    const std::vector<std::string> picked = diffs(range, "-U0");
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (id_of_diff(picked.at(i)) != m_ids.at(order[i])) others.push_back(i);
    }
    if (others.empty()) return true;
    const std::vector<std::string> own = diffs(own_range(), "-U1");
    const std::vector<std::string> in_context = diffs(range, "-U1");
    return std::ranges::all_of(
        others, [&](std::size_t i) { return changed_lines(in_context.at(i)) == changed_lines(own.at(order[i])); });
  }

  std::string own_range() const { return m_commits.front() + "^.." + m_commits.back(); }

  /// Of the commits of a range, oldest first.
  std::vector<std::string> diffs(const std::string& range, const std::string& context) const {
    const std::string log = m_repo.git({"log", "--reverse", "--topo-order", "--no-renames", "--full-index", context,
                                        "--format=%x00", range}) +
                            "\n";
    std::vector<std::string> diffs;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t next = log.find('\0', at + 1);
      const std::string diff = log.substr(at, next - at);
      const std::size_t begin = diff.find("diff --git ");
      diffs.push_back(begin == std::string::npos ? "" : diff.substr(begin));
      at = next;
    }
    return diffs;
  }

  static git::Oid id_of_diff(const std::string& diff) { return diff.empty() ? git::Oid{} : diff::patch_id(diff); }

  /// What a diff says without its context and where its lines are. Binary files have no lines.
  static std::string changed_lines(const std::string& diff) {
    const bool is_binary = diff.find("\nBinary files ") != std::string::npos;
    std::string changed;
    for (const std::string_view line : split_lines(diff)) {
      const bool is_place = line.starts_with(' ') || line.starts_with("@@") || line.starts_with("index ");
      if (is_binary || !is_place) changed += line;
    }
    return changed;
  }

  const GitRepo& m_repo;
  std::vector<std::string> m_commits;
  std::vector<git::Oid> m_ids;
};

}  // namespace mlxpatch::tests
