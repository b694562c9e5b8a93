#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include <mlxpatch/git/merge.hpp>

namespace mlxpatch::git {

/// What three versions of one file give.
struct EntryMerge {
  Entry result;
  std::optional<ConflictKind> conflict;
  std::string detail;
  bool by_other_diff = false;  ///< as TextMerge has it
};

/// Merges single files; remembers text merges by their three blobs.
class EntryMerger {
 public:
  explicit EntryMerger(ObjectStore& store) : m_store(store) {}

  /// Both `ours` and `theirs` exist and differ from each other and from `base`, which may be absent (both added it).
  EntryMerge merge(const Entry& base, const Entry& ours, const Entry& theirs, const MergeOptions& options);

 private:
  struct Content {
    Oid oid;
    bool clean = false;
    bool binary = false;
    bool by_other_diff = false;
  };
  Content merge_content(const Oid& base, const Oid& ours, const Oid& theirs, const MergeOptions& options);
  EntryMerge merge_regular(const Entry& base, const Entry& ours, const Entry& theirs, const MergeOptions& options);

  ObjectStore& m_store;
  std::map<std::array<Oid, 3>, Content> m_known;
};

}  // namespace mlxpatch::git
