#include "publish/merge_drivers.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/run_drivers.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

merge::MergeLabels labels_of_pick(Checkout& checkout, const git::Oid& commit) {
  const std::string name = fmt::format("{} ({})", commit.short_hex(7), checkout.store().commit(commit).subject());
  return {"parent of " + name, "HEAD", name};
}

git::Oid run_merge_drivers(Checkout& checkout, std::vector<merge::MergeConflict>& conflicts, StoppedMerge stopped) {
  const bool is_any = std::ranges::any_of(conflicts, [](const merge::MergeConflict& conflict) {
    return conflict.driver.run == merge::ConflictDriver::Run::waiting;
  });
  if (!is_any || checkout.repository().is_bare()) return stopped.merged_tree;
  merge::run_drivers(checkout.store(), conflicts,
                     {checkout.repository().work_directory(), stopped.our_tree, std::move(stopped.labels)});
  objects::OverlayTree tree(checkout.store(), stopped.merged_tree);
  for (const merge::MergeConflict& conflict : conflicts) {
    if (conflict.driver.run == merge::ConflictDriver::Run::merged ||
        conflict.driver.run == merge::ConflictDriver::Run::conflicts) {
      tree.put(conflict.path, conflict.result);
    }
  }
  return tree.write();
}

}  // namespace mlxpatch::ops
