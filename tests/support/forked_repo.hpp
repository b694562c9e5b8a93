#pragma once

#include <functional>
#include <map>
#include <string>

#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Twenty lines, "line 1" to "line 20", some of them replaced ("" removes a line).
std::string lines_with(const std::map<int, std::string>& replaced = {});

/// A sealed world with a repository whose branches `main`, which is upstream, and `queue` start at the same base.
class ForkedRepo {
 public:
  using Change = std::function<void()>;

  /// The base has these files; by default only "a" with lines_with().
  explicit ForkedRepo(const std::map<std::string, std::string>& files = {{"a", lines_with()}});

  World world;
  GitRepo repo;
  std::string base;

  /// Commits the worktree as the new base, at which both branches start again.
  void commit_base();

  /// Adds a commit that writes one file of upstream; "" as bytes removes the file. Returns the commit.
  std::string upstream(const std::string& file, const std::string& bytes, const std::string& message) const;
  /// The same on the queue.
  std::string patch(const std::string& file, const std::string& bytes, const std::string& message) const;

  /// Makes `change` to the base's worktree the one commit of upstream.
  void set_upstream(const Change& change) const { set_branch("main", change, "Upstream"); }
  /// Makes `change` to the base's worktree the one commit of the queue.
  void set_patch(const Change& change) const { set_branch("queue", change, "Patch"); }

  /// `git mv` in the worktree; the target's directory is made.
  void move(const std::string& from, const std::string& to) const;

 private:
  std::string commit(const std::string& branch, const std::string& file, const std::string& bytes,
                     const std::string& message) const;
  void set_branch(const std::string& branch, const Change& change, const std::string& message) const;
};

}  // namespace mlxpatch::tests
