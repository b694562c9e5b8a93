#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "merge_driver.hpp"

namespace mlxpatch::merge {

/// The result of merging three versions of one file.
struct EntryMerge {
  git::Entry result;
  std::optional<ConflictKind> conflict{};
  std::string detail{};
  std::optional<UnusualMerge::Way> unusual{};  ///< if it is clean
  ConflictDriver driver{};                     ///< if the contents conflict
};

/// The three versions of one file. An absent `base` means that both sides added the file.
struct EntryVersions {
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
};

/// Merges single files. Remembers text merges by their three blobs, and reuses those that another merger remembers.
class EntryMerger {
 public:
  /// `other` works on a layer over the store; may be null.
  EntryMerger(objects::ObjectStore& store, const EntryMerger* other) : m_store(store), m_other(other) {}

  /// `ours` and `theirs` must exist and differ from each other and from `base`.
  EntryMerge merge(const EntryVersions& versions, const MergeDriver& driver, const MergeOptions& options);

 private:
  struct Content {
    git::Oid oid;
    bool clean = false;
    bool binary = false;
    std::optional<UnusualMerge::Way> unusual{};
  };
  using Blobs = std::array<git::Oid, 3>;  ///< base, ours, theirs
  Content merge_content(const Blobs& blobs, const MergeDriver& driver, const MergeOptions& options);
  /// Of texts, by `options`; `unites`: as the driver "union" does where they conflict.
  Content merge_texts(const Blobs& blobs, const std::array<Bytes, 3>& bytes, bool unites, const MergeOptions& options);
  /// Of two regular files; merge() does the rest.
  EntryMerge merge_regular(const EntryVersions& versions, const MergeDriver& driver, const MergeOptions& options);
  /// The contents of two regular files; the mode is left open.
  EntryMerge merge_both_contents(const EntryVersions& versions, const MergeDriver& driver, const MergeOptions& options);

  const Content* find_known(const Blobs& blobs, MergeDriver::Kind driver);

  objects::ObjectStore& m_store;
  const EntryMerger* m_other;
  TextMerger m_texts;
  std::map<std::pair<Blobs, MergeDriver::Kind>, Content> m_known;
};

}  // namespace mlxpatch::merge
