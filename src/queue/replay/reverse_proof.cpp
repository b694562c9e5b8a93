#include "replay/reverse_proof.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
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
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_walk.hpp"

namespace mlxpatch::queue {

namespace {

using Lines = std::vector<std::string_view>;

std::size_t count(const Lines& lines, std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count(lines, line));
}

/// A hunk as it is in a text that has the patch, and as it was without it.
struct Sides {
  Lines with;
  Lines without;
  Lines deleted;
};

Sides sides_of(const patch::Hunk& hunk) {
  Sides sides;
  for (const patch::HunkLine& line : hunk.lines) {
    if (line.origin != '-') sides.with.emplace_back(line.text);
    if (line.origin != '+') sides.without.emplace_back(line.text);
    if (line.origin == '-') sides.deleted.emplace_back(line.text);
  }
  return sides;
}

/// Where these lines are in a text.
std::vector<std::size_t> places_of(const Lines& sought, const Lines& text) {
  std::vector<std::size_t> places;
  if (sought.empty()) return places;
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), sought.begin(), sought.end());
    if (at == text.end()) return places;
    places.push_back(static_cast<std::size_t>(at - text.begin()));
  }
}

/// One file of the patch. The hunks are empty if it is not a change of text.
struct FileProof {
  objects::PathChange change;
  Bytes before;
  Bytes after;
  std::vector<patch::Hunk> hunks;
  std::vector<Sides> sides;
};

std::vector<FileProof> files_of(objects::ObjectStore& store, const QueuedPatch& patch) {
  std::vector<FileProof> files;
  files.reserve(patch.changes.size());
  for (const objects::PathChange& change : patch.changes) {
    FileProof file{change, text_of(store, change.before), text_of(store, change.after), {}, {}};
    if (changes_text(store, change)) {
      for (patch::Patch& read : patch::read_patches(diff_text(store, {change}), patch.name)) {
        for (patch::FilePatch& one : read.files) file.hunks = std::move(one.hunks);
      }
    }
    for (const patch::Hunk& hunk : file.hunks) file.sides.push_back(sides_of(hunk));
    files.push_back(std::move(file));
  }
  return files;
}

bool has_any_hunk(const FileProof& file, std::string_view text) {
  const Lines lines = split_lines(text);
  return std::ranges::any_of(file.sides, [&](const Sides& hunk) { return !places_of(hunk.with, lines).empty(); });
}

/// Whether the lines that the patch deletes are gone: no more of each than the patch itself leaves.
bool deleted_are_gone(const FileProof& file, const Lines& text) {
  const Lines after = split_lines(*file.after);
  return std::ranges::all_of(file.sides, [&](const Sides& hunk) {
    return std::ranges::all_of(hunk.deleted, [&](std::string_view line) {
      return trim(line).empty() || count(text, line) <= count(after, line);
    });
  });
}

/// Whether the text has each hunk, and nothing that the patch deletes.
bool has_hunks(const FileProof& file, std::string_view text) {
  const Lines lines = split_lines(text);
  const bool all =
      std::ranges::all_of(file.sides, [&](const Sides& hunk) { return places_of(hunk.with, lines).size() == 1; });
  return all && deleted_are_gone(file, lines);
}

/// The text with each hunk, of which each has one place, undone; std::nullopt if they are not there in order.
std::optional<std::string> undone(const FileProof& file, std::string_view text) {
  const Lines lines = split_lines(text);
  std::string result;
  std::size_t at = 0;
  const auto add = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) result += lines[i];
  };
  for (const Sides& hunk : file.sides) {
    const std::vector<std::size_t> places = places_of(hunk.with, lines);
    if (places.size() != 1 || places.front() < at) return std::nullopt;
    add(at, places.front());
    for (const std::string_view line : hunk.without) result += line;
    at = places.front() + hunk.with.size();
  }
  add(at, lines.size());
  return result;
}

/// Proves a patch in upstream's trees.
class ReverseProof {
 public:
  ReverseProof(objects::ObjectStore& store, const QueuedPatch& patch, const UpstreamRange& range,
               const git::Oid& queue_tree)
      : m_store(store),
        m_range(range),
        m_queue_tree(queue_tree),
        m_files(files_of(store, patch)),
        m_paths(sorted_paths(patch.changes)),
        m_upstream(store, range, queue_tree) {}

  std::optional<std::size_t> since() {
    if (m_files.empty() || m_range.chain.empty()) return std::nullopt;
    for (const FileProof& file : m_files) {
      if (!was_open_at_base(file) || !is_proven_at_tip(file)) return std::nullopt;
    }
    return holds_since(m_store, m_range, m_paths, [&](const git::Oid& tree) { return is_in(tree); });
  }

 private:
  /// Whether the base, with and without the earlier patches, lacked each hunk and had each line that it deletes.
  bool was_open_at_base(const FileProof& file) {
    const git::Entry entry = objects::entry_at(m_store, m_range.base_tree, file.change.path);
    if (file.hunks.empty()) return entry != file.change.after && (entry.exists() || !file.change.before.exists());
    const Bytes base = text_of(m_store, entry);
    const Lines lines = split_lines(*base);
    const auto has = [&](std::string_view line) { return count(lines, line) > 0; };
    return !has_any_hunk(file, *base) && !has_any_hunk(file, *file.before) &&
           std::ranges::all_of(file.sides, [&](const Sides& hunk) { return std::ranges::all_of(hunk.deleted, has); });
  }

  bool is_proven_at_tip(const FileProof& file) {
    const git::Entry entry = objects::entry_at(m_store, m_queue_tree, file.change.path);
    if (file.hunks.empty()) return entry == file.change.after;
    if (entry.mode != file.change.after.mode) return false;
    const Bytes tip = text_of(m_store, entry);
    if (!has_hunks(file, *tip)) return false;
    const std::optional<std::string> without = undone(file, *tip);
    if (!without) return false;
    const merge::TextMerge again = merge::merge_text(*file.before, *without, *file.after);
    return again.clean && again.bytes == *tip;
  }

  bool is_in(const git::Oid& tree) {
    const std::optional<objects::OverlayTree> with_queue = m_upstream.at(tree, m_paths);
    if (!with_queue) return false;
    return std::ranges::all_of(m_files, [&](const FileProof& file) {
      const git::Entry entry = with_queue->file(file.change.path);
      if (file.hunks.empty()) return entry == file.change.after;
      return entry.mode == file.change.after.mode && has_hunks(file, *text_of(m_upstream.scratch(), entry));
    });
  }

  objects::ObjectStore& m_store;
  const UpstreamRange& m_range;
  git::Oid m_queue_tree;
  std::vector<FileProof> m_files;
  std::vector<std::string> m_paths;
  QueueOnUpstream m_upstream;
};

}  // namespace

std::optional<std::size_t> reverse_applies_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                                 const UpstreamRange& range, const git::Oid& queue_tree) {
  return ReverseProof(store, patch, range, queue_tree).since();
}

}  // namespace mlxpatch::queue
