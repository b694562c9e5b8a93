#pragma once

#include <filesystem>
#include <string>

namespace mlxpatch::workspace {

/// Held while an operation may write. One file with pid, host and start time of its owner; one whose owner is dead is
/// taken over, a live one gives Error "busy" naming it. An owner on another host (or in another container), of whom
/// nobody here can know, counts as alive. Whoever comes second fails at once; there is no waiting.
class RunLock {
 public:
  /// The file's folder must exist.
  explicit RunLock(std::filesystem::path file);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// Whether somebody (as far as can be known) holds this lock now.
  static bool is_held(const std::filesystem::path& file);

 private:
  std::filesystem::path m_file;
  std::string m_content;
};

}  // namespace mlxpatch::workspace
