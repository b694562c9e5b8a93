#pragma once

#include <optional>
#include <string>

namespace mlxpatch::merge {

/// Consecutive whole lines of a three-way merge, as each text has them.
struct MergedPart {
  std::string base;
  std::string ours;
  std::string theirs;
  std::optional<std::string> merged;  ///< std::nullopt: here the sides conflict

  friend bool operator==(const MergedPart&, const MergedPart&) = default;
};

}  // namespace mlxpatch::merge
