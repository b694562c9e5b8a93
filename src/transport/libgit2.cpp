#include "libgit2.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <stdlib.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/certificates.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/packed_refs.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/keep_file.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "fetch_repository.hpp"
#include "local_fetch.hpp"
#include "local_objects.hpp"
#include "progress_reader.hpp"
#include "remote_error.hpp"
#include "tracking_refs.hpp"
#include "watched_streams.hpp"
#include "whole_objects.hpp"

namespace mlxpatch::transport {
namespace {

/// The ssh agent offers all its keys at once, so there is no use in asking it again and again.
constexpr int k_most_credential_tries = 2;
/// How the name of a pack begins while libgit2 receives it.
constexpr std::string_view k_half_received = "pack_git2_";

/// What the callbacks of one transfer share.
struct Transfer {
  const TransferOptions& options;
  std::filesystem::path packs;  ///< the directory that libgit2 receives a pack in
  ProgressReader progress;
  std::shared_ptr<StreamWatch> watch;
  std::uint64_t done = 0;        ///< objects, received and worked on
  std::uintmax_t pack_size = 0;  ///< at the last look
  std::chrono::steady_clock::time_point looked{};
  std::size_t text_size = 0;
  int credential_tries = 0;
  std::exception_ptr failure{};  ///< what a callback threw
};

/// No exception may pass through libgit2: a callback's failure stops the transfer and is thrown again after it.
template <typename Call>
int guarded(Transfer& transfer, Call call) noexcept {
  try {
    check_interrupt();
    call();
    return 0;
  } catch (...) {
    transfer.failure = std::current_exception();
    return GIT_EUSER;
  }
}

void report(const Transfer& transfer, std::string_view stage, std::uint64_t done, std::uint64_t total) {
  if (transfer.options.on_progress) transfer.options.on_progress({stage, done, total});
}

/// How much of a pack is on the disk. What libgit2 counts as received has the empty packets too, by which a server
/// shows that it is alive.
std::uintmax_t received_size(const std::filesystem::path& packs) {
  std::uintmax_t size = 0;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(packs, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->path().filename().string().starts_with(k_half_received)) continue;
    std::error_code ignored;
    const std::uintmax_t one = at->file_size(ignored);
    if (!ignored) size += one;
  }
  return size;
}

void note_progress(Transfer& transfer, const git_indexer_progress& stats) {
  constexpr std::chrono::milliseconds k_look_interval{200};
  const std::uint64_t done = std::uint64_t{stats.received_objects} + stats.indexed_objects + stats.indexed_deltas;
  const auto now = std::chrono::steady_clock::now();
  bool has_grown = std::exchange(transfer.done, done) != done;
  if (!has_grown && now - transfer.looked >= k_look_interval) {
    transfer.looked = now;
    const std::uintmax_t size = received_size(transfer.packs);
    has_grown = std::exchange(transfer.pack_size, size) != size;
  }
  if (has_grown) transfer.watch->renew();
}

extern "C" {

int on_transfer_progress(const git_indexer_progress* stats, void* payload) {
  auto& transfer = *static_cast<Transfer*>(payload);
  return guarded(transfer, [&] {
    note_progress(transfer, *stats);
    if (stats->received_objects < stats->total_objects || stats->total_deltas == 0) {
      report(transfer, "Receiving objects", stats->received_objects, stats->total_objects);
    } else {
      report(transfer, "Resolving deltas", stats->indexed_deltas, stats->total_deltas);
    }
  });
}

int on_sideband(const char* text, int length, void* payload) {
  auto& transfer = *static_cast<Transfer*>(payload);
  transfer.watch->renew();
  transfer.text_size += static_cast<std::size_t>(length);
  if (transfer.text_size > k_most_text) {
    transfer.watch->give_up(Fault::endless);
    return GIT_EUSER;
  }
  return guarded(transfer, [&] { transfer.progress.read(std::string_view(text, static_cast<std::size_t>(length))); });
}

int on_credentials(git_credential** out, const char*, const char* user, unsigned allowed, void* payload) {
  auto& transfer = *static_cast<Transfer*>(payload);
  if (interrupted()) return GIT_EUSER;
  if (transfer.credential_tries++ >= k_most_credential_tries) return GIT_EAUTH;
  if (allowed & GIT_CREDENTIAL_SSH_KEY) return git_credential_ssh_key_from_agent(out, user ? user : "git");
  if (allowed & GIT_CREDENTIAL_USERNAME) return git_credential_username_new(out, user ? user : "git");
  if (allowed & GIT_CREDENTIAL_DEFAULT) return git_credential_default_new(out);
  return GIT_EAUTH;
}

}  // extern "C"

/// Without these limits, which are process-wide, libgit2 waits for ever.
void limit_silence(const TransferOptions& options) {
  const auto milliseconds = static_cast<int>(std::chrono::milliseconds(silence_of(options)).count());
  git::check(git_libgit2_opts(GIT_OPT_SET_SERVER_CONNECT_TIMEOUT, milliseconds),
             "setting a limit for the server's silence");
  git::check(git_libgit2_opts(GIT_OPT_SET_SERVER_TIMEOUT, milliseconds), "setting a limit for the server's silence");
}

void check_transfer(int code, const char* doing, const std::string& url, const Transfer& transfer) {
  if (code >= 0) return;
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  check_interrupt();
  const Fault fault = transfer.watch->fault();
  if (code == GIT_TIMEOUT || fault == Fault::silence) throw silence_error(doing, url, transfer.options);
  if (fault == Fault::standstill) throw standstill_error(doing, url, transfer.options);
  if (fault == Fault::endless) throw transfer_error(doing, url, k_endless, transfer.options);
  if (fault == Fault::redirect) throw transfer_error(doing, url, k_redirect, transfer.options);
  std::string detail = git::last_library_message();
  if (code == GIT_EAUTH) detail = "authentication failed, or it is needed";
  if (code == GIT_ECERTIFICATE) detail = "certificate: " + detail;
  throw transfer_error(doing, url, detail, transfer.options);
}

constexpr std::string_view k_heads = "refs/heads/";

/// The remote's branches and tags, in its order and with its names. It must be connected.
std::vector<git::PackedRef> refs_of(git_remote* remote) {
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  git::check(git_remote_ls(&heads, &count, remote), "asking a remote for its branches");
  std::vector<git::PackedRef> refs;
  for (std::size_t i = 0; i < count; ++i) {
    std::string_view name = heads[i]->name;
    if (!name.starts_with(k_heads) && !name.starts_with("refs/tags/")) continue;
    constexpr std::string_view k_peeled = "^{}";
    if (!name.ends_with(k_peeled)) {
      refs.push_back({std::string(name), git::from_git(heads[i]->oid), {}});
      continue;
    }
    name.remove_suffix(k_peeled.size());
    if (!refs.empty() && refs.back().name == name) refs.back().peeled = git::from_git(heads[i]->oid);
  }
  return refs;
}

std::vector<git::Oid> tips_of(git_remote* remote) {
  std::vector<git::Oid> tips;
  for (const git::PackedRef& ref : refs_of(remote)) tips.push_back(ref.target);
  return tips;
}

/// Writes a clone's remote-tracking branches and tags.
void write_clone_refs(const git::Repository& repository, git_remote* remote) {
  const std::string prefix = std::string("refs/remotes/") + git_remote_name(remote) + "/";
  std::vector<git::PackedRef> refs = refs_of(remote);
  for (git::PackedRef& ref : refs) {
    if (ref.name.starts_with(k_heads)) ref.name = prefix + ref.name.substr(k_heads.size());
  }
  git::check(git_odb_refresh(repository.handle().odb()), "reading the objects of the clone");
  git::write_packed_refs(repository, std::move(refs));
}

bool is_shallow_at(std::string_view address) {
  const auto source = local_repository_at(address);
  return source && is_shallow(*source);
}

/// What objects are transferred for.
enum class Filling { clone, fetch };

/// What a remote has.
struct Received {
  std::vector<git::Ref> refs;
  std::string branch;  ///< the full name of its default branch; empty if it has none
};

std::vector<git::Ref> valid_refs_of(git_remote* remote) {
  std::vector<git::Ref> refs;
  for (git::PackedRef& ref : refs_of(remote)) {
    int is_valid = 0;
    git::check(git_reference_name_is_valid(&is_valid, ref.name.c_str()), "asking a remote for its branches");
    if (is_valid != 0) refs.push_back({std::move(ref.name), ref.target});
  }
  return refs;
}

/// All branches and tags, whatever the remote's configuration says.
void download(git_remote* remote, const git_fetch_options& options, const std::function<void(int)>& require) {
  std::string heads = "+refs/heads/*:refs/heads/*";
  std::string tags = "+refs/tags/*:refs/tags/*";
  std::array<char*, 2> all = {heads.data(), tags.data()};
  const git_strarray refspecs{all.data(), all.size()};
  require(git_remote_download(remote, &refspecs, &options));
}

/// libgit2 1.8 takes http_proxy and https_proxy only if no_proxy is there, too.
void let_proxy_be_found() {
  if (!git::environment("no_proxy") && !git::environment("NO_PROXY")) ::setenv("no_proxy", "", 0);
}

bool is_web_or_git(std::string_view address) {
  const std::string scheme = to_lower(address.substr(0, address.find("://")));
  return scheme == "http" || scheme == "https" || scheme == "git";
}

/// Downloads the objects. A clone gets all its refs at once; a fetch's are left to the caller.
Received transfer_all(const git::Repository& repository, Filling filling, git_remote* remote, const std::string& url,
                      const TransferOptions& options) {
  const char* const doing = filling == Filling::clone ? "cloning a repository" : "fetching from a remote";
  const std::string_view address = git_remote_url(remote);
  const bool is_local = address.starts_with('/') || address.starts_with("file://");
  if (!is_local) git::load_deferred_certificates();
  limit_silence(options);
  let_proxy_be_found();
  Transfer transfer{options, objects::pack_directory(repository), ProgressReader(options),
                    std::make_shared<StreamWatch>(address, silence_of(options))};
  std::optional<WatchedStreams> streams;
  if (is_web_or_git(address)) streams.emplace(transfer.watch);
  auto fetch = git::with_defaults(git_fetch_options_init, GIT_FETCH_OPTIONS_VERSION);
  fetch.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL;
  fetch.proxy_opts.type = GIT_PROXY_AUTO;
  // Not to another host: a password is for the one that a person gave.
  fetch.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  fetch.callbacks.payload = &transfer;
  fetch.callbacks.transfer_progress = on_transfer_progress;
  fetch.callbacks.sideband_progress = on_sideband;
  fetch.callbacks.credentials = on_credentials;
  const auto require = [&](int code) { check_transfer(code, doing, url, transfer); };
  auto connect = git::with_defaults(git_remote_connect_options_init, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
  connect.callbacks = fetch.callbacks;
  connect.proxy_opts = fetch.proxy_opts;
  connect.follow_redirects = fetch.follow_redirects;
  require(git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &connect));
  // The remote has listed its branches by now, and what they led to then is complete, whatever is added meanwhile.
  const char* const stage = filling == Filling::clone ? "Copying objects" : "Copying commits";
  const auto on_copied = [&](std::size_t done, std::size_t total) { report(transfer, stage, done, total); };
  bool is_taken_over = false;
  const std::vector<git::Oid> tips = is_local ? tips_of(remote) : std::vector<git::Oid>();
  if (filling == Filling::clone) {
    is_taken_over = take_local_objects(repository, address, on_copied);
  } else if (is_local) {
    take_new_local_objects(repository, address, tips, on_copied);
  }
  const bool is_cut_off = is_local && is_shallow_at(address);
  if (is_taken_over) check_nothing_is_missing(repository, tips, address, SourceHistory::whole);
  download(remote, fetch, require);
  // libgit2 takes a history that ends where the other repository's does for a whole one.
  if (is_cut_off) check_nothing_is_missing(repository, tips, address, SourceHistory::shallow);
  if (filling == Filling::clone) write_clone_refs(repository, remote);
  Received received;
  received.refs = valid_refs_of(remote);
  git::Buffer branch;
  const int code = git_remote_default_branch(branch.get(), remote);
  git_remote_disconnect(remote);
  if (code == GIT_ENOTFOUND) return received;
  require(code);
  received.branch = branch.string();
  return received;
}

/// libgit2 takes the path of a missing directory for an address of an unknown kind.
void refuse_missing_path(const char* doing, const std::string& address, const std::string& url,
                         const TransferOptions& options) {
  if (!address.starts_with('/') || std::filesystem::exists(address)) return;
  throw transfer_error(doing, url, "No such file or directory", options);
}

}  // namespace

void clone_with_library(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                        const TransferOptions& options) {
  constexpr const char* k_doing = "cloning a repository";
  const std::string address = absolute_if_path(url);
  refuse_missing_path(k_doing, address, url, options);
  const git::Repository repository = git::Repository::create(directory, "main");
  const auto object = git::take<git::OwnedRemote>(k_doing, git_remote_create, repository.handle().get(), remote.c_str(),
                                                  address.c_str());
  const std::string branch = transfer_all(repository, Filling::clone, object.get(), url, options).branch;
  if (!branch.starts_with(k_heads)) return;
  const std::string prefix = "refs/remotes/" + remote + "/";
  git::set_symbolic_ref(repository, prefix + "HEAD", prefix + branch.substr(k_heads.size()));
}

RemoteRefs fetch_with_library(const git::Repository& repository, const std::string& remote, const std::string& url,
                              const TransferOptions& options) {
  refuse_missing_path("fetching from a remote", url, url, options);
  const git::Repository into = git::Repository::open(fetch_repository(repository));
  const auto object =
      git::take<git::OwnedRemote>("fetching from a remote", git_remote_lookup, into.handle().get(), remote.c_str());
  return {remote, transfer_all(into, Filling::fetch, object.get(), url, options).refs};
}

}  // namespace mlxpatch::transport
