#include <mlxpatch/worktree/index_lock.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds k_patience{1000};
constexpr std::chrono::milliseconds k_pause{20};
constexpr std::string_view k_words = "mlxpatch holds the index";

fs::path lock_file(const git::Repository& repository) { return repository.git_directory() / "index.lock"; }

Error held_by_git(const fs::path& lock) {
  return Error("another git command is writing the index")
      .doing("locking the index")
      .at(lock.string())
      .hint("wait until it is done, then run the same command again")
      .hint(fmt::format("rm {}     if no git command is running any more", shell_word(lock.string())));
}

/// Whether the lock is ours now.
bool try_to_place(const fs::path& lock) {
  AtomicFile file(lock);
  file.write(fmt::format("{} (process {})\n", k_words, ::getpid()));
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
}

}  // namespace

IndexLock::IndexLock(const git::Repository& repository) : m_repository(repository) {
  int& held = repository.handle().index_locks;
  if (held == 0) {
    const fs::path lock = lock_file(repository);
    const auto give_up = std::chrono::steady_clock::now() + k_patience;
    while (!try_to_place(lock)) {
      if (std::chrono::steady_clock::now() > give_up) throw held_by_git(lock);
      std::this_thread::sleep_for(k_pause);
    }
  }
  ++held;
}

IndexLock::~IndexLock() {
  if (--m_repository.handle().index_locks == 0) ::unlink(lock_file(m_repository).c_str());
}

bool IndexLock::is_ours(const git::Repository& repository) {
  const std::optional<std::string> content = read_file_if_exists(lock_file(repository));
  return content && content->starts_with(k_words);
}

void IndexLock::remove_left_behind(const git::Repository& repository) {
  if (repository.handle().index_locks == 0 && is_ours(repository)) ::unlink(lock_file(repository).c_str());
}

}  // namespace mlxpatch::worktree
