#include "fork/user_operation.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/workspace/pending.hpp>

namespace mlxpatch::ops {

namespace {

using git::RepositoryState;

struct Known {
  RepositoryState state;
  UserOperation operation;
};

constexpr auto k_known = std::to_array<Known>({
    {RepositoryState::merge, {"merge", "merge --continue", "merge --abort", false}},
    {RepositoryState::revert, {"revert", "revert --continue", "revert --abort", false}},
    {RepositoryState::cherry_pick, {"cherry-pick", "cherry-pick --continue", "cherry-pick --abort", false}},
    {RepositoryState::bisect, {"bisect", "", "bisect reset", true}},
    {RepositoryState::rebase, {"rebase", "rebase --continue", "rebase --abort", true}},
    {RepositoryState::apply_mailbox, {"am", "am --continue", "am --abort", false}},
});

const UserOperation& named(RepositoryState state) {
  return std::ranges::find(k_known, state, &Known::state)->operation;
}

/// A cherry-pick or revert of several commits. Between two of them, after the person has committed one, only this
/// directory is left of it.
std::optional<UserOperation> series_of_picks(const git::Repository& repository) {
  const std::filesystem::path sequencer = repository.git_directory() / "sequencer";
  if (!std::filesystem::exists(sequencer / "todo")) return std::nullopt;
  const std::string todo = read_file_if_exists(sequencer / "todo").value_or("");
  return named(todo.starts_with("revert") ? RepositoryState::revert : RepositoryState::cherry_pick);
}

}  // namespace

std::optional<UserOperation> user_operation(const git::Repository& repository) {
  const RepositoryState state = repository.state();
  return state == RepositoryState::none ? series_of_picks(repository) : named(state);
}

std::optional<UserOperation> user_operation_at_stop(const git::Repository& repository,
                                                    const workspace::Pending& pending) {
  const RepositoryState state = repository.state();
  const bool is_merge = pending.mode == workspace::Pending::Mode::merge;
  const bool is_ours = state == (is_merge ? RepositoryState::merge : RepositoryState::cherry_pick);
  return state == RepositoryState::none || is_ours ? series_of_picks(repository) : named(state);
}

std::optional<LooseCommits> loose_commits(const git::Repository& repository, const std::string& queue_branch) {
  const git::Head head = git::head(repository);
  if (!head.branch.empty() || !head.commit) return std::nullopt;
  LooseCommits loose{*head.commit, 0, false};
  bool is_first = true;
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/", "refs/remotes/"}) {
    for (const git::Ref& ref : git::refs_below(repository, std::string(prefix))) {
      const auto commit = git::find_commit(repository, ref.name);
      if (!commit) continue;
      const std::size_t count = objects::count_between(repository, *commit, *head.commit);
      loose.count = is_first ? count : std::min(loose.count, count);
      is_first = false;
      if (loose.count == 0) return std::nullopt;
    }
  }
  const auto tip = git::ref_target(repository, queue_branch);
  loose.extends_branch = tip && objects::is_ancestor(repository, *tip, *head.commit);
  return loose;
}

std::string free_branch_name(const git::Repository& repository, const std::string& name) {
  std::string free = name;
  for (int number = 2; git::ref_target(repository, "refs/heads/" + free); ++number) {
    free = fmt::format("{}-{}", name, number);
  }
  return free;
}

}  // namespace mlxpatch::ops
