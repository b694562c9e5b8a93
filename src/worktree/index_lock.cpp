#include <mlxpatch/worktree/index_lock.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds k_patience{1000};
constexpr std::chrono::milliseconds k_pause{20};
constexpr std::string_view k_words = "mlxpatch holds the index (process ";

fs::path lock_file(const git::Repository& repository) { return repository.git_directory() / "index.lock"; }

Error held_by_git(const fs::path& lock) {
  return Error("another git command is writing the index")
      .doing("locking the index")
      .at(lock.string())
      .hint("wait until it is done, then run the same command again")
      .hint(fmt::format("rm {}     if no git command is running any more", shell_word(lock.string())));
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string content_of(pid_t process) { return fmt::format("{}{} on {})\n", k_words, process, host_name()); }

/// Whether a lock of ours is that of a process which has ended, on this machine.
bool is_of_the_dead(const std::string& content) {
  if (!content.starts_with(k_words)) return false;
  const pid_t process = static_cast<pid_t>(std::strtol(content.c_str() + k_words.size(), nullptr, 10));
  return process > 0 && content == content_of(process) && process != ::getpid() && ::kill(process, 0) != 0 &&
         errno == ESRCH;
}

/// Removes our temporary files from a worktree. All of it is looked through, for only a crash leaves any.
void remove_temporaries(const fs::path& root) {
  std::error_code failed;
  std::vector<fs::path> left;
  for (fs::recursive_directory_iterator entry(root, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().filename() == ".git") {
      entry.disable_recursion_pending();
    } else if (is_temporary_name(entry->path().filename().string())) {
      left.push_back(entry->path());
    }
  }
  for (const fs::path& path : left) remove_name(path);
}

/// Whether the lock is ours now.
bool try_to_place(const fs::path& lock) {
  const std::string content = content_of(::getpid());
  try {
    AtomicFile file(lock);
    file.write(content);
    switch (file.commit_new()) {
      case AtomicFile::Placement::placed:
        return true;
      case AtomicFile::Placement::target_exists:
      case AtomicFile::Placement::temporary_removed:
        return false;
      case AtomicFile::Placement::no_hard_links:
        break;
    }
    // The file system has no hard links. Between the look and the renaming another program may take the lock, too.
    if (fs::exists(lock)) return false;
    file.commit();
    return true;
  } catch (const Error&) {
    // It may be in place, but not known to be on the disk.
    if (read_file_if_exists(lock) == content) remove_name(lock);
    throw;
  }
}

}  // namespace

IndexLock::IndexLock(const git::Repository& repository) : m_repository(repository) {
  int& held = repository.handle().index_locks;
  if (held == 0) {
    const fs::path lock = lock_file(repository);
    const auto give_up = std::chrono::steady_clock::now() + k_patience;
    while (!try_to_place(lock)) {
      if (remove_left_behind(repository)) continue;
      if (std::chrono::steady_clock::now() > give_up) throw held_by_git(lock);
      std::this_thread::sleep_for(k_pause);
    }
  }
  ++held;
}

IndexLock::~IndexLock() {
  if (--m_repository.handle().index_locks == 0) remove_name(lock_file(m_repository));
}

bool IndexLock::is_left_behind(const git::Repository& repository) {
  if (repository.handle().index_locks != 0) return false;
  const std::optional<std::string> content = read_file_if_exists(lock_file(repository));
  return content && is_of_the_dead(*content);
}

bool IndexLock::remove_left_behind(const git::Repository& repository) {
  if (!is_left_behind(repository)) return false;
  if (!repository.is_bare()) remove_temporaries(repository.work_directory());
  for (const char* name : {"index.mlxpatch", "index.mlxpatch.lock", "index.mlxpatch.old", "index.lock"}) {
    remove_name(repository.git_directory() / name);
  }
  return true;
}

void remove_leftovers_in_linked(const git::Repository& repository) {
  std::error_code none;
  std::vector<fs::path> worktrees;
  for (fs::directory_iterator entry(repository.common_directory() / "worktrees", none), end; !none && entry != end;
       entry.increment(none)) {
    worktrees.push_back(entry->path());
  }
  for (const fs::path& admin : worktrees) {
    remove_leftover_temporaries(admin);
    const auto link = read_file_if_exists(admin / "gitdir");
    if (!link) continue;
    const fs::path directory = fs::path(trim(*link)).parent_path();
    remove_leftover_temporaries(directory);
    if (!fs::exists(admin / "index.lock") || !fs::exists(directory / ".git")) continue;
    IndexLock::remove_left_behind(git::Repository::open(directory));
  }
}

}  // namespace mlxpatch::worktree
