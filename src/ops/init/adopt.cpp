#include "init/adopt.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/initial_config.hpp>

#include "fork/branch_queue.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/head_text.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "fork/upstream_address.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_doing = "taking over a fork";
constexpr std::string_view k_heads = "refs/heads/";
constexpr const char* k_usual_branch = "local-patches";

Error refusal(const std::string& problem, const fs::path& place) {
  Error error(problem);
  error.doing(std::string(k_doing)).at(place.string());
  return error;
}

/// The clone's directory, relative to the project.
std::string directory_in_project(const fs::path& clone, const fs::path& root) {
  std::error_code problem;
  const fs::path relative =
      fs::weakly_canonical(clone, problem).lexically_relative(fs::weakly_canonical(root, problem));
  const bool is_inside = !relative.empty() && relative != "." && *relative.begin() != "..";
  if (is_inside) return relative.string();
  const std::string name = clone.lexically_normal().filename().string();
  throw refusal(fmt::format("the clone must be in the project's directory {}", root.string()), clone)
      .hint(fmt::format("mv {} {} && mlxpatch init --adopt {}     move it into the project, as its checkout",
                        clone.lexically_normal().string(), root.string(), name))
      .hint("or run mlxpatch init --adopt in the directory that contains the clone");
}

std::string upstream_remote(const git::Repository& repository, const fs::path& clone) {
  const std::vector<std::string> names = transport::remote_names(repository);
  for (const char* usual : {"upstream", "origin"}) {
    if (std::ranges::find(names, usual) != names.end()) return usual;
  }
  if (names.size() == 1) return names.front();
  throw refusal("the clone has no remote named upstream or origin", clone)
      .hint(fmt::format("git -C {} remote add -f upstream URL", clone.string()));
}

/// The branch to follow: `requested` if not empty, otherwise the remote's default branch as recorded in the clone,
/// otherwise main or master.
std::string followed_branch(const git::Repository& repository, const std::string& remote,
                            const std::string& requested) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  if (!requested.empty()) return requested;
  const std::string head = read_file_if_exists(repository.common_directory() / (prefix + "HEAD")).value_or("");
  const std::string link = "ref: " + prefix;
  if (head.starts_with(link)) return std::string(trim(std::string_view(head).substr(link.size())));
  for (const char* usual : {"main", "master"}) {
    if (git::ref_target(repository, prefix + usual)) return usual;
  }
  throw Error(fmt::format("it is not clear which branch of {} to follow", remote))
      .doing(std::string(k_doing))
      .hint("mlxpatch init --adopt DIR --branch NAME");
}

struct Clone {
  std::string directory;
  std::string remote;
  std::string url;
  std::string followed;
  std::string own_branch;  ///< which has the patches from now on
  git::Oid tip;
  bool branch_is_new = false;
};

/// The branch that a detached HEAD is at, or the only one there is; a placeholder if neither is known.
std::string branch_to_switch_to(const git::Repository& repository, const git::Head& head) {
  const std::vector<git::Ref> branches = git::refs_below(repository, k_heads);
  auto found = std::ranges::find_if(branches, [&](const git::Ref& ref) { return ref.target == head.commit; });
  if (found == branches.end() && branches.size() == 1) found = branches.begin();
  return found == branches.end() ? "BRANCH" : shell_word(found->name.substr(k_heads.size()));
}

Clone inspect(const fs::path& path, const fs::path& root, const InitOptions& options) {
  Clone clone;
  clone.directory = directory_in_project(path, root);
  const git::Repository repository = git::Repository::open(path);
  if (repository.is_bare()) throw refusal("the clone is bare: it has no files to work on", path);
  clone.remote = upstream_remote(repository, path);
  clone.url = options.url.empty() ? transport::remote_url(repository, clone.remote).value_or("") : options.url;
  transport::check_url(clone.url);
  clone.followed = followed_branch(repository, clone.remote, options.branch);

  const git::Head head = git::head(repository);
  if (head.branch.empty() || !head.commit) {
    throw refusal("the clone is not on a branch", path)
        .hint(fmt::format("git -C {} switch {}", clone.directory, branch_to_switch_to(repository, head)));
  }
  clone.tip = *head.commit;
  clone.own_branch = head.branch.substr(k_heads.size());
  // `git pull` moves a branch named like upstream's, so the queue gets a branch of its own.
  if (clone.own_branch == clone.followed) {
    clone.own_branch = k_usual_branch;
    const auto taken = git::ref_target(repository, std::string(k_heads) + k_usual_branch);
    clone.branch_is_new = !taken;
    if (taken && *taken != clone.tip) {
      throw refusal(fmt::format("the clone already has a branch {}, at another commit", k_usual_branch), path)
          .hint(fmt::format("git -C {} switch {}     if that is the branch to take over", clone.directory,
                            k_usual_branch));
    }
  }
  return clone;
}

void refuse_existing_patches(const workspace::Config& config) {
  const fs::path directory = config.patches_path();
  if (!fs::exists(directory) || fs::is_empty(directory)) return;
  throw refusal(fmt::format("{}/ already has files", config.patches_dir), directory).hint("move them away first");
}

Publication publication_of(Fork& fork, const Clone& clone, const FileSet& files, const std::string& config_text) {
  Publication publication;
  publication.command = "init";
  publication.summary = fmt::format("took over {} with {}", clone.directory, count_of(files.patches.size(), "patch"));
  publication.files = files.changes;
  publication.files[fork.config().file.filename().string()] = config_text;
  if (auto ignore = gitignore_with(fork.project(), clone.directory))
    publication.files[".gitignore"] = std::move(*ignore);
  publication.refs = export_moves(fork, clone.tip, files.record);
  if (clone.branch_is_new) publication.refs.push_back({fork.branch_ref(), {}, clone.tip});
  const std::string head = "ref: " + fork.branch_ref();
  if (head_text(fork.repository()) != head) publication.head = head;
  return publication;
}

void fill_report(const Fork& fork, const Clone& clone, const FileSet& files, report::Init& result) {
  for (const queue::ExportedPatch& patch : files.patches) {
    result.patches.push_back(fork.config().patches_dir + "/" + patch.name);
  }
  if (clone.branch_is_new) {
    result.notes.push_back(fmt::format("the patches are now on the branch {}, at the same commit; {} does not move",
                                       clone.own_branch, clone.followed));
  }
  if (files.patches.empty()) result.notes.emplace_back("the clone has no commits of its own: the queue is empty");
  const std::vector<std::string> project_files = {fork.config().file.filename().string(), workspace::k_lock_file,
                                                  fork.config().patches_dir};
  result.next.push_back(report::NextStep(report::NextStep::Kind::add_project_files).with(project_files));
  result.next.push_back(report::NextStep::Kind::status_at_tip);
}

/// What is left to say after a take-over that an earlier run began.
report::Init finished(const fs::path& file) {
  report::Init result;
  result.config_file = file.filename().string();
  result.url = transport::shown_url(workspace::load_config(file).upstream_url);
  result.notes.emplace_back("the take-over that was interrupted is complete now");
  result.next.push_back(report::NextStep::Kind::status_at_tip);
  return result;
}

}  // namespace

std::optional<report::Init> finish_adoption(const fs::path& file, const fs::path& clone, report::Reporter& reporter) {
  if (!fs::exists(clone / ".git")) return std::nullopt;
  const fs::path root = file.parent_path();
  Checkout checkout(clone, {root, directory_in_project(clone, root)}, {});
  if (!checkout.has_state()) return std::nullopt;
  checkout.lock();
  const bool was_open = recover(checkout, reporter);
  return was_open && fs::exists(file) ? std::optional(finished(file)) : std::nullopt;
}

report::Init adopt(const fs::path& file, const InitOptions& options, report::Reporter& reporter) {
  const fs::path root = file.parent_path();
  if (!fs::exists(*options.adopt)) {
    throw refusal("there is no such directory", *options.adopt)
        .hint("mlxpatch init --adopt DIR     the clone's directory, from here")
        .hint("mlxpatch init URL             begin without a clone");
  }
  const Clone clone = inspect(*options.adopt, root, options);
  const std::string text =
      workspace::initial_config(clone.url, clone.followed, clone.directory, clone.remote, clone.own_branch);
  Project project{workspace::parse_config(text, file), {}};
  refuse_existing_patches(project.config);

  Fork fork = open_fork(std::move(project), Access::write, reporter);
  refuse_while_under_way(fork);
  fork.require_upstream_tip();
  const BranchQueue queue = branch_queue(fork, clone.tip);
  const FileSet files = file_set(fork, queue.commits, queue.base, {}, Keep::rewrite);
  audit(fork, files, {}, {}, fork.store().tree_of(clone.tip));

  report::Init result;
  result.config_file = file.filename().string();
  result.url = transport::shown_url(clone.url);
  result.base = commit_line(fork, queue.base);
  result.notes = queue.notes;
  fill_report(fork, clone, files, result);
  publish(fork.checkout(), publication_of(fork, clone, files, text), reporter);
  record_followed_url(fork);
  return result;
}

}  // namespace mlxpatch::ops
