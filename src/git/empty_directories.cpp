#include "empty_directories.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

namespace mlxpatch::git {

namespace fs = std::filesystem;

void remove_empty_directories(const fs::path& directory) {
  std::error_code failed;
  std::vector<fs::path> directories{directory};
  for (fs::recursive_directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->is_symlink() || !entry->is_directory()) return;
    directories.push_back(entry->path());
  }
  std::reverse(directories.begin(), directories.end());
  for (const fs::path& empty : directories) ::rmdir(empty.c_str());
}

void remove_empty_parents(const fs::path& file, const fs::path& top) {
  for (fs::path parent = file.parent_path(); parent != top && parent.has_relative_path();
       parent = parent.parent_path()) {
    if (::rmdir(parent.c_str()) != 0) return;
  }
}

}  // namespace mlxpatch::git
