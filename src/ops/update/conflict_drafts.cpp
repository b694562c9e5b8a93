#include "update/conflict_drafts.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/drafts/conflict_drafts.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/marker_block.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

#include "fork/fork.hpp"
#include "publish/operation_side.hpp"

namespace mlxpatch::ops {

namespace {

/// The versions of a path in conflict.
struct Sides {
  std::string path;
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
};

/// The same read, without drafts; std::nullopt if one of them is missing or no text.
std::optional<DraftedFile> read_versions(objects::ObjectStore& store, const Sides& sides) {
  std::vector<Bytes> texts;
  for (const git::Entry* entry : {&sides.base, &sides.ours, &sides.theirs}) {
    if (!git::is_regular(entry->mode)) return std::nullopt;
    texts.push_back(store.read(entry->oid, git::ObjectType::blob));
    if (diff::is_binary(*texts.back())) return std::nullopt;
  }
  return DraftedFile{sides.path, merge::ConflictedText(texts[0], texts[1], texts[2]), {}};
}

std::vector<DraftedFile> read_files(objects::ObjectStore& store, std::vector<Sides> conflicts) {
  std::ranges::sort(conflicts, {}, &Sides::path);
  std::vector<DraftedFile> files;
  for (const Sides& sides : conflicts) {
    if (std::optional<DraftedFile> file = read_versions(store, sides)) files.push_back(std::move(*file));
  }
  return files;
}

/// By the journal and not by the index, so that regions and drafts keep their numbers when a file is resolved.
std::vector<DraftedFile> read_stop(Fork& fork, const workspace::Pending& pending) {
  const std::vector<workspace::Operation> operations = fork.state().operations();
  if (pending.mode == workspace::Pending::Mode::merge || operations.empty()) return {};
  std::vector<Sides> conflicts;
  for (const worktree::ConflictedPath& conflict : checkout_move(operations.back()).conflicts_after) {
    conflicts.push_back({conflict.path, conflict.base, conflict.ours, conflict.theirs});
  }
  return read_files(fork.store(), std::move(conflicts));
}

/// Where the base's lines of each region are now, file by file.
class MovedRegions {
 public:
  MovedRegions(objects::ObjectStore& store, const merge::MovedBetween& trees, const std::vector<DraftedFile>& files) {
    std::vector<merge::SoughtLines> sought;
    for (const DraftedFile& file : files) {
      m_first.push_back(sought.size());
      for (const merge::ConflictRegion& region : file.text.regions()) {
        sought.push_back({file.path, file.text.base_of(region)});
      }
    }
    m_places = merge::find_moved(store, trees, sought);
  }

  const std::optional<merge::MovedPlace>& place(std::size_t file, std::size_t region) const {
    return m_places[m_first[file] + region];
  }

 private:
  std::vector<std::size_t> m_first;
  std::vector<std::optional<merge::MovedPlace>> m_places;
};

/// Which regions of each file are asked about.
using Open = std::vector<std::vector<bool>>;

Open all_of(const std::vector<DraftedFile>& files) {
  Open open;
  open.reserve(files.size());
  for (const DraftedFile& file : files) open.emplace_back(file.text.regions().size(), true);
  return open;
}

/// Looks for moved code last, which costs the most.
bool has_draft_for(objects::ObjectStore& store, const std::vector<DraftedFile>& files, const Open& open,
                   const merge::MovedBetween& trees) {
  const auto any_open = [&](const auto& has) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (std::size_t j = 0; j < open[i].size(); ++j) {
        if (open[i][j] && has(i, j)) return true;
      }
    }
    return false;
  };
  if (any_open([&](std::size_t i, std::size_t j) {
        return !merge::drafts_of(files[i].text, files[i].text.regions()[j]).empty();
      })) {
    return true;
  }
  if (store.is_partial() || !any_open([](std::size_t, std::size_t) { return true; })) return false;
  const MovedRegions moved(store, trees, files);
  return any_open([&](std::size_t i, std::size_t j) { return moved.place(i, j).has_value(); });
}

git::Oid tree_before(objects::ObjectStore& store, const git::Oid& commit) {
  const std::vector<git::Oid> parents = store.commit_links(commit).parents;
  return parents.empty() ? git::Oid{} : store.tree_of(parents.front());
}

}  // namespace

merge::MovedBetween trees_at_stop(objects::ObjectStore& store, const workspace::Pending& pending) {
  return {tree_before(store, pending.todo.front()), store.tree_of(pending.prefix)};
}

std::vector<DraftedFile> drafted_files(Fork& fork, const workspace::Pending& pending) {
  std::vector<DraftedFile> files = read_stop(fork, pending);
  if (files.empty()) return files;
  const MovedRegions moved(fork.store(), trees_at_stop(fork.store(), pending), files);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::vector<merge::ConflictRegion>& regions = files[i].text.regions();
    for (std::size_t j = 0; j < regions.size(); ++j) {
      files[i].drafts.push_back(merge::drafts_of(files[i].text, regions[j], moved.place(i, j)));
    }
  }
  return files;
}

std::optional<std::string> worktree_file(Fork& fork, const std::string& path) {
  const std::filesystem::path file = fork.repository().work_directory() / path;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, missing))) return std::nullopt;
  return read_file_if_exists(file);
}

std::vector<std::optional<merge::MarkerBlock>> marker_blocks(const DraftedFile& file,
                                                             const std::optional<std::string>& content) {
  return merge::find_marker_blocks(content.value_or(""), file.text);
}

bool has_draft(objects::ObjectStore& store, const queue::ReplayStop& stop) {
  std::vector<Sides> conflicts;
  conflicts.reserve(stop.conflicts.size());
  for (const merge::MergeConflict& conflict : stop.conflicts) {
    conflicts.push_back({conflict.path, conflict.base, conflict.ours, conflict.theirs});
  }
  const std::vector<DraftedFile> files = read_files(store, std::move(conflicts));
  return has_draft_for(store, files, all_of(files),
                       {tree_before(store, stop.todo.front().commit), store.tree_of(stop.tip)});
}

bool has_open_draft(Fork& fork, const workspace::Pending& pending) {
  const std::vector<DraftedFile> files = read_stop(fork, pending);
  Open open;
  for (const DraftedFile& file : files) {
    std::vector<bool>& regions = open.emplace_back();
    for (const auto& block : marker_blocks(file, worktree_file(fork, file.path))) regions.push_back(block.has_value());
  }
  if (files.empty()) return false;
  return has_draft_for(fork.store(), files, open, trees_at_stop(fork.store(), pending));
}

}  // namespace mlxpatch::ops
