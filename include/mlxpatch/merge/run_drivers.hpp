#pragma once

#include <filesystem>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::merge {

/// Where merge drivers run, and what they are given besides the files.
struct DriverSetting {
  std::filesystem::path directory;  ///< the checkout; the three files are made in it, as git makes them, and removed
  git::Oid our_tree;                ///< whose attributes count
  MergeLabels labels;
};

/// Runs the merge drivers that wait (ConflictDriver::Run::waiting) on the three versions of their files, one after the
/// other, as gitattributes(5) says: `merge.<name>.driver` by the shell, with %O %A %B %L %P and %S %X %Y. What a driver
/// merged, or marked up itself, becomes the conflict's `result`; if it fails, the result stays. Either way `run` says
/// so.
void run_drivers(objects::ObjectStore& store, std::vector<MergeConflict>& conflicts, const DriverSetting& setting);

}  // namespace mlxpatch::merge
