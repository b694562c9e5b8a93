#pragma once

#include <cstddef>
#include <functional>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/merge_options.hpp>

namespace mlxpatch::queue {

struct ReplayOptions {
  enum class OnConflict { stop, keep_going } on_conflict = OnConflict::stop;
  enum class Dedup { by_patch_id, off } dedup = Dedup::by_patch_id;
  enum class Strides { scan_and_step, one } strides = Strides::scan_and_step;
  git::Signature committer;  ///< of the new commits
  merge::MergeOptions merge;
  std::function<void(std::size_t done, std::size_t total)> on_progress;
};

}  // namespace mlxpatch::queue
