#include "publish/branches_elsewhere.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/linked_worktree.hpp>

#include "fork/checkout.hpp"
#include "fork/head_text.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_branches = "refs/heads/";
constexpr std::string_view k_symbolic = "ref: ";

/// All worktrees of the repository but the checkout's own.
std::vector<worktree::LinkedWorktree> other_worktrees(const git::Repository& repository) {
  std::vector<worktree::LinkedWorktree> others;
  const fs::path& common = repository.common_directory();
  std::error_code none;
  const auto add = [&](const fs::path& path, const fs::path& git_directory) {
    if (!fs::equivalent(git_directory, repository.git_directory(), none)) others.push_back({path, git_directory});
  };
  if (!repository.config_bool("core.bare").value_or(false)) {
    const fs::path directory = common.has_filename() ? common : common.parent_path();
    add(directory.filename() == ".git" ? directory.parent_path() : directory, common);
  }
  for (const worktree::LinkedWorktree& linked : worktree::linked_worktrees(repository)) {
    add(linked.path, linked.git_directory);
  }
  return others;
}

/// The branches to which a rebase or bisect of a worktree will return.
std::vector<std::string> branches_to_return_to(const fs::path& git_directory) {
  std::vector<std::string> branches;
  for (const char* file : {"rebase-merge/head-name", "rebase-apply/head-name"}) {
    if (const auto name = read_file_if_exists(git_directory / file)) branches.emplace_back(trim(*name));
  }
  if (const auto name = read_file_if_exists(git_directory / "BISECT_START")) {
    branches.push_back(fmt::format("{}{}", k_branches, trim(*name)));
  }
  return branches;
}

/// The branches that a worktree works on: HEAD's, and those to which it will return.
std::vector<std::string> branches_of(const fs::path& git_directory) {
  std::vector<std::string> branches = branches_to_return_to(git_directory);
  std::string head = read_file_if_exists(git_directory / "HEAD").value_or("");
  if (head.starts_with(k_symbolic)) branches.emplace_back(trim(std::string_view(head).substr(k_symbolic.size())));
  return branches;
}

/// The branches that move, or that HEAD goes to, by the names of their refs.
std::vector<std::string> branches_in(const git::Repository& repository, const Publication& publication) {
  std::vector<std::string> branches;
  for (const workspace::RefMove& ref : publication.refs) {
    const std::string name = git::final_ref_name(repository, ref.name);
    if (name.starts_with(k_branches) && ref.before != ref.after) branches.push_back(name);
  }
  if (publication.head && publication.head->starts_with(k_symbolic) && *publication.head != head_text(repository)) {
    branches.push_back(publication.head->substr(k_symbolic.size()));
  }
  return branches;
}

/// How a worktree comes off the branches that it works on, and what the command does.
struct WayOff {
  std::string command;
  std::string_view words;
};

WayOff way_off(const Checkout& checkout, const worktree::LinkedWorktree& worktree) {
  if (!fs::exists(worktree.path)) {
    return {checkout.git_command("worktree prune"), "forgets worktrees that no longer exist"};
  }
  const std::string git = git_command(worktree.path.string());
  // Git refuses to leave a branch in the middle of a rebase.
  if (!branches_to_return_to(worktree.git_directory).empty()) {
    return {git + " status", "shows what is under way there: finish it or give it up, then take it off the branch"};
  }
  return {git + " switch --detach", "takes it off the branch; then run the same command again"};
}

Error elsewhere_error(const Checkout& checkout, const std::string& branch, const worktree::LinkedWorktree& worktree) {
  const std::string name = branch.substr(k_branches.size());
  Error error(fmt::format("the branch {} is checked out in another worktree", escape_control(name)));
  error.doing("making sure that no other worktree loses its place").at(worktree.path.string());
  const WayOff way = way_off(checkout, worktree);
  return error.hint(fmt::format("{}     {}", way.command, way.words));
}

/// A rebase that ends would put the branch back to where it found it.
Error under_way_error(const Checkout& checkout, const std::string& branch) {
  Error error(fmt::format("the branch {} is in the middle of a rebase or bisect",
                          escape_control(branch.substr(k_branches.size()))));
  error.at(checkout.repository().git_directory().string());
  return error.hint(
      checkout.git_command("status     show it: finish it or give it up, then run the same command again"));
}

}  // namespace

void refuse_branches_elsewhere(Checkout& checkout, const Publication& publication) {
  const git::Repository& repository = checkout.repository();
  const std::vector<std::string> branches = branches_in(repository, publication);
  if (branches.empty()) return;
  for (const std::string& used : branches_to_return_to(repository.git_directory())) {
    if (std::ranges::find(branches, used) != branches.end()) throw Error(under_way_error(checkout, used));
  }
  for (const worktree::LinkedWorktree& other : other_worktrees(repository)) {
    for (const std::string& used : branches_of(other.git_directory)) {
      if (std::find(branches.begin(), branches.end(), used) == branches.end()) continue;
      throw Error(elsewhere_error(checkout, used, other));
    }
  }
}

std::string command_to_free(Checkout& checkout, const std::string& branch) {
  for (const worktree::LinkedWorktree& other : other_worktrees(checkout.repository())) {
    const std::vector<std::string> used = branches_of(other.git_directory);
    if (std::ranges::find(used, branch) != used.end()) return way_off(checkout, other).command;
  }
  return {};
}

}  // namespace mlxpatch::ops
