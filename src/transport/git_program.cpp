#include "git_program.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "fetch_repository.hpp"
#include "git_watch.hpp"
#include "progress_reader.hpp"
#include "remote_error.hpp"
#include "tracking_refs.hpp"

namespace mlxpatch::transport {
namespace {

/// Variables that would make git work on another repository than the one that is named.
const std::vector<std::string>& local_variables() {
  static const std::vector<std::string> k_names = {
      "GIT_DIR",        "GIT_WORK_TREE",        "GIT_COMMON_DIR",
      "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
      "GIT_NAMESPACE",  "GIT_PREFIX",           "GIT_SHALLOW_FILE",
      "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_CONFIG"};
  return k_names;
}

/// Git without what it does beside the transfer. Maintenance is left to the user's own next git command, and no hook is
/// run, reference-transaction being one. What arrives stays a pack, however small it is: while git unpacks loose
/// objects, its progress does not say how many bytes have come, so that a slow server could not be told from a silent
/// one.
const std::vector<std::string>& git_words() {
  static const std::vector<std::string> k_words = {"git",
                                                   "-c",
                                                   "gc.auto=0",
                                                   "-c",
                                                   "maintenance.auto=false",
                                                   "-c",
                                                   "core.hooksPath=/dev/null",
                                                   "-c",
                                                   "fetch.unpackLimit=1",
                                                   "-c",
                                                   "transfer.unpackLimit=1",
                                                   "-c",
                                                   "fetch.writeCommitGraph=false"};
  return k_words;
}

/// The user's own ssh command is left alone: it may not know plain ssh's options.
bool has_own_ssh(const git::Repository* repository) {
  if (git::environment("GIT_SSH_COMMAND") || git::environment("GIT_SSH")) return true;
  if (repository) return repository->config_string("core.sshCommand").has_value();
  const auto global = run_process({"git", "config", "--get", "core.sshCommand"}, {.unset_env = local_variables()});
  return global.exit_code == 0;
}

ProcessOptions process_options(const std::string& url, const git::Repository* repository,
                               const TransferOptions& options) {
  ProcessOptions process;
  process.unset_env = local_variables();
  const long long silence = silence_of(options).count();
  process.set_env = {
      {"LC_ALL", "C"}, {"GIT_HTTP_LOW_SPEED_LIMIT", "1"}, {"GIT_HTTP_LOW_SPEED_TIME", std::to_string(silence)}};
  process.terminal_input = has_terminal();
  if (!process.terminal_input) process.set_env["GIT_TERMINAL_PROMPT"] = "0";
  if (is_ssh(url) && !has_own_ssh(repository)) {
    process.set_env["GIT_SSH_COMMAND"] =
        fmt::format("ssh -o ConnectTimeout={0} -o ServerAliveInterval={0} -o ServerAliveCountMax=1{1}", silence,
                    process.terminal_input ? "" : " -o BatchMode=yes");
  }
  return process;
}

std::string_view without_rank(std::string_view line) {
  for (const std::string_view rank : {"fatal: ", "error: "}) {
    if (line.starts_with(rank)) return line.substr(rank.size());
  }
  return line;
}

/// What a line says is the cause of the failure, whatever comes after it.
constexpr std::array<std::string_view, 13> k_causes = {"fatal: remote error:",
                                                       "Permission denied",
                                                       "No space left on device",
                                                       "Host key verification failed",
                                                       "RPC failed",
                                                       "bad pack header",
                                                       "pack signature",
                                                       "bad line length",
                                                       "timed out",
                                                       "dubious ownership",
                                                       "unknown repository extension",
                                                       "Expected git repo version",
                                                       "does not appear to be a git repository"};

bool names_cause(std::string_view line) {
  if (line.starts_with("ssh: ")) return true;
  // Those are the server's own words.
  if (line.starts_with("remote: ")) return false;
  return std::ranges::any_of(k_causes,
                             [&](std::string_view cause) { return line.find(cause) != std::string_view::npos; });
}

/// Git's last words about why it failed. Before "hung up" and "could not read from remote repository" an earlier line
/// has the cause.
std::string last_complaint(std::string_view errors) {
  std::string_view complaint;
  std::string_view any_line;
  for (const std::string_view line : split(errors, '\n')) {
    const std::string_view text = trim(line.substr(line.rfind('\r') + 1));
    if (text.empty()) continue;
    if (names_cause(text)) return std::string(without_rank(text));
    any_line = text;
    if (without_rank(text) != text) complaint = without_rank(text);
  }
  return std::string(complaint.empty() ? any_line : complaint);
}

/// One call of git that talks to a remote.
struct GitCall {
  std::string_view doing;
  const std::string& url;
  const git::Repository* repository;  ///< null if there is none yet
  std::vector<std::string> arguments;
  std::string input{};
  std::filesystem::path git_directory{};  ///< empty: that of the directory in which git runs
};

void run_transfer(GitCall call, const TransferOptions& options) {
  const std::string& url = call.url;
  ProgressReader progress(options);
  GitWatch watch(url, options);
  ProcessOptions process = process_options(url, call.repository, options);
  process.input = std::move(call.input);
  if (!call.git_directory.empty()) process.set_env["GIT_DIR"] = call.git_directory.string();
  process.on_errors = [&](std::string_view piece) {
    watch.hear(piece);
    if (options.on_progress) progress.read(piece);
  };
  process.gives_up = [&] { return watch.is_over(); };
  call.arguments.insert(call.arguments.begin(), git_words().begin(), git_words().end());
  const ProcessResult result = run_process(call.arguments, process);
  if (watch.is_endless()) throw transfer_error(call.doing, url, k_endless, options);
  if (watch.is_standing()) throw standstill_error(call.doing, url, options);
  if (result.timed_out) throw silence_error(call.doing, url, options);
  if (result.exit_code != 0) throw transfer_error(call.doing, url, last_complaint(result.errors), options);
}

std::string directory_of(const git::Repository& repository) {
  return (repository.is_bare() ? repository.git_directory() : repository.work_directory()).string();
}

void add_limits(std::vector<std::string>& arguments, const TransferOptions& options) {
  if (options.depth > 0) arguments.push_back(fmt::format("--depth={}", options.depth));
  if (!options.filter.empty()) arguments.push_back("--filter=" + options.filter);
}

/// Git notes in the configuration what makes a clone a partial one, and would do so where it writes the refs.
void remember_filter(const git::Repository& repository, const std::string& remote, const std::string& filter) {
  const std::string key = fmt::format("remote.{}.promisor", remote);
  if (filter.empty() || repository.config_bool(key).value_or(false)) return;
  git_config* const config = repository.handle().config();
  constexpr const char* k_doing = "making this repository a partial clone";
  git::check(git_config_set_bool(config, key.c_str(), 1), k_doing, key);
  const std::string filter_key = fmt::format("remote.{}.partialclonefilter", remote);
  git::check(git_config_set_string(config, filter_key.c_str(), filter.c_str()), k_doing, filter_key);
}

}  // namespace

void clone_with_git(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                    const TransferOptions& options) {
  std::vector<std::string> arguments = {"clone",      "--no-checkout", "--no-single-branch",
                                        "--progress", "--origin",      remote};
  add_limits(arguments, options);
  // From a path git would take over the files of the objects, damage and all, with the other repository's own
  // alternates; and it would ignore the limits.
  if (absolute_if_path(url).starts_with('/')) arguments.emplace_back("--no-local");
  arguments.insert(arguments.end(), {"--", url, directory.string()});
  run_transfer({"cloning a repository", url, nullptr, std::move(arguments)}, options);
}

RemoteRefs fetch_with_git(const git::Repository& repository, const std::string& remote, const std::string& url,
                          const TransferOptions& options) {
  remember_filter(repository, remote, options.filter);
  // --force: upstreams move tags such as "nightly". With an empty refmap git leaves alone what the remote's
  // configuration says.
  std::vector<std::string> arguments = {"-C",
                                        directory_of(repository),
                                        "fetch",
                                        "--prune",
                                        "--tags",
                                        "--force",
                                        "--refmap=",
                                        "--progress",
                                        "--no-recurse-submodules",
                                        "--no-write-fetch-head"};
  add_limits(arguments, options);
  arguments.insert(arguments.end(), {"--", remote, fmt::format("+refs/heads/*:refs/remotes/{}/*", remote)});
  GitCall call{"fetching from a remote", url, &repository, std::move(arguments)};
  call.git_directory = fetch_repository(repository);
  run_transfer(std::move(call), options);
  // Tags that the remote does not have are among them, as they are here.
  const std::string prefix = fmt::format("refs/remotes/{}/", remote);
  RemoteRefs refs{remote, {}};
  for (git::Ref& ref : take_fetched_refs(repository)) {
    const bool is_branch = ref.name.starts_with(prefix);
    if (is_branch) ref.name.replace(0, prefix.size(), "refs/heads/");
    if (is_branch || ref.name.starts_with("refs/tags/")) refs.refs.push_back(std::move(ref));
  }
  return refs;
}

void fetch_objects_with_git(const git::Repository& repository, const std::string& remote,
                            const std::vector<git::Oid>& objects, const TransferOptions& options) {
  const std::string url = remote_url(repository, remote).value_or("");
  check_url(url);
  // As git itself asks for them: by id, without negotiating about what is already here.
  GitCall call{k_fetching_promised, url, &repository, {}};
  call.arguments = {"-C",
                    directory_of(repository),
                    "-c",
                    "fetch.negotiationAlgorithm=noop",
                    "fetch",
                    "--no-tags",
                    "--no-write-fetch-head",
                    "--no-recurse-submodules",
                    "--filter=blob:none",
                    "--progress",
                    "--stdin",
                    "--",
                    remote};
  for (const git::Oid& object : objects) call.input += object.hex() + "\n";
  run_transfer(std::move(call), options);
}

}  // namespace mlxpatch::transport
