#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// mlxpatch.lock: the upstream commit that the patch files are made for.
struct Lock {
  git::Oid base;
  std::string describe;  ///< its `git describe`
  std::string date;      ///< its committer date, ISO 8601

  /// With format = "diff": what a bare diff can't hold, in queue order.
  struct Patch {
    std::string file;
    std::string author;  ///< "Name <email>"
    std::string date;    ///< ISO 8601 author date
    std::string message;
    std::string change{};  ///< the file's patch-id, by which a file that was renamed is known; empty: not known
    friend bool operator==(const Patch&, const Patch&) = default;
  };
  std::vector<Patch> patches;

  friend bool operator==(const Lock&, const Lock&) = default;
};

/// The bytes of the lock file; std::nullopt if there is none. Throws Error if they can't be read, or are too many.
std::optional<std::string> read_lock_text(const std::filesystem::path& file);

/// std::nullopt if there is no such file. Throws Error(usage) with line and column if it is broken.
std::optional<Lock> read_lock(const std::filesystem::path& file);
Lock parse_lock(std::string_view text, const std::filesystem::path& file);
/// The file's bytes: the same lock gives the same bytes.
std::string serialize_lock(const Lock& lock);

}  // namespace mlxpatch::workspace
