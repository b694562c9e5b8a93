#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "replay/patched_text.hpp"
#include "replay/scanned_queue.hpp"

namespace mlxpatch::queue {

/// Carries the patches that change a file over upstream commits that change it far from all of them, without a merge.
/// The texts that a patch has are then behind, until it is brought up.
class FarSteps {
 public:
  /// `queue` must outlive it.
  explicit FarSteps(ScannedQueue& queue) : m_queue(queue) {}

  /// An upstream commit.
  struct Step {
    git::Oid before_tree;
    git::Oid tree;
    git::Oid commit;
  };
  /// What reads, keeps and merges the texts; others at each call, if need be.
  struct Tools {
    objects::ObjectStore& store;
    merge::TreeMerger& merger;
  };
  /// Carries what is far, and brings up every patch that the rest can affect to where it was before the commit. Returns
  /// the rest of the paths that the commit touches. `is_mere_merge` tells of a patch whether the commit can do nothing
  /// to it but change what it makes of its files' texts.
  std::vector<std::string> carry(const Tools& tools, const Step& step, const std::vector<std::string>& touched,
                                 const std::function<bool(std::size_t patch)>& is_mere_merge);
  /// Brings up all patches.
  void bring_up_all(objects::ObjectStore& store);

 private:
  /// A file and the patches that change it.
  struct File {
    git::Entry upstream;
    std::vector<std::size_t> patches;
    PatchedText text;
    std::vector<git::Entry> attributes;  ///< the files of attributes that apply to it
    bool is_behind = false;
  };
  using FarFiles = std::map<std::string, std::pair<git::Entry, PatchedText::Step>>;

  FarFiles find_far(const Tools& tools, const Step& step, const std::vector<std::string>& touched,
                    const std::function<bool(std::size_t patch)>& is_mere_merge);
  File* file_at(const Tools& tools, const git::Oid& tree, const std::string& path);
  std::optional<File> open(const Tools& tools, const git::Oid& tree, const std::string& path) const;
  bool has_own_attributes(const std::string& path) const;
  std::set<std::size_t> affected_by(const std::vector<std::string>& paths) const;
  void bring_up(objects::ObjectStore& store, const std::set<std::size_t>& patches);
  void bring_up(objects::ObjectStore& store, const std::string& path, const File& file);

  ScannedQueue& m_queue;
  std::map<std::string, File> m_files;  ///< those whose patches may be behind
  std::map<std::string, int> m_lost;    ///< by path: what opening it has cost in vain
};

}  // namespace mlxpatch::queue
