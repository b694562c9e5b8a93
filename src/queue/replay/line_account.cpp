#include "replay/line_account.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/brought_lines.hpp"
#include "replay/moved_deletion.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_walk.hpp"

namespace mlxpatch::queue {

namespace {

/// A file of the patch, with our side's version and the result's, which is at another path if our side renamed it.
struct MergedFile {
  std::string path;
  Bytes before;
  Bytes after;
  Bytes ours;  ///< it and the result are null if upstream is known to have left the file alone
  Bytes result;
  bool is_untouched = false;

  bool has_all() const { return is_untouched || order_sum(*before, *after) == order_sum(*ours, *result); }
};

using LineCounts = std::unordered_map<std::string_view, std::size_t>;

void count(const std::vector<std::string_view>& lines, LineCounts& counts) {
  for (const std::string_view line : lines) ++counts[line];
}

/// Takes lines out of the counts if all of them are there.
bool take(const std::vector<std::string_view>& lines, LineCounts& counts) {
  LineCounts left = counts;
  for (const std::string_view line : lines) {
    const auto found = left.find(line);
    if (found == left.end() || found->second == 0) return false;
    --found->second;
  }
  counts = std::move(left);
  return true;
}

/// Which runs of a patch are in its new form: first those that are the same, then those whose lines are there.
std::vector<bool> runs_kept(const std::vector<TextChange::Run>& own, std::vector<TextChange::Run> made) {
  std::vector<bool> kept(own.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto same = std::ranges::find(made, own[i]);
    if (same == made.end()) continue;
    kept[i] = true;
    made.erase(same);
  }
  LineCounts added;
  LineCounts deleted;
  for (const TextChange::Run& run : made) {
    count(run.added, added);
    count(run.deleted, deleted);
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    kept[i] = kept[i] || (take(own[i].added, added) && take(own[i].deleted, deleted));
  }
  return kept;
}

std::string without_end(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

/// The account of one patch that did not merge whole.
class Shortfall {
 public:
  Shortfall(objects::ObjectStore& store, const UpstreamRange& range, const git::Oid& queue_tree)
      : m_store(store), m_range(range), m_upstream(store, range, queue_tree) {}

  void add(const MergedFile& file) {
    const TextChange own(file.before, file.after);
    if (file.is_untouched) {
      m_kept += own.runs().size();
      return;
    }
    const std::vector<bool> kept = runs_kept(own.runs(), TextChange(file.ours, file.result).runs());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i]) {
        ++m_kept;
      } else {
        add_missing(file, own, kept, i);
      }
    }
  }

  LineAccount take() {
    if (!m_taken.empty()) {
      m_account.hunks.emplace();
      m_account.hunks->kept = m_kept;
      for (const auto& [commit, hunks] : m_taken) {
        m_account.hunks->upstream.push_back({commit_info(m_store, m_range.commits[commit].id), hunks});
      }
    }
    return std::move(m_account);
  }

 private:
  void add_missing(const MergedFile& file, const TextChange& own, const std::vector<bool>& kept, std::size_t run) {
    const std::vector<std::string_view> lines = split_lines(*file.result);
    const std::unordered_set<std::string_view> result(lines.begin(), lines.end());
    const TextChange::Run& missing = own.runs()[run];
    for (const std::string_view line : missing.added) {
      if (!trim(line).empty() && !result.contains(line)) m_account.lost_lines.push_back({file.path, without_end(line)});
    }
    const std::vector<std::string_view> after = split_lines(*file.after);
    for (const std::string_view line : missing.deleted) {
      if (is_telling(line) && result.contains(line) && std::ranges::find(after, line) == after.end()) {
        m_account.left_lines.push_back({file.path, without_end(line)});
      }
    }
    std::optional<std::size_t> since = taken_since(file, own, run);
    // Of runs with the same lines, the one that counts as kept may be the one that upstream took.
    for (std::size_t i = 0; i < kept.size() && !since; ++i) {
      if (kept[i] && own.runs()[i] == missing) since = taken_since(file, own, i);
    }
    if (since) ++m_taken[*since];
  }

  std::optional<std::size_t> taken_since(const MergedFile& file, const TextChange& own, std::size_t run) {
    if (m_range.chain.empty()) return std::nullopt;
    const std::vector<std::string> paths{file.path};
    const std::string wanted = own.with_only(run);
    const auto has = [&](const git::Oid& tree) {
      const std::optional<objects::OverlayTree> with_queue = m_upstream.at(tree, paths);
      if (!with_queue) return false;
      const Bytes text = text_of(m_upstream.scratch(), with_queue->file(file.path));
      const merge::TextMerge merged = merge::merge_text(*own.before(), *text, wanted);
      return merged.clean && merged.bytes == *text;
    };
    // What upstream has changed further since is still what it took.
    return has(m_range.commits[m_range.chain.back()].tree) ? holds_since(m_store, m_range, paths, has)
                                                           : first_holds(m_store, m_range, paths, has);
  }

  objects::ObjectStore& m_store;
  const UpstreamRange& m_range;
  QueueOnUpstream m_upstream;
  std::size_t m_kept = 0;
  std::map<std::size_t, std::size_t> m_taken;  ///< commit to hunks
  LineAccount m_account;
};

bool is_text_or_none(objects::ObjectStore& store, const git::Entry& entry) {
  return !entry.exists() || is_text(store, entry);
}

}  // namespace

LineAccount LineAccounts::of(const MergedPatch& merged) {
  std::vector<MergedFile> files;
  bool has_all = true;
  bool is_touched = false;
  for (const objects::PathChange& change : merged.patch.changes) {
    if (!git::is_regular(change.after.mode) || !is_text_or_none(m_store, change.after) ||
        !is_text_or_none(m_store, change.before)) {
      continue;
    }
    MergedFile file{path_in_ours(change.path, merged.merge),
                    text_of(m_store, change.before),
                    text_of(m_store, change.after),
                    {},
                    {},
                    true};
    const bool may_differ = m_range.commits.empty() || file.path != change.path || m_touched.contains(change.path);
    if (may_differ) {
      const git::Entry ours = objects::entry_at(m_store, merged.ours, file.path);
      const auto edit = merged.merge.edits.find(file.path);
      const git::Entry result = edit == merged.merge.edits.end() ? ours : edit->second;
      file.is_untouched = ours == change.before || !is_text_or_none(m_store, ours);
      file.ours = text_of(m_store, ours);
      file.result = text_of(m_store, result);
    }
    is_touched = is_touched || !file.is_untouched;
    has_all = has_all && file.has_all();
    files.push_back(std::move(file));
  }
  if (!is_touched) return {};
  if (has_all) {
    std::vector<BroughtFile> brought;
    brought.reserve(files.size());
    for (const MergedFile& file : files) brought.push_back({file.path, file.before, file.after, file.ours});
    LineAccount account;
    account.brought_by = commit_that_brought(m_store, m_range, brought);
    return account;
  }
  Shortfall shortfall(m_store, m_range, merged.ours);
  for (const MergedFile& file : files) shortfall.add(file);
  return shortfall.take();
}

}  // namespace mlxpatch::queue
