#include "context.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/configured_remotes.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/history.hpp>
#include <mlxpatch/git/promised.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/transfer_options.hpp>
#include <mlxpatch/git/worktree.hpp>

#include "autostash.hpp"
#include "stale_locks.hpp"
#include "transaction.hpp"

namespace mlxpatch::ops {

Project open_project(const Place& place) {
  const auto file = place.config ? place.config : workspace::find_config(place.directory);
  if (!file) {
    throw Error(fmt::format("there is no mlxpatch.toml in {} or above it", place.directory.string()), ErrorKind::usage)
        .hint("mlxpatch init URL          write one for the upstream at URL")
        .hint("mlxpatch -C DIR ...        work in another folder");
  }
  Project project{workspace::load_config(*file), {}};
  project.lock = workspace::read_lock(project.config.lock_path());
  return project;
}

bool has_checkout(const Project& project) { return std::filesystem::exists(project.config.checkout_path() / ".git"); }

namespace {

git::Repository open_checkout(const Project& project) {
  const std::filesystem::path path = project.config.checkout_path();
  if (!has_checkout(project)) {
    throw Error(fmt::format("there is no checkout at {} yet", path.string())).hint("mlxpatch setup");
  }
  return git::Repository::open(path);
}

}  // namespace

Fork::Fork(Project project, Access access, report::Reporter& reporter)
    : m_project(std::move(project)),
      m_access(access),
      m_repository(open_checkout(m_project)),
      m_store(std::make_unique<git::ObjectStore>(
          m_repository, std::make_unique<git::PromisedObjects>(m_repository, transfer_options(config(), reporter)))),
      m_state(m_repository.git_directory()) {
  set_trace_file(m_state.trace_log());
  const bool left_open = m_state.open_operation().has_value();
  // A run that is alive has its changes aside, too.
  const bool left_aside =
      has_changes_aside(m_state) && (access == Access::write || !workspace::RunLock::is_held(m_state.run_lock_file()));
  if (access == Access::read && !left_open && !left_aside) return;
  m_run_lock = std::make_unique<workspace::RunLock>(m_state.run_lock_file());
  m_state.remove_leftovers();
  remove_own_ref_locks(m_repository);
  if (left_open) {
    finish_open_operation(*this);
    m_project.lock = workspace::read_lock(config().lock_path());
  }
  recover_changes_aside(*this, reporter);
  if (access == Access::read) m_run_lock.reset();
}

std::string Fork::tracking_name() const { return config().checkout_remote + "/" + config().upstream_branch; }
std::string Fork::tracking_ref() const { return "refs/remotes/" + tracking_name(); }

std::optional<git::Oid> Fork::branch_tip() const { return git::ref_target(m_repository, branch_ref()); }

git::Oid Fork::require_branch_tip() const {
  if (const auto tip = branch_tip()) return *tip;
  throw Error(fmt::format("the checkout has no branch {}", config().checkout_branch))
      .at(config().checkout_path().string())
      .hint("mlxpatch setup             make it from the patch files");
}

void Fork::require_remote() const {
  const std::string& remote = config().checkout_remote;
  if (git::remote_url(m_repository, remote)) return;
  throw Error(fmt::format("the checkout has no remote {}", remote))
      .at(config().checkout_path().string())
      .hint(fmt::format("git -C {} remote add {} {}", config().checkout_dir, remote, config().upstream_url))
      .hint("mlxpatch doctor            what else is not in place");
}

git::Oid Fork::require_upstream_tip() const {
  if (const auto tip = git::ref_target(m_repository, tracking_ref())) return *tip;
  require_remote();
  const std::string prefix = "refs/remotes/" + config().checkout_remote + "/";
  std::vector<std::string> names;
  for (const git::Ref& ref : git::refs_below(m_repository, prefix)) names.push_back(ref.name.substr(prefix.size()));
  Error error(fmt::format("the upstream has no branch {}", config().upstream_branch), ErrorKind::usage);
  error.at(fmt::format("{}: upstream.branch", config().file.string()));
  for (const std::string& near : near_names(config().upstream_branch, names)) {
    error.hint(fmt::format("branch = \"{}\"   is a branch of it", near));
  }
  if (names.empty()) error.hint("mlxpatch setup             fetch its branches");
  throw error;
}

const std::string& Fork::describe(const git::Oid& commit) {
  const auto known = m_descriptions.find(commit);
  if (known != m_descriptions.end()) return known->second;
  const std::optional<workspace::Lock>& lock = project().lock;
  const bool is_locked = lock && lock->base == commit && !lock->describe.empty();
  return m_descriptions.emplace(commit, is_locked ? lock->describe : git::describe(store(), commit)).first->second;
}

std::optional<workspace::Pending> Fork::pending() const {
  const auto text = m_state.pending_text();
  if (!text) return std::nullopt;
  return workspace::parse_pending(*text);
}

git::Signature stand_in_identity() { return {"mlxpatch", "mlxpatch@localhost", git::now()}; }

git::Signature Fork::committer() const {
  return m_access == Access::read ? stand_in_identity() : git::committer_identity(m_repository);
}

git::Signature Fork::author() const {
  return m_access == Access::read ? stand_in_identity() : git::author_identity(m_repository);
}

void refuse_while_under_way(Fork& fork) {
  if (const auto pending = fork.pending()) {
    throw Error(
        fmt::format("{} {} waits for you at a conflict", pending->command == "pick" ? "a" : "an", pending->command))
        .at(fork.config().checkout_path().string())
        .hint("mlxpatch status            what it waits for")
        .hint("mlxpatch continue          go on once the conflict is resolved")
        .hint("mlxpatch abort             go back to before it");
  }
  struct Way {
    git::RepositoryState state;
    const char* what;
    const char* end;
  };
  static constexpr Way k_ways[] = {
      {git::RepositoryState::merge, "a merge", "git merge --abort"},
      {git::RepositoryState::rebase, "a rebase", "git rebase --abort"},
      {git::RepositoryState::cherry_pick, "a cherry-pick", "git cherry-pick --abort"},
      {git::RepositoryState::revert, "a revert", "git revert --abort"},
      {git::RepositoryState::bisect, "a bisection", "git bisect reset"},
      {git::RepositoryState::apply_mailbox, "a git am", "git am --abort"},
  };
  const git::RepositoryState state = fork.repository().state();
  const auto* way =
      std::find_if(std::begin(k_ways), std::end(k_ways), [&](const Way& known) { return known.state == state; });
  if (way == std::end(k_ways)) return;
  const std::string directory = fork.config().checkout_dir;
  throw Error(fmt::format("{} of your own is under way in the checkout", way->what))
      .at(fork.config().checkout_path().string())
      .hint(fmt::format("git -C {} status     see it, and finish it", directory))
      .hint(fmt::format("git -C {} {}     or give it up", directory, std::string_view(way->end).substr(4)));
}

void require_on_branch(Fork& fork) {
  const git::Head head = git::head(fork.repository());
  if (head.branch == fork.branch_ref()) return;
  fork.require_branch_tip();
  const std::string where =
      head.branch.empty() ? "detached at a commit" : "on " + head.branch.substr(sizeof("refs/heads/") - 1);
  throw Error(fmt::format("the checkout is {}, not on {}", where, fork.config().checkout_branch))
      .at(fork.config().checkout_path().string())
      .hint(fmt::format("git -C {} switch {}", fork.config().checkout_dir, fork.config().checkout_branch));
}

void require_clean_tree(Fork& fork, const std::string& hint) {
  const git::WorktreeStatus status = git::worktree_status(fork.repository());
  if (status.clean_but_untracked()) return;
  std::vector<std::string> files = status.modified;
  files.insert(files.end(), status.staged.begin(), status.staged.end());
  files.insert(files.end(), status.unmerged.begin(), status.unmerged.end());
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  Error error(fmt::format("{} of the checkout {} changes that are not committed", count_of(files.size(), "file"),
                          files.size() == 1 ? "has" : "have"));
  for (const std::string& file : files) error.at(fork.config().checkout_dir + "/" + file);
  error.hint(fmt::format("git -C {} commit -a       make them part of the queue", fork.config().checkout_dir));
  error.hint(hint.empty() ? fmt::format("git -C {} stash push      put them aside; `git stash pop` brings them back",
                                        fork.config().checkout_dir)
                          : hint);
  throw error;
}

git::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter) {
  git::TransferOptions options;
  switch (config.fetch_with) {
    case workspace::Config::FetchWith::automatic:
      options.transport = git::Transport::automatic;
      break;
    case workspace::Config::FetchWith::git:
      options.transport = git::Transport::git;
      break;
    case workspace::Config::FetchWith::libgit2:
      options.transport = git::Transport::libgit2;
      break;
  }
  options.timeout = std::chrono::seconds(config.fetch_timeout_seconds);
  options.depth = config.fetch_depth;
  options.filter = config.fetch_filter;
  options.on_progress = [&reporter](const git::TransferProgress& progress) {
    reporter.on(report::Progress{std::string(progress.stage), progress.done, progress.total});
  };
  return options;
}

std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter) {
  fork.require_remote();
  const auto before = git::ref_target(fork.repository(), fork.tracking_ref());
  git::fetch(fork.repository(), fork.config().checkout_remote, transfer_options(fork.config(), reporter));
  const git::Oid after = fork.require_upstream_tip();
  const std::size_t count = before ? git::count_between(fork.repository(), *before, after) : 0;
  reporter.on(report::Step{
      fmt::format("Fetched {}: {}", fork.tracking_name(), count == 0 ? "nothing new" : count_of(count, "new commit"))});
  return count;
}

std::string head_text(const git::Repository& repository) {
  const git::Head head = git::head(repository);
  return head.branch.empty() ? head.commit.value_or(git::Oid{}).hex() : "ref: " + head.branch;
}

queue::ReplayOptions replay_options(Fork& fork, report::Reporter& reporter) {
  queue::ReplayOptions options;
  options.committer = fork.committer();
  options.merge.style =
      git::conflict_style_named(fork.repository().config_string("merge.conflictStyle").value_or("merge"));
  options.on_progress = [&reporter](std::size_t done, std::size_t total) {
    reporter.on(report::Progress{"Replaying patches", done, total});
  };
  return options;
}

std::optional<std::string> gitignore_with(const Project& project, const std::string& directory) {
  const std::filesystem::path root = project.config.root();
  if (!git::Repository::discover(root)) return std::nullopt;
  const std::string line = "/" + directory + "/";
  std::string content = read_file_if_exists(root / ".gitignore").value_or("");
  for (const std::string_view existing : split(content, '\n')) {
    const std::string_view pattern = trim(existing);
    if (pattern == line || pattern == directory || pattern == directory + "/" || pattern == "/" + directory) {
      return std::nullopt;
    }
  }
  if (!content.empty() && content.back() != '\n') content += '\n';
  return content + line + "\n";
}

report::CommitLine commit_line(const queue::CommitInfo& info) {
  return {info.id.hex(), git::format_iso8601(info.date), info.author, info.subject, info.number, {}};
}

report::CommitLine commit_line(Fork& fork, const git::Oid& commit) {
  report::CommitLine line = commit_line(queue::commit_info(fork.store(), commit));
  line.describe = fork.describe(commit);
  return line;
}

}  // namespace mlxpatch::ops
