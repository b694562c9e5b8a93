#pragma once

#include <optional>
#include <string>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::merge {

/// The text of the attributes files outside of trees that count in a merge, of those that exist.
struct OuterAttributes {
  std::optional<std::string> info;    ///< of the repository
  std::optional<std::string> user;    ///< core.attributesFile
  std::optional<std::string> system;  ///< /etc/gitattributes
};

/// Throws Error if one exists and can't be read.
OuterAttributes read_outer_attributes(const git::Repository& repository);

}  // namespace mlxpatch::merge
