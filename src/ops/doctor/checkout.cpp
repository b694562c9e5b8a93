#include "doctor/checkout.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/workspace/state_directory.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "doctor/doctor_context.hpp"
#include "doctor/finding.hpp"
#include "doctor/not_run.hpp"
#include "fork/damage.hpp"
#include "fork/project.hpp"
#include "fork/user_operation.hpp"

namespace mlxpatch::ops {

namespace {

constexpr std::size_t k_shown_files = 3;

std::string in_checkout(const DoctorContext& context, std::string_view git_arguments) {
  return fmt::format("{} {}", git_command(context.project->shown_checkout()), git_arguments);
}

Finding check_remote(const DoctorContext& context) {
  const workspace::Config& config = context.project->config;
  const auto url = transport::remote_url(*context.repository, config.checkout_remote);
  if (!url) {
    return bad(fmt::format("the checkout has no remote {}", config.checkout_remote),
               in_checkout(context, fmt::format("remote add {} {}", config.checkout_remote,
                                                transport::address_word(config.upstream_url))));
  }
  const std::string shown = transport::shown_url(*url);
  if (*url == config.upstream_url) return good(fmt::format("{} is {}", config.checkout_remote, shown));
  const std::string configured = transport::shown_url(config.upstream_url);
  return warning(fmt::format("{} is {}, the configuration says {}", config.checkout_remote, shown, configured),
                 "mlxpatch setup");
}

Finding check_tracking_branch(const DoctorContext& context) {
  const workspace::Config& config = context.project->config;
  const std::string name = config.checkout_remote + "/" + config.upstream_branch;
  const auto tip = git::ref_target(*context.repository, "refs/remotes/" + name);
  if (tip) return good(fmt::format("{} at {}", name, tip->short_hex()));
  return bad(fmt::format("there is no {}: check upstream.branch", name), "mlxpatch setup");
}

bool is_stopped(const DoctorContext& context) {
  const std::filesystem::path directory = context.repository->git_directory() / "mlxpatch";
  return std::filesystem::exists(directory) &&
         workspace::StateDirectory(directory.parent_path()).pending_text().has_value();
}

Finding check_branch(const DoctorContext& context) {
  const std::string& branch = context.project->config.checkout_branch;
  const git::Head head = git::head(*context.repository);
  const bool exists = git::ref_target(*context.repository, "refs/heads/" + branch).has_value();
  if (head.branch == "refs/heads/" + branch && exists) {
    if (git::find_commit(*context.repository, head.branch)) return good(branch);
    return bad(fmt::format("{} is at a commit that the checkout does not have", branch),
               remake_command(*context.project));
  }
  if (is_stopped(context)) return skipped("an update is in progress");
  // Until it is finished, git refuses to switch.
  const auto own = user_operation(*context.repository);
  if (own && own->leaves_branch) return skipped(fmt::format("a git {} is in progress", own->name));
  if (!exists) return bad(fmt::format("there is no branch {}", branch), "mlxpatch setup");
  if (const auto loose = loose_commits(*context.repository, "refs/heads/" + branch)) {
    return bad(fmt::format("the checkout is detached at {}: {} {} on no branch", loose->newest.short_hex(),
                           count_of(loose->count, "commit"), loose->count == 1 ? "is" : "are"),
               in_checkout(context, "branch " + free_branch_name(*context.repository, "keep")));
  }
  const std::string where =
      head.branch.empty() ? "detached at a commit" : head.branch.substr(sizeof("refs/heads/") - 1);
  return bad(fmt::format("the checkout is on {}, not on {}", where, branch), in_checkout(context, "switch " + branch));
}

Finding check_operation(const DoctorContext& context) {
  const std::filesystem::path directory = context.repository->git_directory() / "mlxpatch";
  if (std::filesystem::exists(directory)) {
    const workspace::StateDirectory state(directory.parent_path());
    if (const auto open = state.open_operation()) {
      return warning(fmt::format("{} was interrupted; the next command finishes it", open->command), "mlxpatch status");
    }
    if (const auto text = state.pending_text()) {
      return bad(
          fmt::format("{} is stopped at a conflict", workspace::name_of(workspace::parse_pending(*text).command)),
          "mlxpatch status");
    }
  }
  if (const auto own = user_operation(*context.repository)) {
    return bad(fmt::format("a git {} that you started is in progress: finish it, or {}", own->name, own->give_up),
               in_checkout(context, "status"));
  }
  return good("none is in progress");
}

Finding check_base(const DoctorContext& context) {
  const auto& lock = context.project->lock;
  if (!lock) return skipped("there is no mlxpatch.lock");
  if (git::find_commit(*context.repository, lock->base.hex())) return good(lock->base.short_hex());
  return bad(fmt::format("the checkout does not have {}", lock->base.hex()),
             in_checkout(context, "fetch " + context.project->config.checkout_remote));
}

Finding check_changes(const DoctorContext& context) {
  const worktree::WorktreeStatus status = worktree::worktree_status(*context.repository);
  std::vector<std::string> files = status.staged;
  files.insert(files.end(), status.modified.begin(), status.modified.end());
  files.insert(files.end(), status.unmerged.begin(), status.unmerged.end());
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  if (files.empty()) return good("none");
  const std::size_t count = files.size();
  files.resize(std::min(count, k_shown_files));
  return warning(fmt::format("{} not committed: {}{}", count_of(count, "file"), join(files, ", "),
                             count > files.size() ? ", ..." : ""),
                 in_checkout(context, "status"));
}

Finding check_not_run(const DoctorContext& context) {
  const std::vector<std::string> sentences = not_run_here(*context.repository);
  return sentences.empty() ? good("none that mlxpatch would skip") : warning(join(sentences, "; "), "");
}

}  // namespace

void check_checkout(DoctorContext& context, std::vector<Finding>& findings) {
  if (!context.repository) return;
  const auto checked = [&](const char* what, Finding (*check)(const DoctorContext&)) {
    run_check(findings, what, [&] {
      try {
        return check(context);
      } catch (const Error& error) {
        throw with_cure(error, *context.project);
      }
    });
  };
  checked("remote", check_remote);
  checked("upstream branch", check_tracking_branch);
  checked("branch", check_branch);
  checked("operation", check_operation);
  checked("base", check_base);
  checked("changes", check_changes);
  checked("hooks, signing, filters", check_not_run);
}

}  // namespace mlxpatch::ops
