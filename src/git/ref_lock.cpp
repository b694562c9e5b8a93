#include <mlxpatch/git/ref_lock.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

#include "empty_directories.hpp"

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

/// Other git commands hold a reference's lock only for moments.
constexpr std::chrono::milliseconds k_lock_patience{1000};
constexpr std::chrono::milliseconds k_lock_pause{10};

bool is_of_one_worktree(std::string_view name) {
  constexpr std::array<std::string_view, 3> k_own = {"refs/bisect/", "refs/worktree/", "refs/rewritten/"};
  return !name.starts_with("refs/") ||
         std::any_of(k_own.begin(), k_own.end(), [&](std::string_view prefix) { return name.starts_with(prefix); });
}

Error locked_error(const fs::path& lock, std::string_view what) {
  Error error(fmt::format("{} is locked by another program", what));
  error.doing("moving a reference").at(lock.string());
  error.hint("wait until it is done, then run the same command again");
  return error.hint(fmt::format("rm {}     if no git command is running any more", shell_word(lock.string())));
}

/// For file systems without hard links: only there can a kill leave a lock that does not show whose it is.
bool place_by_creation(const fs::path& lock, std::string_view content) {
  const int descriptor = ::open(lock.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    if (errno == EEXIST) return false;
    throw system_error(fmt::format("can't write '{}'", lock.string()), errno);
  }
  int failure = 0;
  while (!content.empty() && failure == 0) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count >= 0) {
      content.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      failure = errno;
    }
  }
  if (failure == 0) failure = sync_descriptor(descriptor);
  ::close(descriptor);
  if (failure == 0) return true;
  ::unlink(lock.c_str());
  throw system_error(fmt::format("can't write '{}'", lock.string()), failure);
}

}  // namespace

fs::path ref_file(const Repository& repository, std::string_view name) {
  return (is_of_one_worktree(name) ? repository.git_directory() : repository.common_directory()) / name;
}

fs::path ref_lock_file(const Repository& repository, std::string_view name) {
  fs::path lock = ref_file(repository, name == "HEAD" ? std::string(name) : final_ref_name(repository, name));
  lock += ".lock";
  return lock;
}

std::string ref_file_content(const Oid& target) { return target.hex() + "\n"; }

std::string ref_file_content(std::string_view symbolic_target) { return fmt::format("ref: {}\n", symbolic_target); }

std::string removal_lock_content(std::string_view name) { return fmt::format("{} {}\n", Oid{}.hex(), name); }

bool is_lock_with(const fs::path& lock, const std::vector<std::string>& contents) {
  std::error_code missing;
  if (!fs::is_regular_file(fs::symlink_status(lock, missing))) return false;
  const std::optional<std::string> content = read_file_if_exists(lock);
  return content && std::find(contents.begin(), contents.end(), *content) != contents.end();
}

void remove_left_locks(std::vector<OwnLock> locks) {
  std::erase_if(locks, [](const OwnLock& lock) { return !is_lock_with(lock.file, lock.contents); });
  if (locks.empty()) return;
  std::error_code missing;
  std::vector<fs::file_time_type> written;
  written.reserve(locks.size());
  for (const OwnLock& lock : locks) written.push_back(fs::last_write_time(lock.file, missing));
  std::this_thread::sleep_for(k_lock_patience);
  for (std::size_t i = 0; i < locks.size(); ++i) {
    const auto& [file, contents] = locks[i];
    const auto now = fs::last_write_time(file, missing);
    if (missing || now != written[i] || !is_lock_with(file, contents)) continue;
    trace("removing a lock that a killed run left: " + file.string());
    fs::remove(file, missing);
  }
}

RefLock::RefLock(fs::path file, std::string_view content, std::string_view what) : m_file(std::move(file)) {
  m_lock = m_file;
  m_lock += ".lock";
  const auto give_up = std::chrono::steady_clock::now() + k_lock_patience;
  while (!try_to_place(content)) {
    if (std::chrono::steady_clock::now() >= give_up) throw locked_error(m_lock, what);
    std::this_thread::sleep_for(k_lock_pause);
  }
  m_is_held = true;
}

RefLock::~RefLock() {
  if (m_is_held) remove_name(m_lock);
}

bool RefLock::try_to_place(std::string_view content) {
  std::error_code failed;
  // Waiting for somebody else's lock writes nothing.
  if (fs::exists(fs::symlink_status(m_lock, failed))) return false;
  fs::create_directories(m_lock.parent_path(), failed);
  if (failed) throw system_error(fmt::format("can't write '{}'", m_lock.string()), failed.value());
  try {
    AtomicFile prepared(m_lock);
    prepared.write(content);
    const AtomicFile::Placement placement = prepared.commit_new();
    if (placement == AtomicFile::Placement::no_hard_links) return place_by_creation(m_lock, content);
    return placement == AtomicFile::Placement::placed;
  } catch (const Error&) {
    // Git removes the empty directory of a reference whenever it comes across it.
    if (fs::exists(m_lock.parent_path(), failed)) throw;
    return false;
  }
}

void RefLock::replace_file() {
  if (::rename(m_lock.c_str(), m_file.c_str()) != 0) {
    if (errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST) remove_empty_directories(m_file);
    if (::rename(m_lock.c_str(), m_file.c_str()) != 0) {
      throw system_error(fmt::format("can't write '{}'", m_file.string()), errno);
    }
  }
  m_is_held = false;
  sync_directory(m_file.parent_path());
}

}  // namespace mlxpatch::git
