#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch {

/// Larger files are not read, unless a caller knows better.
inline constexpr std::uintmax_t k_largest_file = std::uintmax_t{512} << 20U;

/// Returns the whole file as bytes. Throws Error (naming the path and the system's reason) if it can't be read, is no
/// file (a FIFO would be waited for, a device has no end), or is larger than the limit, which is asked before reading.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = k_largest_file);

/// As read_file, but std::nullopt if there is no such file.
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path,
                                               std::uintmax_t limit = k_largest_file);

/// As read_file, but for what a person names on the command line, which may be a pipe: `<(git format-patch --stdout)`.
/// Waits for what comes, up to the limit, or until it is interrupted.
std::string read_input(const std::filesystem::path& path, std::uintmax_t limit = k_largest_file);

/// Flushes an open file to the disk, on macOS past the drive's own cache too. Returns the system's errno; 0 on success.
int sync_descriptor(int descriptor);

/// Flushes a directory's own entries (renames, new names) to the disk. Throws Error.
void sync_directory(const std::filesystem::path& directory);

/// A file that appears whole or not at all: bytes go to a temporary in the same directory, commit() syncs and renames
/// it over `target`. The destructor only removes what was not committed.
class AtomicFile {
 public:
  /// Creates the temporary beside `target` (whose directory must exist) with the given permission bits, less the umask.
  explicit AtomicFile(std::filesystem::path target, unsigned permissions = 0644);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Syncs the bytes, renames over the target, syncs the directory. If it throws Error the target is as before, unless
  /// only syncing the directory failed: then it is new and whole.
  void commit();

  enum class Placement {
    placed,
    target_exists,     ///< nothing was done; commit() may follow
    no_hard_links,     ///< the file system has none; nothing was done; commit() may follow
    temporary_removed  ///< by somebody else (remove_leftover_temporaries); start over
  };
  /// As commit(), but never over an existing target: of several processes that try, one succeeds. If it throws Error
  /// there is no target of this object's, even if only syncing the directory failed.
  Placement commit_new();

 private:
  void finish_writing();

  std::filesystem::path m_target;
  std::filesystem::path m_temporary;
  int m_descriptor = -1;
};

/// Removes a file's name, with a second try, for what stays would be in somebody's way. Returns the system's errno; 0
/// also if there is none.
int remove_name(const std::filesystem::path& file);

/// Removes the temporaries which AtomicFiles of killed processes left in `directory`. Only for a caller that
/// knows that nobody else is writing there now. A directory that does not exist has none.
void remove_leftover_temporaries(const std::filesystem::path& directory);

/// AtomicFile in one call.
void write_file(const std::filesystem::path& path, std::string_view bytes, unsigned permissions = 0644);

/// Writes a file in place, without syncing it: for output that the same command can produce again. Throws Error.
void write_output_file(const std::filesystem::path& path, std::string_view bytes);

/// A new private directory in the system's directory for temporary files; the destructor removes it with its contents.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string_view prefix);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

/// Free bytes for this user on the file system which holds `path` (or its nearest existing parent).
std::uintmax_t free_space(const std::filesystem::path& path);

}  // namespace mlxpatch
