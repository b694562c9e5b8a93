#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// Which objects have files of their own in an objects directory. Each of its 256 directories is listed once, when an
/// object in it is first asked for.
class LooseObjects {
 public:
  explicit LooseObjects(std::filesystem::path objects_directory) : m_directory(std::move(objects_directory)) {}

  bool contains(const git::Oid& oid);

 private:
  std::filesystem::path m_directory;
  std::array<std::optional<std::set<std::string>>, 256> m_files;  ///< the files' names, by the id's first byte
};

}  // namespace mlxpatch::objects
