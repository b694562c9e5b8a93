#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

#include <mlxpatch/diff/similarity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

/// A file is not renamed to another one of its base name unless they are at least so similar.
constexpr int k_similar_with_same_name = diff::k_highest_similarity / 4 * 3;

/// How similar blobs are. Counts the pieces of each once, so it is shared by all finders of a store.
class SimilarityScores {
 public:
  /// Of two regular files; 0 also where their sizes alone say that they are too different for a rename.
  int of(objects::ObjectStore& store, const git::Oid& before, const git::Oid& after);

 private:
  std::shared_ptr<const diff::PieceCounts> counts_of(objects::ObjectStore& store, const git::Oid& blob);

  std::unordered_map<git::Oid, std::shared_ptr<const diff::PieceCounts>, git::OidHash> m_counts;
  std::size_t m_held = 0;  ///< bytes
};

/// Whether one file may be the other one renamed: it has the same bytes, or half of a regular file's.
bool are_alike(objects::ObjectStore& store, SimilarityScores& scores, const git::Entry& before,
               const git::Entry& after);

/// How similar a removed file and an added one are; 0 unless both are regular.
int similarity(objects::ObjectStore& store, SimilarityScores& scores, const objects::PathChange& removed,
               const objects::PathChange& added);

/// A removed file and an added one that may be the same.
struct SimilarFiles {
  const objects::PathChange* source = nullptr;
  const objects::PathChange* target = nullptr;
};

/// Removed and added files, each list by path, that are similar enough for a rename: the most similar first. A file can
/// be in several pairs. Empty if there are too many to compare.
std::vector<SimilarFiles> rank_similar_files(objects::ObjectStore& store, SimilarityScores& scores,
                                             const std::vector<const objects::PathChange*>& sources,
                                             const std::vector<const objects::PathChange*>& targets);

}  // namespace mlxpatch::merge
