#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/patched_text.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

/// Where the patches of a queue may not commute, told without a merge: in files that both change, at places that are
/// not far from each other; where one has a file and the other a directory; where one moves files and the other adds
/// some, for merges follow directories that were moved; and anywhere if one changes attributes.
class MeetingPlaces {
 public:
  /// The arguments must outlive it.
  MeetingPlaces(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches);

  /// The earlier patches that this one may meet, and which of its paths those change as well, or have something at or
  /// below a directory of.
  std::map<std::size_t, std::vector<std::string>> met_by(std::size_t patch) const;

  /// Of these paths of a patch, at which met_by() has the first of some earlier ones, those where it may not commute
  /// with all of them together; if it is not in these that it may not, all its paths. None if it certainly commutes.
  std::vector<std::string> near(std::size_t patch, const std::vector<std::size_t>& earlier,
                                std::vector<std::string> paths);

 private:
  /// Consecutive changes of a path, each of one text into another.
  struct Texts {
    std::vector<std::size_t> patches;  ///< in order
    std::vector<bool> changes_mode;
    std::vector<std::optional<bool>> merges_lines;  ///< as attributes have it; asked once for each patch
    std::optional<PatchedText> text;                ///< made when it is first needed
  };
  struct Place {
    std::vector<std::size_t> patches;  ///< that change it, in order
    std::vector<Texts> texts;
  };
  /// What a patch does beside changing files.
  struct Kind {
    bool adds = false;
    bool removes = false;
    bool changes_attributes = false;
    bool moves() const { return adds && removes; }
    bool changes_paths() const { return adds || removes; }
  };

  void add(std::size_t patch);
  bool are_apart(std::size_t patch, const std::vector<std::size_t>& earlier, const std::string& path);
  Texts* texts_with(std::size_t patch, const std::string& path);
  PatchedText& text_of(Texts& texts, const std::string& path) const;
  const objects::PathChange& change_at(std::size_t patch, const std::string& path) const;

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  merge::TreeMerger m_merger;
  std::map<std::string, Place> m_places;  ///< by path
  std::vector<Kind> m_kinds;
};

}  // namespace mlxpatch::queue
