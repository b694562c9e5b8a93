#include <mlxpatch/transport/remote.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/fetch_leftovers.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "fetch_repository.hpp"
#include "git_program.hpp"
#include "kept_refs.hpp"
#include "libgit2.hpp"
#include "local_objects.hpp"
#include "tracking_refs.hpp"

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

bool uses_git(const TransferOptions& options) {
  if (options.transport == Transport::libgit2) {
    if (options.depth == 0 && options.filter.empty()) return false;
    throw Error("shallow and partial clones need the git program, but libgit2 was asked for", ErrorKind::usage)
        .doing("choosing how to talk to the remote")
        .hint("set fetch.with = \"git\" in mlxpatch.toml");
  }
  if (find_program("git")) return true;
  const bool needs_git = options.transport == Transport::git || options.depth != 0 || !options.filter.empty();
  if (!needs_git) return false;
  throw Error("there is no git program on the PATH")
      .doing("choosing how to talk to the remote")
      .hint("install git, or set fetch.with = \"libgit2\" in mlxpatch.toml (without fetch.depth and fetch.filter)");
}

/// Whether a clone links or copies the packs of a repository on this machine, which needs no program.
bool is_taken_from_here(const std::string& url, const TransferOptions& options) {
  if (options.transport != Transport::automatic || options.depth != 0 || !options.filter.empty()) return false;
  return can_take_local_objects(absolute_if_path(url));
}

/// The directory of a clone. Unless the clone is finished, what it has made is removed.
class CloneDirectory {
 public:
  explicit CloneDirectory(const fs::path& directory) : m_directory(directory), m_work(directory / k_clone_leftover) {
    if (fs::exists(fs::symlink_status(directory))) {
      refuse_content();
      fs::remove_all(m_work);
    } else {
      fs::create_directories(directory);
      m_is_ours = true;
    }
  }
  ~CloneDirectory() {
    if (m_is_done) return;
    std::error_code ignored;
    fs::remove_all(m_work, ignored);
    if (m_is_ours) fs::remove(m_directory, ignored);
  }
  CloneDirectory(const CloneDirectory&) = delete;
  CloneDirectory& operator=(const CloneDirectory&) = delete;

  const fs::path& work() const { return m_work; }

  void finish() {
    remove_locks();
    fs::rename(m_work / ".git", m_directory / ".git");
    m_is_done = true;
    fs::remove_all(m_work);
    sync_directory(m_directory);
  }

 private:
  /// The library does not look at whether its locks went, and nobody else can have one here yet.
  void remove_locks() const {
    for (const fs::directory_entry& entry : fs::directory_iterator(m_work / ".git")) {
      if (entry.path().extension() != ".lock") continue;
      if (const int failure = remove_name(entry.path()); failure != 0) {
        throw system_error(fmt::format("can't remove '{}'", entry.path().string()), failure);
      }
    }
  }

  void refuse_content() const {
    if (fs::is_directory(m_directory)) {
      const auto foreign =
          std::find_if(fs::directory_iterator(m_directory), fs::directory_iterator(),
                       [](const fs::directory_entry& entry) { return entry.path().filename() != k_clone_leftover; });
      if (foreign == fs::directory_iterator()) return;
    }
    throw Error(fs::is_directory(m_directory) ? "the directory for the clone is not empty"
                                              : "the path for the clone is not a directory")
        .doing("cloning a repository")
        .at(m_directory.string())
        .hint("move it away, or clone to another directory");
  }

  fs::path m_directory;
  fs::path m_work;
  bool m_is_ours = false;
  bool m_is_done = false;
};

/// Leaves HEAD on an unborn branch with the default branch's name: git makes a local branch, libgit2 does not.
void remove_local_branches(const git::Repository& repository, const std::string& remote) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  std::string branch = "main";
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, repository.handle().get(), (prefix + "HEAD").c_str()) == 0) {
    const git::OwnedReference reference(raw);
    const char* target = git_reference_symbolic_target(raw);
    if (target && std::string_view(target).starts_with(prefix)) branch = target + prefix.size();
  }
  git::set_head_to_branch(repository, "refs/heads/" + branch, "clone");
  for (const git::Ref& ref : git::refs_below(repository, "refs/heads/")) {
    git::update_ref(repository, ref.name, ref.target, {}, "clone");
    const std::string section = "branch." + ref.name.substr(std::string_view("refs/heads/").size());
    for (const char* key : {".remote", ".merge", ".rebase"}) {
      git_config_delete_entry(repository.handle().config(), (section + key).c_str());
    }
  }
}

/// What is wrong with a new clone is wrong with what it was made from, by the path that a person knows.
git::Repository open_clone(const fs::path& directory, const std::string& address) {
  try {
    return git::Repository::open(directory);
  } catch (const Error& error) {
    Error about_source(error.what(), error.kind());
    about_source.doing("cloning a repository").at(shown_url(address));
    for (const std::string& hint : error.hints()) about_source.hint(hint);
    throw about_source;
  }
}

/// Git takes a web page of one line for an empty repository.
void require_branches(const git::Repository& clone, const std::string& remote, const std::string& address) {
  if (!git::refs_below(clone, "refs/remotes/" + remote + "/").empty()) return;
  Error error("the repository there has no branch at all");
  error.doing("cloning a repository").at(shown_url(address));
  error.hint("check that it is the right one, and that no page to sign in answers in its place");
  throw Error(error.hint("run the command again once it has a branch"));
}

std::vector<std::string> branches_of(const RemoteRefs& refs) {
  constexpr std::string_view k_heads = "refs/heads/";
  std::vector<std::string> branches;
  for (const git::Ref& ref : refs.refs) {
    if (ref.name.starts_with(k_heads)) branches.push_back(ref.name.substr(k_heads.size()));
  }
  std::ranges::sort(branches);
  return branches;
}

/// Whether git, configured as it is, would remove branches here that the remote does not have.
MissingBranches missing_branches(const git::Repository& repository, const std::string& remote) {
  const auto own = repository.config_bool("remote." + remote + ".prune");
  const bool prunes = own.value_or(repository.config_bool("fetch.prune").value_or(false));
  return prunes ? MissingBranches::go : MissingBranches::stay;
}

/// What was here and nothing reached is not fetched again, and git was free to drop it until now.
void require_targets(const git::Repository& repository, const std::vector<TrackingMove>& moves) {
  if (moves.empty()) return;
  const git::Repository anew = git::Repository::open(repository.git_directory());
  for (const TrackingMove& move : moves) {
    const git_oid target = git::to_git(move.after);
    if (!move.after || git_odb_exists(anew.handle().odb(), &target) == 1) continue;
    throw Error(
        fmt::format("object {} has gone in the meantime: `git gc` ran beside this command", move.after.short_hex()))
        .doing("fetching from a remote")
        .hint("run the same command again");
  }
}

}  // namespace

git::Repository clone(std::string_view url, const fs::path& directory, std::string_view remote,
                      const TransferOptions& options) {
  check_url(url);
  const std::string address(url);
  const std::string name(remote);
  check_remote_name(name);
  const bool with_git = uses_git(options) && !is_taken_from_here(address, options);
  CloneDirectory target(directory);
  (with_git ? clone_with_git : clone_with_library)(address, target.work(), name, options);
  const git::Repository made = open_clone(target.work(), address);
  require_branches(made, name, address);
  remove_local_branches(made, name);
  target.finish();
  return git::Repository::open(directory);
}

std::vector<std::string> fetch(const git::Repository& repository, std::string_view remote,
                               const TransferOptions& options) {
  const std::string name(remote);
  check_remote_name(name);
  const auto url = remote_url(repository, name);
  if (!url) {
    throw Error(fmt::format("there is no remote \"{}\"", escape_control(name)))
        .doing("fetching from a remote")
        .at(repository.git_directory().string())
        .hint(fmt::format("git remote add {} URL", escape_control(name)));
  }
  check_url(*url);
  const bool with_git = uses_git(options);
  const FetchNote note(repository, name);
  const std::vector<git::Ref> before = tracking_refs(repository, name);
  make_fetch_repository(repository);
  const RemoteRefs refs = (with_git ? fetch_with_git : fetch_with_library)(repository, name, *url, options);
  std::vector<std::string> branches = branches_of(refs);
  if (!before.empty() && branches.empty()) return branches;
  const MissingBranches missing = missing_branches(repository, name);
  const KeptPacks kept_until_reached = take_fetched_packs(repository);
  const std::vector<TrackingMove> moves = tracking_moves(repository, before, refs, missing);
  write_incoming_refs(repository, name, moves);
  require_targets(repository, moves);
  keep_moved_tags(repository, moves, options.on_kept_tag);
  if (missing == MissingBranches::stay) keep_removed_branches(repository, moves);
  move_tracking_refs(repository, moves);
  return branches;
}

}  // namespace mlxpatch::transport
