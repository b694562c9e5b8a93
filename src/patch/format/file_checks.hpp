#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// Refuses what no honest patch has: unsafe paths, files created or removed twice, content that does not fit the
/// action, submodules that are not exactly one "Subproject commit" line, a .gitmodules that is a link; and paths that
/// are deep without bound.
class FileChecks {
 public:
  explicit FileChecks(std::string_view patch_name, std::size_t max_path_parts = ReadOptions().max_path_parts)
      : m_patch_name(patch_name), m_parts_left(max_path_parts) {}

  /// Checks one file, given the files before it. Throws Error.
  void check(const FilePatch& file);

 private:
  [[noreturn]] void refuse(const FilePatch& file, const std::string& what_is_wrong) const;
  void check_path(const FilePatch& file, const std::string& path);
  void check_content(const FilePatch& file) const;
  void check_modes(const FilePatch& file) const;
  void check_submodule(const FilePatch& file) const;
  void check_sequence(const FilePatch& file);

  enum class Fate { made, removed };
  std::string_view m_patch_name;
  std::size_t m_parts_left;  ///< that the paths may still have
  std::unordered_map<std::string, Fate> m_fates;
};

}  // namespace mlxpatch::patch
