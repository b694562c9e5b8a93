#include <mlxpatch/merge/unusual_merge.hpp>

#include <string>

#include <fmt/format.h>

namespace mlxpatch::merge {

std::string note_of(const UnusualMerge& merge) {
  if (merge.way == UnusualMerge::Way::both_sides) {
    return fmt::format("{} merges by its merge driver \"union\", which keeps the lines of both sides: check the result",
                       merge.path);
  }
  return fmt::format("{} merges, but not with the diff that git's own merge uses: check the result", merge.path);
}

}  // namespace mlxpatch::merge
