#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include <sys/types.h>

#include "rename.hpp"

namespace mlxpatch::worktree {

/// What a file can be renamed within.
struct Mount {
  dev_t device = 0;
  std::uint64_t id = 0;  ///< where the system gives one
  friend bool operator==(const Mount&, const Mount&) = default;
};

/// The directory in which files are until they are complete, and what they replace until it may go: below the git
/// directory, where neither `git add` nor a build sees them.
class Temporaries {
 public:
  /// Empty: there is none. It is created once it is needed.
  explicit Temporaries(std::filesystem::path directory);
  /// Removes the directory if nothing is in it.
  ~Temporaries();
  Temporaries(const Temporaries&) = delete;
  Temporaries& operator=(const Temporaries&) = delete;

  /// Empty: there is none.
  const std::filesystem::path& path() const { return m_path; }

  enum class Missing { leave, make };
  /// Its descriptor; -1 if there is none, or if it can't be created.
  int descriptor(Missing missing);
  /// Whether a file can be renamed between it and the directory (a descriptor).
  bool is_beside(int directory);
  /// Whether what is made in it gets the group and the access control list that it would get in the directory.
  bool gives_as(int directory) const;

 private:
  std::filesystem::path m_path;
  int m_descriptor = -1;
  std::optional<Mount> m_mount;
};

}  // namespace mlxpatch::worktree
