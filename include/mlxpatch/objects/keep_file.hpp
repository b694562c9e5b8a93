#pragma once

#include <filesystem>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {

/// The `.keep` file of a new pack: while it exists, `git gc` drops none of the pack's objects, though no reference may
/// reach them yet. It says that it is ours.
class KeepFile {
 public:
  /// Leaves alone one that is there already. Throws Error.
  explicit KeepFile(const std::filesystem::path& pack);
  ~KeepFile();
  KeepFile(const KeepFile&) = delete;
  KeepFile& operator=(const KeepFile&) = delete;

 private:
  std::filesystem::path m_path;
  bool m_is_ours = false;
};

/// Where a repository has its packs.
std::filesystem::path pack_directory(const git::Repository& repository);

/// A path in `directory` for a new pack. Never one that was there before: by its name `git gc` may have chosen a pack
/// to be dropped, .keep file and all.
std::filesystem::path new_pack_path(const std::filesystem::path& directory);

/// Removes those of killed runs. Only for a caller who knows that no other run of ours works on the repository.
void remove_left_keep_files(const git::Repository& repository);

}  // namespace mlxpatch::objects
