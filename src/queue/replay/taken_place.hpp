#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"

namespace mlxpatch::queue {

/// Where upstream's files have a change that it took, followed over its later commits: a quick look at whether one of
/// them has anything to do with the change. Most have not, and to find that out by a merge would cost the whole files.
class TakenPlace {
 public:
  /// `changes` are those of the commit that took it. `store` must outlive it.
  TakenPlace(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes);

  /// Whether a commit changes lines at the place or next to it, adds or deletes lines like those that the change
  /// brought or took away, or does more to a file than changing lines. To be told all changes of its files, in order.
  bool is_met_by(const std::vector<objects::PathChange>& step);

 private:
  /// Lines of the file as it is now.
  struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct File {
    bool is_text = false;
    std::vector<Run> runs;
    LineSet lines;  ///< that say something, and that only one side of the change has
    Bytes before;   ///< the texts that have them
    Bytes after;
  };
  static bool is_met(File& file, std::string_view before, std::string_view after);
  /// Other lines come in the place of some. Returns whether they are of a run, or next to one.
  static bool follow(std::vector<Run>& runs, const Run& replaced, std::size_t lines);

  objects::ObjectStore& m_store;
  std::map<std::string, File> m_files;
};

}  // namespace mlxpatch::queue
