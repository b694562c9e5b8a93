#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// Which objects lie in files of their own in an objects folder. Lists each of its 256 folders once, when it is first
/// asked about an object there.
class LooseObjects {
 public:
  explicit LooseObjects(std::filesystem::path objects_directory) : m_directory(std::move(objects_directory)) {}

  bool contains(const git::Oid& oid);

 private:
  std::filesystem::path m_directory;
  std::array<std::optional<std::set<std::string>>, 256> m_files;  ///< their names, by the id's first byte
};

}  // namespace mlxpatch::objects
