#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::merge {

/// Lines that are no longer where they were.
struct SoughtLines {
  std::string path;  ///< where they were
  std::string_view lines;
};

/// Where they are now.
struct MovedPlace {
  std::string path;
  std::size_t line = 0;  ///< the first one, counted from 0
};

/// The trees between which lines may have moved.
struct MovedBetween {
  git::Oid base_tree;
  git::Oid tip_tree;
};

/// For each of the sought lines the one place in another file of the tip that has them, unchanged and together, and did
/// not have them at the base. std::nullopt if there is none, or more than one, or if none of the lines has anything but
/// blanks and brackets. Only files that differ between the trees are read, and no binary or very large ones; if they
/// are too many, nothing is found. Fetches, all at once, what a partial clone lacks of them.
std::vector<std::optional<MovedPlace>> find_moved(objects::ObjectStore& store, const MovedBetween& trees,
                                                  const std::vector<SoughtLines>& sought);

}  // namespace mlxpatch::merge
