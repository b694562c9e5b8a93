#pragma once

#include <filesystem>
#include <string>

namespace mlxpatch::workspace {

/// Held while an operation may write. One file with pid, host and start time of its owner; one whose owner is dead is
/// taken over, a live one gives Error "busy" naming it. An owner on another host (or in another container) can't be
/// checked from here and counts as alive; a host is the same under a new name if it has not been restarted since. The
/// second run fails at once; it does not wait.
class RunLock {
 public:
  /// The file's directory must exist.
  explicit RunLock(std::filesystem::path file);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// Whether somebody, as far as can be known, holds this lock now.
  static bool is_held(const std::filesystem::path& file);

 private:
  std::filesystem::path m_file;
  std::string m_content;
};

}  // namespace mlxpatch::workspace
