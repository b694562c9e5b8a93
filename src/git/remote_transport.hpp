#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/remote.hpp>

namespace mlxpatch::git {

/// The longest silence of a server where the caller names none.
constexpr std::chrono::seconds k_default_silence{60};

inline std::chrono::seconds silence_of(const TransferOptions& options) {
  return options.timeout.count() > 0 ? options.timeout : k_default_silence;
}

/// The two bodies of clone() and fetch(). A clone goes to a folder that does not exist; what it leaves there after a
/// failure is the caller's to remove.
void clone_with_git(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                    const TransferOptions& options);
void fetch_with_git(const Repository& repository, const std::string& remote, const std::string& url,
                    const TransferOptions& options);
void clone_with_library(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                        const TransferOptions& options);
void fetch_with_library(const Repository& repository, const std::string& remote, const std::string& url,
                        const TransferOptions& options);

/// Fetches objects by their ids, and of what they refer to no file content, into a partial clone. Of the options only
/// the timeout and the progress count.
void fetch_objects_with_git(const Repository& repository, const std::string& remote, const std::vector<Oid>& objects,
                            const TransferOptions& options);

/// The address; where it is a path on this machine, that from the root.
std::string absolute_if_path(const std::string& url);

/// The address without a password, safe for a terminal.
std::string shown_url(std::string_view url);

/// An Error for a transfer that failed, in our words as far as `detail` (git's or the library's last message) tells
/// the cause.
Error transfer_error(std::string_view doing, std::string_view url, std::string_view detail,
                     const TransferOptions& options);
Error silence_error(std::string_view doing, std::string_view url, const TransferOptions& options);

/// Reads git's progress lines ("Receiving objects:  45% (1234/2741), 1.2 MiB") and calls `on_progress` for each.
class ProgressReader {
 public:
  explicit ProgressReader(const TransferOptions& options) : m_options(options) {}
  /// The next piece of text, cut anywhere.
  void read(std::string_view piece);

 private:
  void read_line(std::string_view line) const;

  const TransferOptions& m_options;
  std::string m_line;
};

}  // namespace mlxpatch::git
