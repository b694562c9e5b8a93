#include "loose_objects.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

bool LooseObjects::contains(const git::Oid& oid) {
  const std::string hex = oid.hex();
  auto& files = m_files.at(oid.bytes.front());
  if (!files) {
    files.emplace();
    std::error_code no_such_directory;
    std::filesystem::directory_iterator file(m_directory / hex.substr(0, 2), no_such_directory);
    for (; file != std::filesystem::directory_iterator(); file.increment(no_such_directory)) {
      files->insert(file->path().filename().string());
    }
  }
  return files->contains(hex.substr(2));
}

}  // namespace mlxpatch::objects
