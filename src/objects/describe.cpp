#include <mlxpatch/objects/describe.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "shallow.hpp"

namespace mlxpatch::objects {
namespace {

constexpr std::string_view k_tags = "refs/tags/";
constexpr std::size_t k_most_candidates = 10;  ///< as git's
/// A fixed length: the lock file must not change because a clone got larger.
constexpr std::size_t k_id_digits = 8;

/// A tag's name, and what decides between two tags of one commit: annotated ones come first, then the newest.
struct TagName {
  std::string name;  ///< an annotated tag's own, not its ref's
  bool annotated = false;
  std::int64_t tagged_at = 0;
  bool is_misnamed = false;  ///< its ref has another name
};
using TagNames = std::unordered_map<git::Oid, TagName, git::OidHash>;

/// The best tag of each commit that has one.
TagNames tag_names(const git::Repository& repository) {
  TagNames names;
  for (const git::Ref& ref : git::refs_below(repository, k_tags)) {
    const git_oid raw = git::to_git(ref.target);
    git_object* found = nullptr;
    if (git_object_lookup(&found, repository.handle().get(), &raw, GIT_OBJECT_ANY) < 0) continue;
    const git::OwnedObject object(found);
    git_object* peeled = nullptr;
    if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) < 0) continue;
    const git::OwnedObject commit(peeled);
    TagName tag{ref.name.substr(k_tags.size()), git_object_type(object.get()) == GIT_OBJECT_TAG, 0};
    if (tag.annotated) {
      const auto* raw_tag = reinterpret_cast<const git_tag*>(object.get());
      const git_signature* tagger = git_tag_tagger(raw_tag);
      if (tagger != nullptr) tag.tagged_at = tagger->when.time;
      tag.is_misnamed = tag.name != git_tag_name(raw_tag);
      tag.name = git_tag_name(raw_tag);
    }
    const auto [place, is_first] = names.try_emplace(git::from_git(*git_object_id(commit.get())), tag);
    TagName& known = place->second;
    const bool is_better = tag.annotated && (!known.annotated || known.tagged_at < tag.tagged_at);
    if (!is_first && is_better) known = std::move(tag);
  }
  return names;
}

/// Walks back from a commit, newest first, until enough tags are found; the nearest is the one that misses the fewest
/// of the commits (`git describe`, builtin/describe.c).
class NearestTag {
 public:
  NearestTag(ObjectStore& store, const TagNames& names)
      : m_store(store), m_names(names), m_ends(shallow_commits(store.repository())) {}

  /// The nearest tag's name, and how many commits it misses.
  std::optional<std::pair<std::string, std::size_t>> find(const git::Oid& commit) {
    add(commit, 0);
    std::optional<Waiting> left_over;
    while (!m_waiting.empty()) {
      check_interrupt();
      const Waiting next = take();
      if (m_candidates.size() == std::min(k_most_candidates, m_names.size())) {
        left_over = next;
        break;
      }
      ++m_seen;
      if (const auto name = m_names.find(next.commit); name != m_names.end()) add_candidate(next.commit, name->second);
      count_missing(next.commit);
      if (m_found_annotated && m_waiting.empty() && has_all_nearest(next.commit)) break;
      add_parents(next);
    }
    if (m_candidates.empty()) return std::nullopt;
    const Candidate nearest =
        *std::min_element(m_candidates.begin(), m_candidates.end(),
                          [](const Candidate& a, const Candidate& b) { return a.missing < b.missing; });
    if (left_over) insert(*left_over);
    return std::pair{nearest.name, nearest.missing + count_rest(nearest)};
  }

 private:
  struct Waiting {
    git::Oid commit;
    git::CommitLinks links;
  };
  struct Candidate {
    std::string name;
    std::size_t missing = 0;    ///< commits seen so far that it does not reach
    std::uint32_t reaches = 0;  ///< its bit in m_reached_by
  };

  void add(const git::Oid& commit, std::uint32_t reached_by) {
    const auto [known, is_new] = m_reached_by.try_emplace(commit, 0);
    known->second |= reached_by;
    if (!is_new) return;
    git::CommitLinks links = m_store.commit_links(commit);
    if (m_ends.contains(commit)) links.parents.clear();
    insert({commit, std::move(links)});
  }

  /// By date, newest first; after those of the same date.
  void insert(Waiting waiting) {
    const auto older = std::find_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting& other) {
      return other.links.committed_at < waiting.links.committed_at;
    });
    m_waiting.insert(older, std::move(waiting));
  }

  Waiting take() {
    Waiting next = std::move(m_waiting.front());
    m_waiting.pop_front();
    return next;
  }

  void add_parents(const Waiting& child) {
    const std::uint32_t reached_by = m_reached_by[child.commit];
    for (const git::Oid& parent : child.links.parents) add(parent, reached_by);
  }

  void add_candidate(const git::Oid& commit, const TagName& tag) {
    const std::uint32_t reaches = 1U << m_candidates.size();
    m_candidates.push_back({tag.name, m_seen - 1, reaches});
    m_reached_by[commit] |= reaches;
    m_found_annotated = m_found_annotated || tag.annotated;
  }

  void count_missing(const git::Oid& commit) {
    for (Candidate& candidate : m_candidates) {
      if ((m_reached_by[commit] & candidate.reaches) == 0) ++candidate.missing;
    }
  }

  /// Whether all candidates that are nearest so far reach a commit.
  bool has_all_nearest(const git::Oid& commit) {
    std::size_t fewest = SIZE_MAX;
    for (const Candidate& candidate : m_candidates) fewest = std::min(fewest, candidate.missing);
    return std::all_of(m_candidates.begin(), m_candidates.end(), [&](const Candidate& candidate) {
      return candidate.missing > fewest || (m_reached_by[commit] & candidate.reaches) != 0;
    });
  }

  /// How many of the commits not yet visited the candidate misses; it reaches all others.
  std::size_t count_rest(const Candidate& candidate) {
    const auto is_reached = [&](const Waiting& waiting) {
      return (m_reached_by[waiting.commit] & candidate.reaches) != 0;
    };
    std::size_t missing = 0;
    while (!std::all_of(m_waiting.begin(), m_waiting.end(), is_reached)) {
      check_interrupt();
      const Waiting next = take();
      if (!is_reached(next)) ++missing;
      add_parents(next);
    }
    return missing;
  }

  ObjectStore& m_store;
  const TagNames& m_names;
  std::unordered_set<git::Oid, git::OidHash> m_ends;
  std::list<Waiting> m_waiting;
  std::unordered_map<git::Oid, std::uint32_t, git::OidHash>
      m_reached_by;  ///< for each commit seen, the candidates that reach it
  std::vector<Candidate> m_candidates;
  std::size_t m_seen = 0;
  bool m_found_annotated = false;
};

}  // namespace

std::string describe(ObjectStore& store, const git::Oid& commit) {
  const TagNames names = tag_names(store.repository());
  const auto exact = names.find(commit);
  if (exact != names.end() && !exact->second.is_misnamed) return exact->second.name;
  // Nobody finds a misnamed tag by its own name, so the commit's id is added.
  const auto nearest = exact != names.end() ? std::optional(std::pair{exact->second.name, std::size_t{0}})
                                            : NearestTag(store, names).find(commit);
  if (!nearest) return commit.short_hex(k_id_digits);
  return fmt::format("{}-{}-g{}", nearest->first, nearest->second, commit.short_hex(k_id_digits));
}

}  // namespace mlxpatch::objects
