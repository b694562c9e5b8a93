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
#include <mlxpatch/transport/configured_remotes.hpp>

#include "fetch_repository.hpp"
#include "open_files.hpp"
#include "tracking_refs.hpp"

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

/// In the directory of our state. The first line is the remote's name, the others are the half-written files that were
/// there before.
fs::path note_file(const git::Repository& repository) { return repository.git_directory() / "mlxpatch/fetch"; }

/// The unfinished packs of git and libgit2, and the lock with which git replaces the list of a shallow clone's ends.
std::vector<fs::path> half_written(const git::Repository& repository) {
  const fs::path objects = repository.common_directory() / "objects/pack";
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(objects, missing)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("pack_git2_") || name.starts_with("tmp_")) files.push_back(entry.path());
  }
  const fs::path shallow = repository.common_directory() / "shallow.lock";
  if (fs::exists(fs::symlink_status(shallow, missing))) files.push_back(shallow);
  return files;
}

/// False if one of them is still in use: git outlives us if only we are killed.
bool remove_unused(const std::vector<fs::path>& files) {
  bool are_all_removed = true;
  std::error_code failed;
  for (const fs::path& file : files) {
    if (is_open_somewhere(file)) {
      are_all_removed = false;
    } else {
      trace("removing what a killed run left: " + file.string());
      fs::remove(file, failed);
    }
  }
  return are_all_removed;
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
  std::vector<fs::path> files = half_written(repository);
  std::erase_if(files, [](const fs::path& file) { return !file.filename().string().starts_with("tmp_mlxpatch_"); });
  remove_unused(files);
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
  std::vector<fs::path> files = half_written(repository);
  std::erase_if(files, [&](const fs::path& file) {
    return std::find(lines.begin(), lines.end(), file.filename().string()) != lines.end();
  });
  if (remove_unused(files)) fs::remove(note_file(repository), failed);
}

FetchNote::FetchNote(const git::Repository& repository, const std::string& remote) : m_repository(repository) {
  remove_fetch_leftovers(repository);
  std::string note = remote + "\n";
  for (const fs::path& file : half_written(repository)) note += file.filename().string() + "\n";
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
