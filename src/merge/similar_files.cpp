#include "similar_files.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/diff/similarity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

namespace {

constexpr int k_similar = diff::k_highest_similarity / 2;
/// Above this many candidates, files are not compared by content (git's merge.renameLimit).
constexpr std::size_t k_most_candidates = 7000;
/// So much memory is for the counts of blobs. Beyond that all are forgotten.
constexpr std::size_t k_most_held = std::size_t{32} << 20U;
/// At most this many sources compete for one target, as in git.
constexpr std::size_t k_candidates_for_target = 4;

int score_of(objects::ObjectStore& store, SimilarityScores& scores, const git::Entry& before, const git::Entry& after) {
  if (!git::is_regular(before.mode) || !git::is_regular(after.mode)) return 0;
  return scores.of(store, before.oid, after.oid);
}

/// Two files, and what says that they belong together.
struct Pair {
  int score = -1;
  bool same_name = false;
  SimilarFiles files;
};

bool better(const Pair& a, const Pair& b) { return std::pair(a.score, a.same_name) > std::pair(b.score, b.same_name); }

/// The best sources for one target; of equally good ones, those offered first.
class BestSources {
 public:
  void offer(const Pair& pair) {
    auto worst = m_pairs.begin();
    for (auto it = m_pairs.begin() + 1; it != m_pairs.end(); ++it) {
      if (better(*worst, *it)) worst = it;
    }
    if (better(pair, *worst)) *worst = pair;
  }
  const std::array<Pair, k_candidates_for_target>& pairs() const { return m_pairs; }

 private:
  std::array<Pair, k_candidates_for_target> m_pairs;
};

}  // namespace

int SimilarityScores::of(objects::ObjectStore& store, const git::Oid& before, const git::Oid& after) {
  if (before == after) return diff::k_highest_similarity;
  const auto a = counts_of(store, before);
  const auto b = counts_of(store, after);
  const std::size_t smaller = std::min(a->size(), b->size());
  const std::size_t larger = std::max(a->size(), b->size());
  return smaller < larger / 2 ? 0 : diff::similarity_score(*a, *b);
}

std::shared_ptr<const diff::PieceCounts> SimilarityScores::counts_of(objects::ObjectStore& store,
                                                                     const git::Oid& blob) {
  if (const auto known = m_counts.find(blob); known != m_counts.end()) return known->second;
  if (m_held > k_most_held) {
    m_counts.clear();
    m_held = 0;
  }
  auto counts = std::make_shared<const diff::PieceCounts>(*store.read(blob, git::ObjectType::blob));
  m_held += counts->held_bytes();
  m_counts.emplace(blob, counts);
  return counts;
}

bool are_alike(objects::ObjectStore& store, SimilarityScores& scores, const git::Entry& before,
               const git::Entry& after) {
  return before.oid == after.oid || score_of(store, scores, before, after) >= k_similar;
}

int similarity(objects::ObjectStore& store, SimilarityScores& scores, const objects::PathChange& removed,
               const objects::PathChange& added) {
  return score_of(store, scores, removed.before, added.after);
}

std::vector<SimilarFiles> rank_similar_files(objects::ObjectStore& store, SimilarityScores& scores,
                                             const std::vector<const objects::PathChange*>& sources,
                                             const std::vector<const objects::PathChange*>& targets) {
  if (sources.size() * targets.size() > k_most_candidates * k_most_candidates) return {};
  std::vector<Pair> ranked;
  for (const objects::PathChange* target : targets) {
    BestSources best;
    for (const objects::PathChange* source : sources) {
      const int similar = similarity(store, scores, *source, *target);
      if (similar < k_similar) continue;
      best.offer({similar, base_name_of(source->path) == base_name_of(target->path), {source, target}});
    }
    std::copy_if(best.pairs().begin(), best.pairs().end(), std::back_inserter(ranked),
                 [](const Pair& pair) { return pair.files.source != nullptr; });
  }
  std::stable_sort(ranked.begin(), ranked.end(), better);
  std::vector<SimilarFiles> files;
  files.reserve(ranked.size());
  for (const Pair& pair : ranked) files.push_back(pair.files);
  return files;
}

}  // namespace mlxpatch::merge
