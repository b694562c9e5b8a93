#include "files/patch_match.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>

#include "file_changes.hpp"

namespace mlxpatch::queue {

namespace {

/// Below this many characters a line says nothing: "}", "end".
constexpr std::size_t k_shortest_line = 4;

/// What identifies a patch, whether it is known from a commit or only from its file.
struct Traits {
  std::string trailer;
  std::string subject;
  std::string author;  ///< with the date; empty if unknown
  git::Oid tree;       ///< zero for a patch without a commit
  git::Oid before;     ///< the parent's tree
};

std::string text_of(const git::Signature& author) {
  return fmt::format("{} <{}> {}", author.name, author.email, author.when.seconds);
}

/// What a commit changes, computed when it is first asked for.
class Changes {
 public:
  Changes(objects::ObjectStore& store, const Traits& traits) : m_store(store), m_traits(traits) {}

  /// Zero for an empty change.
  const git::Oid& patch_id() {
    if (!m_patch_id) m_patch_id = diff::patch_id(diff());
    return *m_patch_id;
  }

  /// The added and removed lines.
  const std::set<std::string>& lines() {
    read_lines();
    return m_lines;
  }

  const std::set<std::string>& paths() {
    read_lines();
    return m_paths;
  }

 private:
  const std::string& diff() {
    if (m_diff || m_traits.tree.is_zero()) return m_diff ? *m_diff : m_diff.emplace();
    const auto changes = objects::changes_between(m_store, m_traits.before, m_traits.tree);
    for (const objects::PathChange& change : changes) m_paths.insert(change.path);
    return m_diff.emplace(patch::write_diff(file_changes(m_store, changes)));
  }

  void read_lines() {
    if (m_has_lines) return;
    m_has_lines = true;
    for (const std::string_view line : split_lines(diff())) {
      const bool is_change =
          (line.starts_with('+') || line.starts_with('-')) && !line.starts_with("+++ ") && !line.starts_with("--- ");
      if (is_change && trim(line.substr(1)).size() >= k_shortest_line) m_lines.emplace(line);
    }
  }

  objects::ObjectStore& m_store;
  const Traits& m_traits;
  std::optional<git::Oid> m_patch_id;
  std::optional<std::string> m_diff;
  std::set<std::string> m_lines;
  std::set<std::string> m_paths;
  bool m_has_lines = false;
};

std::size_t count_shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](const std::string& one) { return b.contains(one); }));
}

class Matcher {
 public:
  Matcher(objects::ObjectStore& store, const std::vector<git::Commit>& commits, const std::vector<KnownPatch>& known)
      : m_store(store), m_commits(commits), m_known(known), m_found(commits.size()), m_taken(known.size()) {}

  std::vector<std::optional<PatchMatch>> run() {
    match_ids();
    if (is_done()) return std::move(m_found);
    read_traits();
    match_trailers();
    // What is the same in more respects comes first, so that of two patches with one subject each finds its own.
    match_by([](const Side& side) { return with(side.patch_id(), side.traits.subject); });
    match_by([](const Side& side) { return side.patch_id(); });
    match_by([](const Side& side) { return with(side.traits.author, side.traits.subject); });
    match_by([](const Side& side) { return side.traits.subject; });
    match_rewritten();
    prefer_first_parts();
    return std::move(m_found);
  }

 private:
  struct Side {
    const Traits& traits;
    Changes& changes;
    std::string patch_id() const {
      const git::Oid& id = changes.patch_id();
      return id ? id.hex() : std::string();
    }
  };
  using Key = std::function<std::string(const Side&)>;

  /// Both texts as one key, none if one of them is empty.
  static std::string with(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? std::string() : first + '\n' + second;
  }

  bool is_done() const {
    return std::all_of(m_found.begin(), m_found.end(), [](const auto& found) { return found.has_value(); }) ||
           std::all_of(m_taken.begin(), m_taken.end(), [](bool taken) { return taken; });
  }

  void take(std::size_t commit, std::size_t known, PatchMatch::By by = PatchMatch::By::content) {
    m_found[commit] = {known, by};
    m_taken[known] = true;
  }

  void match_ids() {
    std::unordered_map<git::Oid, std::size_t, git::OidHash> by_id;
    for (std::size_t i = 0; i < m_known.size(); ++i) {
      if (m_known[i].commit) by_id.emplace(m_known[i].commit, i);
    }
    for (std::size_t i = 0; i < m_commits.size(); ++i) {
      const auto known = by_id.find(m_commits[i].id);
      if (known != by_id.end() && !m_taken[known->second]) take(i, known->second, PatchMatch::By::name);
    }
  }

  Traits traits_of(const git::Commit& commit) {
    Traits traits;
    const NamedMessage message = split_name_trailer(commit.message);
    traits.trailer = message.name;
    traits.subject = subject_of(message.message);
    traits.author = text_of(commit.author);
    traits.tree = commit.tree;
    if (!commit.parents.empty()) traits.before = m_store.tree_of(commit.parents.front());
    return traits;
  }

  void read_traits() {
    m_commit_traits.resize(m_commits.size());
    m_known_traits.resize(m_known.size());
    m_commit_changes.reserve(m_commits.size());
    m_known_changes.reserve(m_known.size());
    for (std::size_t i = 0; i < m_commits.size(); ++i) {
      if (!m_found[i]) m_commit_traits[i] = traits_of(m_commits[i]);
      m_commit_changes.emplace_back(m_store, m_commit_traits[i]);
    }
    for (std::size_t i = 0; i < m_known.size(); ++i) {
      const KnownPatch& known = m_known[i];
      if (!m_taken[i] && known.commit && m_store.contains(known.commit)) {
        m_known_traits[i] = traits_of(m_store.commit(known.commit));
      } else if (!m_taken[i]) {
        m_known_traits[i].subject = known.subject;
        if (known.author) m_known_traits[i].author = text_of(*known.author);
      }
      m_known_changes.emplace_back(m_store, m_known_traits[i]);
    }
  }

  Side commit_side(std::size_t index) { return {m_commit_traits[index], m_commit_changes[index]}; }
  Side known_side(std::size_t index) { return {m_known_traits[index], m_known_changes[index]}; }

  /// A trailer names the file, also one that got another name since: then the known commit has the same trailer.
  void match_trailers() {
    for (const bool exactly : {true, false}) {
      const auto key = [exactly](const std::string& name) { return exactly ? name : to_lower(name); };
      std::unordered_map<std::string, std::vector<std::size_t>> by_name;
      for (std::size_t k = 0; k < m_known.size(); ++k) {
        if (m_taken[k]) continue;
        by_name[key(m_known_traits[k].trailer.empty() ? m_known[k].name : m_known_traits[k].trailer)].push_back(k);
      }
      for (std::size_t i = 0; i < m_commits.size(); ++i) {
        if (m_found[i] || m_commit_traits[i].trailer.empty()) continue;
        const auto named = by_name.find(key(m_commit_traits[i].trailer));
        if (named != by_name.end() && !named->second.empty()) take_named(i, named->second);
      }
    }
  }

  /// Of several patches with the commit's trailer the one with the same change, else the first.
  void take_named(std::size_t commit, std::vector<std::size_t>& candidates) {
    auto best = candidates.begin();
    if (candidates.size() > 1) {
      const auto same = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t known) {
        return known_side(known).patch_id() == commit_side(commit).patch_id();
      });
      if (same != candidates.end()) best = same;
    }
    take(commit, *best, PatchMatch::By::name);
    candidates.erase(best);
  }

  /// Matches what has the same key; the first commit gets the first patch. An empty key matches nothing.
  void match_by(const Key& key) {
    if (is_done()) return;
    std::unordered_map<std::string, std::vector<std::size_t>> by_key;
    for (std::size_t i = m_known.size(); i-- > 0;) {
      if (!m_taken[i]) by_key[key(known_side(i))].push_back(i);
    }
    by_key.erase("");
    for (std::size_t i = 0; i < m_commits.size() && !by_key.empty(); ++i) {
      check_interrupt();
      if (m_found[i]) continue;
      const auto same = by_key.find(key(commit_side(i)));
      if (same == by_key.end()) continue;
      take(i, same->second.back());
      same->second.pop_back();
      if (same->second.empty()) by_key.erase(same);
    }
  }

  /// Patches whose change and message both are others now: at the same place, and with most of the change; or with the
  /// author and date, which git keeps when it rewrites a commit, and something of the change.
  void match_rewritten() {
    for (const bool same_change : {true, false}) {
      for (std::size_t i = 0; i < m_commits.size(); ++i) {
        for (std::size_t k = 0; k < m_known.size() && !m_found[i]; ++k) {
          if (m_taken[k]) continue;
          check_interrupt();
          if (same_change ? is_replaced(i, k) : is_rewritten(i, k)) take(i, k);
        }
      }
    }
  }

  /// A commit that was split: the known patch is its first part, also if a later one has its message.
  void prefer_first_parts() {
    for (std::size_t i = 1; i < m_commits.size(); ++i) {
      if (!m_found[i] || m_found[i]->by != PatchMatch::By::content) continue;
      const std::size_t known = m_found[i]->known;
      std::size_t first = i;
      while (first > 0 && !m_found[first - 1] && is_part(first - 1, known)) --first;
      if (first == i) continue;
      m_found[first] = std::exchange(m_found[i], std::nullopt);
    }
  }

  /// Whether a commit changes nothing but what the known patch does.
  bool is_part(std::size_t commit, std::size_t known) {
    check_interrupt();
    const std::set<std::string>& lines = m_commit_changes[commit].lines();
    return !lines.empty() && count_shared(lines, m_known_changes[known].lines()) == lines.size();
  }

  bool is_rewritten(std::size_t commit, std::size_t known) {
    if (m_commit_traits[commit].author != m_known_traits[known].author) return false;
    Changes& now = m_commit_changes[commit];
    Changes& before = m_known_changes[known];
    return count_shared(now.lines(), before.lines()) > 0 ||
           (is_same_place(commit, known) && count_shared(now.paths(), before.paths()) > 0);
  }

  bool is_replaced(std::size_t commit, std::size_t known) {
    if (!is_same_place(commit, known)) return false;
    const std::set<std::string>& now = m_commit_changes[commit].lines();
    const std::set<std::string>& before = m_known_changes[known].lines();
    const std::size_t shared = count_shared(now, before);
    return shared > 0 && shared * 2 >= std::min(now.size(), before.size());
  }

  /// Whether the patch was between the same neighbours as the commit is.
  bool is_same_place(std::size_t commit, std::size_t known) const {
    for (std::size_t i = commit; i > 0; --i) {
      if (!m_found[i - 1]) continue;
      if (m_found[i - 1]->known > known) return false;
      break;
    }
    for (std::size_t i = commit + 1; i < m_found.size(); ++i) {
      if (m_found[i]) return m_found[i]->known > known;
    }
    return true;
  }

  objects::ObjectStore& m_store;
  const std::vector<git::Commit>& m_commits;
  const std::vector<KnownPatch>& m_known;
  std::vector<std::optional<PatchMatch>> m_found;
  std::vector<bool> m_taken;
  std::vector<Traits> m_commit_traits;
  std::vector<Traits> m_known_traits;
  std::vector<Changes> m_commit_changes;
  std::vector<Changes> m_known_changes;
};

}  // namespace

std::vector<std::optional<PatchMatch>> match_patches(objects::ObjectStore& store,
                                                     const std::vector<git::Commit>& commits,
                                                     const std::vector<KnownPatch>& known) {
  return Matcher(store, commits, known).run();
}

}  // namespace mlxpatch::queue
