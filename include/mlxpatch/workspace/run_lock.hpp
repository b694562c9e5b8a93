#pragma once

#include <filesystem>

namespace mlxpatch::workspace {

/// Held while an operation may write. One file with pid, host and start time of its owner; one whose owner is dead is
/// taken over, a live one gives Error "busy" naming it.
class RunLock {
 public:
  explicit RunLock(std::filesystem::path file);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  std::filesystem::path m_file;
};

}  // namespace mlxpatch::workspace
