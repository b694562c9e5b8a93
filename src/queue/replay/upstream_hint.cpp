#include "replay/upstream_hint.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/queued_patch.hpp"
#include "replay/telling_words.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::size_t k_fewest_identifiers = 2;

/// Looks for one patch's new words in upstream's versions of its files.
class HintSearch {
 public:
  HintSearch(objects::ObjectStore& store, const UpstreamRange& range, const QueuedPatch& patch)
      : m_store(store), m_range(range) {
    TellingWords all;
    for (const objects::PathChange& change : patch.changes) {
      if (!git::is_regular(change.after.mode)) continue;
      TellingWords words = new_telling_words(*text_of(m_store, change.before), *text_of(m_store, change.after));
      const Bytes at_base = text_at(range.base_tree, change.path);
      std::erase_if(words, [&](const auto& word) { return contains_word(*at_base, word.first); });
      all.insert(words.begin(), words.end());
      m_files.push_back({change.path, std::move(words)});
    }
    m_of = all.size();
  }

  std::optional<UpstreamHint> run() {
    const git::Oid& tip = m_range.commits[m_range.chain.back()].tree;
    for (File& file : m_files) {
      const Bytes text = text_at(tip, file.path);
      std::erase_if(file.words, [&](const auto& word) { return !contains_word(*text, word.first); });
    }
    std::erase_if(m_files, [](const File& file) { return file.words.empty(); });
    TellingWords all;
    for (const File& file : m_files) all.insert(file.words.begin(), file.words.end());
    if (!is_evidence(all)) return std::nullopt;
    TellingWords best;
    UpstreamHint hint;
    for (std::size_t i = m_range.chain.size(); i-- > 0;) {
      check_interrupt();
      const UpstreamCommit& commit = m_range.commits[m_range.chain[i]];
      TellingWords brought = brought_by(commit, tree_before(m_range, i));
      if (brought.size() <= best.size() || !is_evidence(brought)) continue;
      best = std::move(brought);
      hint.commit = commit.id;
    }
    if (best.empty()) return std::nullopt;
    hint.words = in_order(best);
    hint.of = m_of;
    return hint;
  }

 private:
  struct File {
    std::string path;
    TellingWords words;
  };

  /// The most telling first; of the same kind, the longest.
  static std::vector<std::string> in_order(const TellingWords& words) {
    std::vector<std::pair<std::string, WordKind>> sorted(words.begin(), words.end());
    std::ranges::stable_sort(
        sorted, {}, [](const auto& word) { return std::pair(static_cast<int>(word.second), ~word.first.size()); });
    std::vector<std::string> names;
    names.reserve(sorted.size());
    for (auto& [word, kind] : sorted) names.push_back(std::move(word));
    return names;
  }

  Bytes text_at(const git::Oid& tree, const std::string& path) {
    return text_of(m_store, objects::entry_at(m_store, tree, path));
  }

  bool is_evidence(const TellingWords& found) const {
    const auto identifiers = static_cast<std::size_t>(
        std::ranges::count(found, WordKind::identifier, [](const auto& word) { return word.second; }));
    const bool is_strong = identifiers < found.size() || identifiers >= k_fewest_identifiers;
    return is_strong && 2 * found.size() >= m_of;
  }

  TellingWords brought_by(const UpstreamCommit& commit, const git::Oid& before_tree) {
    TellingWords brought;
    for (const File& file : m_files) {
      const git::Entry before = objects::entry_at(m_store, before_tree, file.path);
      const git::Entry after = objects::entry_at(m_store, commit.tree, file.path);
      if (before == after) continue;
      const Bytes old_text = text_of(m_store, before);
      const Bytes new_text = text_of(m_store, after);
      for (const auto& word : file.words) {
        if (contains_word(*new_text, word.first) && !contains_word(*old_text, word.first)) brought.insert(word);
      }
    }
    return brought;
  }

  objects::ObjectStore& m_store;
  const UpstreamRange& m_range;
  std::vector<File> m_files;
  std::size_t m_of = 0;
};

}  // namespace

std::optional<UpstreamHint> upstream_hint(objects::ObjectStore& store, const QueuedPatch& patch,
                                          const UpstreamRange& range) {
  if (range.chain.empty()) return std::nullopt;
  return HintSearch(store, range, patch).run();
}

}  // namespace mlxpatch::queue
