#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/resolution.hpp>

namespace mlxpatch::report {

/// A patch that is kept, but not all of it.
struct PartOfPatch {
  std::string name;
  std::optional<Hunks> hunks;  ///< if upstream has some
  std::vector<LostLine> lost_lines;
};

/// N patches in = kept + changed + resolved + reused + upstreamed + dropped; and the files, applied to the base, give
/// the branch's tree.
struct Audit {
  std::size_t in = 0;
  std::size_t kept = 0;
  std::size_t changed = 0;
  std::size_t added = 0;
  std::vector<UpstreamedPatch> upstreamed;
  std::vector<LeftOutPatch> dropped;
  std::vector<PartOfPatch> in_part;  ///< among those that are kept or changed
  std::string tree;                  ///< what the written files give on the base; equal to the branch's tree
  std::size_t resolved = 0;          ///< by hand, in an update whose files are written later
  std::vector<ReusedPatch> reused;   ///< likewise, but by remembered resolutions alone
};

}  // namespace mlxpatch::report
