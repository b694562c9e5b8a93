#include "tracking_refs.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_refs = "refs/";
constexpr std::string_view k_heads = "refs/heads/";
constexpr std::string_view k_tags = "refs/tags/";

std::string tracking_prefix(const std::string& remote) { return "refs/remotes/" + remote + "/"; }

/// The ref here that follows one of the remote.
std::string tracking_name(const std::string& remote, const std::string& name) {
  if (name.starts_with(k_tags)) return name;
  return tracking_prefix(remote) + name.substr(k_heads.size());
}

/// What the refs here should be, sorted.
std::vector<git::Ref> wanted_refs(const RemoteRefs& refs) {
  std::vector<git::Ref> wanted;
  wanted.reserve(refs.refs.size());
  for (const git::Ref& ref : refs.refs) wanted.push_back({tracking_name(refs.remote, ref.name), ref.target});
  const auto by_name = [](const git::Ref& a, const git::Ref& b) { return a.name < b.name; };
  if (!std::is_sorted(wanted.begin(), wanted.end(), by_name)) std::sort(wanted.begin(), wanted.end(), by_name);
  return wanted;
}

/// Whether a ref is where one of these, sorted, needs a directory, or the other way round.
bool is_in_the_way(const std::string& name, const std::vector<git::Ref>& wanted) {
  const std::string below = name + "/";
  const auto next = std::ranges::lower_bound(wanted, below, {}, &git::Ref::name);
  if (next != wanted.end() && next->name.starts_with(below)) return true;
  for (std::size_t slash = name.rfind('/'); slash != std::string::npos && slash > 0;
       slash = name.rfind('/', slash - 1)) {
    if (std::ranges::binary_search(wanted, name.substr(0, slash), {}, &git::Ref::name)) return true;
  }
  return false;
}

/// A remote can't move what a symbolic ref of ours leads to, refs/remotes/<remote>/HEAD above all.
bool may_follow(const git::Repository& repository, const std::string& name) {
  int is_valid = 0;
  return git_reference_name_is_valid(&is_valid, name.c_str()) == 0 && is_valid != 0 &&
         git::final_ref_name(repository, name) == name;
}

void move_ref(const git::Repository& repository, const TrackingMove& move) {
  const auto now = [&] { return git::ref_target(repository, move.name).value_or(git::Oid{}); };
  if (now() == move.before) {
    try {
      git::update_ref(repository, move.name, move.before, move.after, "mlxpatch fetch");
      return;
    } catch (const Error&) {
      if (now() == move.before) throw;
    }
  }
  trace(fmt::format("another program has moved {} during the fetch; it stays", move.name));
}

/// The locks below a directory of refs.
std::vector<fs::path> locks_below(const fs::path& directory, std::vector<fs::path>& directories) {
  std::vector<fs::path> locks;
  std::error_code missing;
  if (fs::is_directory(directory, missing)) directories.push_back(directory);
  for (fs::recursive_directory_iterator entry(directory, missing), end; !missing && entry != end;
       entry.increment(missing)) {
    if (entry->is_directory()) directories.push_back(entry->path());
    if (entry->path().extension() == ".lock") locks.push_back(entry->path());
  }
  return locks;
}

}  // namespace

std::string incoming_prefix(const git::Repository& repository, const std::string& remote) {
  std::error_code failed;
  const fs::path& own = repository.git_directory();
  std::string group = "incoming";
  if (!fs::equivalent(own, repository.common_directory(), failed)) {
    group += "-" + (own.has_filename() ? own : own.parent_path()).filename().string();
  }
  return fmt::format("refs/mlxpatch/{}/{}/", group, remote);
}

std::vector<git::Ref> tracking_refs(const git::Repository& repository, const std::string& remote) {
  std::vector<git::Ref> refs = git::refs_below(repository, tracking_prefix(remote));
  for (git::Ref& tag : git::refs_below(repository, k_tags)) refs.push_back(std::move(tag));
  return refs;
}

RemoteRefs incoming_refs(const git::Repository& repository, const std::string& remote) {
  const std::string prefix = incoming_prefix(repository, remote);
  RemoteRefs incoming{remote, git::refs_below(repository, prefix)};
  for (git::Ref& ref : incoming.refs) ref.name.replace(0, prefix.size(), k_refs);
  return incoming;
}

std::vector<TrackingMove> tracking_moves(const git::Repository& repository, const std::vector<git::Ref>& before,
                                         const RemoteRefs& refs, MissingBranches missing) {
  const std::vector<git::Ref> wanted = wanted_refs(refs);
  std::vector<TrackingMove> moves;
  std::vector<TrackingMove> new_values;
  auto known = before.begin();
  const auto pass_missing = [&](const std::string* next) {
    for (; known != before.end() && (!next || known->name < *next); ++known) {
      if (known->name.starts_with(k_tags)) continue;
      if (missing == MissingBranches::go || is_in_the_way(known->name, wanted)) {
        moves.push_back({known->name, known->target, {}});
      }
    }
  };
  for (const git::Ref& ref : wanted) {
    pass_missing(&ref.name);
    const bool is_known = known != before.end() && known->name == ref.name;
    const git::Oid value = is_known ? known->target : git::Oid{};
    if (is_known) ++known;
    if (value != ref.target && may_follow(repository, ref.name)) new_values.push_back({ref.name, value, ref.target});
  }
  pass_missing(nullptr);
  // A branch "a" that became "a/b" would otherwise be in its own way.
  moves.insert(moves.end(), new_values.begin(), new_values.end());
  return moves;
}

void write_incoming_refs(const git::Repository& repository, const std::string& remote,
                         const std::vector<TrackingMove>& moves) {
  const std::string prefix = incoming_prefix(repository, remote);
  for (const TrackingMove& move : moves) {
    if (!move.after) continue;
    const std::string incoming = move.name.starts_with(k_tags)
                                     ? prefix + move.name.substr(k_refs.size())
                                     : prefix + "heads/" + move.name.substr(tracking_prefix(remote).size());
    const git_oid target = git::to_git(move.after);
    git::take<git::OwnedReference>("fetching from a remote", git_reference_create, repository.handle().get(),
                                   incoming.c_str(), &target, 1, nullptr);
  }
}

void move_tracking_refs(const git::Repository& repository, const std::vector<TrackingMove>& moves) {
  for (const TrackingMove& move : moves) move_ref(repository, move);
}

TrackingLocks tracking_locks(const git::Repository& repository, const std::string& remote) {
  TrackingLocks found;
  std::set<fs::path> locks;
  const fs::path& common = repository.common_directory();
  for (const std::string& top : {tracking_prefix(remote), std::string(k_tags)}) {
    for (const fs::path& lock : locks_below(common / top.substr(0, top.size() - 1), found.directories)) {
      locks.insert(lock);
    }
  }
  for (const git::Ref& ref : incoming_refs(repository, remote).refs) {
    const fs::path lock = git::ref_lock_file(repository, tracking_name(remote, ref.name));
    if (locks.contains(lock)) found.locks.push_back({lock, {git::ref_file_content(ref.target)}});
  }
  // A lock that says "to be removed" is written by nobody else.
  for (const fs::path& lock : locks) found.locks.push_back({lock, {git::ref_file_content(git::Oid{})}});
  const fs::path packed = common / "packed-refs.lock";
  found.directories.push_back(common);
  std::error_code missing;
  const bool is_file = fs::is_regular_file(fs::symlink_status(packed, missing));
  const std::string content = is_file ? read_file_if_exists(packed).value_or("") : "";
  for (const std::string& prefix : {tracking_prefix(remote), incoming_prefix(repository, remote)}) {
    const std::string beginning(trim(git::removal_lock_content(prefix)));
    if (content.starts_with(beginning)) found.locks.push_back({packed, {content}});
  }
  return found;
}

}  // namespace mlxpatch::transport
