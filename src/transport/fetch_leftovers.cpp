#include <mlxpatch/transport/fetch_leftovers.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/keep_file.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>

#include "fetch_repository.hpp"
#include "open_files.hpp"
#include "tracking_refs.hpp"

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_shallow_lock = "shallow.lock";

/// In the directory of our state. The first line is the remote's name; a second one says that the lock of the list of a
/// shallow clone's ends was there before.
fs::path note_file(const git::Repository& repository) { return repository.git_directory() / "mlxpatch/fetch"; }

/// With this git replaces the list. That one is the repository's own, so that the lock is, too.
fs::path shallow_lock(const git::Repository& repository) { return repository.common_directory() / k_shallow_lock; }

bool has_shallow_lock(const git::Repository& repository) {
  std::error_code missing;
  return fs::exists(fs::symlink_status(shallow_lock(repository), missing));
}

/// False if it is still in use: git outlives us if only we are killed.
bool remove_unused(const fs::path& file) {
  if (is_open_somewhere(file)) return false;
  trace("removing what a killed run left: " + file.string());
  std::error_code failed;
  fs::remove(file, failed);
  return true;
}

bool is_remote_name(const std::string& name) {
  try {
    check_remote_name(name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

void remove_own_packs(const git::Repository& repository) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(objects::pack_directory(repository), missing)) {
    if (entry.path().filename().string().starts_with("tmp_mlxpatch_")) files.push_back(entry.path());
  }
  for (const fs::path& file : files) remove_unused(file);
}

/// Those of our own names: whoever fetches here has the run lock, so that nobody else has them.
void remove_incoming_locks(const git::Repository& repository, const std::string& remote) {
  const fs::path directory = repository.common_directory() / incoming_prefix(repository, remote);
  std::error_code none;
  std::vector<fs::path> locks;
  for (fs::recursive_directory_iterator entry(directory, none), end; !none && entry != end; entry.increment(none)) {
    if (entry->path().extension() == ".lock") locks.push_back(entry->path());
  }
  for (const fs::path& lock : locks) fs::remove(lock, none);
}

}  // namespace

bool has_fetch_leftovers(const git::Repository& repository) { return fs::exists(note_file(repository)); }

void remove_fetch_leftovers(const git::Repository& repository) {
  remove_own_packs(repository);
  const std::optional<std::string> note = read_file_if_exists(note_file(repository));
  if (!note) return;
  const std::vector<std::string_view> lines = split(*note, '\n');
  const std::string remote(lines.front());
  std::error_code failed;
  if (!is_remote_name(remote)) {
    trace("a spoiled note of a fetch is removed");
    remove_fetch_repository(repository);
    fs::remove(note_file(repository), failed);
    return;
  }
  TrackingLocks locks = tracking_locks(repository, remote);
  for (const fs::path& directory : locks.directories) remove_leftover_temporaries(directory);
  git::remove_left_locks(std::move(locks.locks));
  remove_incoming_locks(repository, remote);
  git::remove_refs_below(repository, incoming_prefix(repository, remote));
  remove_fetch_repository(repository);
  const bool is_ours = std::ranges::find(lines, k_shallow_lock) == lines.end() && has_shallow_lock(repository);
  if (!is_ours || remove_unused(shallow_lock(repository))) fs::remove(note_file(repository), failed);
}

FetchNote::FetchNote(const git::Repository& repository, const std::string& remote) : m_repository(repository) {
  remove_fetch_leftovers(repository);
  std::string note = remote + "\n";
  if (has_shallow_lock(repository)) note.append(k_shallow_lock).append("\n");
  fs::create_directories(note_file(repository).parent_path());
  write_file(note_file(repository), note);
}

FetchNote::~FetchNote() {
  try {
    const InterruptHold hold;
    remove_fetch_leftovers(m_repository);
    std::error_code in_use;
    fs::remove(note_file(m_repository).parent_path(), in_use);  // in a repository that has no other state of ours
  } catch (const std::exception& error) {
    // The next run removes them; how the fetch ended is what a person needs to read.
    trace(fmt::format("removing what a fetch left: {}", error.what()));
  }
}

}  // namespace mlxpatch::transport
