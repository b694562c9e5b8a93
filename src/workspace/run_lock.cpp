#include <mlxpatch/workspace/run_lock.hpp>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process_identity.hpp>
#include <mlxpatch/base/text.hpp>

#include "lock_owner.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

Error cannot_lock(const fs::path& file, int error_number) {
  Error error = system_error(fmt::format("can't write the lock '{}'", file.string()), error_number);
  error.doing("making sure that no other run is under way");
  return error;
}

/// Lets one process at a time judge and replace the lock of a dead one. The system releases it whatever happens to us.
class TakeoverGuard {
 public:
  explicit TakeoverGuard(const fs::path& file) {
    const fs::path guard = file.parent_path() / (file.filename().string() + ".guard");
    m_descriptor = ::open(guard.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_descriptor < 0) throw cannot_lock(file, errno);
    while (flock(m_descriptor, LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      const int error_number = errno;
      ::close(m_descriptor);
      throw cannot_lock(file, error_number);
    }
  }
  ~TakeoverGuard() { ::close(m_descriptor); }
  TakeoverGuard(const TakeoverGuard&) = delete;
  TakeoverGuard& operator=(const TakeoverGuard&) = delete;

 private:
  int m_descriptor = -1;
};

[[noreturn]] void throw_busy(const fs::path& file, const LockOwner& owner, OwnerState state) {
  const std::string host = escape_control(owner.host);
  const std::string since = escape_control(owner.since);
  const bool is_here = state == OwnerState::alive;
  Error error(
      is_here ? fmt::format("busy: another run is under way (process {}, since {})", owner.process, since)
              : fmt::format("busy: another run is under way on {} (process {}, since {})", host, owner.process, since));
  error.doing("making sure that no other run is under way").at(file.string());
  if (is_here) {
    error.hint(fmt::format("wait for it to end; `ps -p {}` shows what it is", owner.process));
  } else {
    error.hint(
        fmt::format("make sure with `ps -p {}` on {} (or in its container) that it has ended, then remove the file "
                    "with `rm '{}'`",
                    owner.process, host, file.string()));
  }
  throw Error(error);
}

enum class Outcome { taken, try_again };

/// Under the guard: replaces the lock of a dead owner, throws "busy" for a live one. `placement` says why the lock
/// could not simply be placed.
Outcome take_over(const fs::path& file, AtomicFile& prepared, AtomicFile::Placement placement) {
  const TakeoverGuard guard(file);
  const std::optional<std::string> content = read_file_if_exists(file);
  // Its owner has just ended. Without hard links it is the guard that keeps others out.
  if (!content && placement != AtomicFile::Placement::no_hard_links) return Outcome::try_again;
  // A lock is complete before it appears: one that can't be read was damaged by a power cut.
  const std::optional<LockOwner> owner = content ? parse_owner(*content) : std::nullopt;
  const OwnerState state = owner ? state_of(*owner) : OwnerState::dead;
  if (state != OwnerState::dead) throw_busy(file, *owner, state);
  prepared.commit();
  return Outcome::taken;
}

Outcome try_to_take(const fs::path& file, const std::string& content) {
  AtomicFile prepared(file);
  prepared.write(content);
  const AtomicFile::Placement placement = prepared.commit_new();
  switch (placement) {
    case AtomicFile::Placement::placed:
      return Outcome::taken;
    case AtomicFile::Placement::temporary_removed:
      return Outcome::try_again;
    case AtomicFile::Placement::target_exists:
    case AtomicFile::Placement::no_hard_links:
      break;
  }
  return take_over(file, prepared, placement);
}

}  // namespace

RunLock::RunLock(fs::path file) : m_file(std::move(file)), m_content(serialize_owner(this_process())) {
  while (try_to_take(m_file, m_content) == Outcome::try_again) {
  }
}

bool RunLock::is_held(const fs::path& file) {
  const std::optional<std::string> content = read_file_if_exists(file);
  const std::optional<LockOwner> owner = content ? parse_owner(*content) : std::nullopt;
  return owner && state_of(*owner) != OwnerState::dead;
}

RunLock::~RunLock() {
  try {
    // Only our own: a person may have removed it, and another run may have taken it.
    if (read_file_if_exists(m_file) == m_content) ::unlink(m_file.c_str());
  } catch (const Error&) {
    // It stays, and the next run finds its owner dead.
    return;
  }
}

}  // namespace mlxpatch::workspace
