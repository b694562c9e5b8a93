#include <mlxpatch/queue/edit/split.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/hunk_text.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commit_chain.hpp"
#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

namespace {

using Hunks = std::vector<patch::Hunk>;

/// None if the path becomes something of another type, which the diff has as two.
Hunks hunks_of(objects::ObjectStore& store, const objects::PathChange& change) {
  std::vector<patch::Patch> read = patch::read_patches(diff_text(store, {change}), change.path);
  std::vector<patch::FilePatch>& files = read.at(0).files;
  return files.size() == 1 ? std::move(files.front().hunks) : Hunks{};
}

std::string text_of_hunk(const patch::Hunk& hunk) {
  const auto side = [](std::size_t start, std::size_t count) {
    return count == 1 ? fmt::format("{}", start) : fmt::format("{},{}", start, count);
  };
  std::string text =
      fmt::format("@@ -{} +{} @@", side(hunk.old_start, hunk.old_count), side(hunk.new_start, hunk.new_count));
  if (!hunk.section.empty()) text += " " + std::string(trim(hunk.section));
  text += '\n';
  for (const patch::HunkLine& line : hunk.lines) text += patch::diff_line(line);
  return text;
}

/// The text before with only those hunks in it that are not to leave. The hunks are the text's own, so that each is
/// exactly where it says.
std::string text_without(std::string_view before, const Hunks& hunks, const std::vector<bool>& leaves) {
  const std::vector<std::string_view> lines = split_lines(before);
  std::string text;
  std::size_t at = 0;
  const auto copy_to = [&](std::size_t end) {
    for (; at < end; ++at) text += lines.at(at);
  };
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    const patch::Hunk& hunk = hunks[i];
    // A side without lines is numbered by the line before it.
    copy_to(hunk.old_count == 0 ? hunk.old_start : hunk.old_start - 1);
    if (leaves[i]) continue;
    for (const patch::HunkLine& line : hunk.lines) {
      if (line.origin != '-') text += line.text;
    }
    at += hunk.old_count;
  }
  copy_to(lines.size());
  return text;
}

/// What a path is between the two patches: as the first one leaves it, without the pieces that leave.
git::Entry entry_between(objects::ObjectStore& store, const objects::PathChange& change, const Hunks& hunks,
                         const std::vector<bool>& leaves) {
  if (std::ranges::count(leaves, true) == 0) return change.after;
  if (std::ranges::count(leaves, false) == 0) return change.before;
  const auto before = store.read(change.before.oid, git::ObjectType::blob);
  return {change.after.mode, store.put(git::ObjectType::blob, text_without(*before, hunks, leaves))};
}

git::Oid tree_between(objects::ObjectStore& store, const QueuedPatch& patch, const std::vector<std::size_t>& pieces) {
  objects::OverlayTree tree(store, patch.commit.tree);
  std::size_t piece = 0;
  for (const objects::PathChange& change : patch.changes) {
    const Hunks hunks = hunks_of(store, change);
    std::vector<bool> leaves(std::max<std::size_t>(hunks.size(), 1));
    for (std::size_t i = 0; i < leaves.size(); ++i, ++piece)
      leaves[i] = std::ranges::find(pieces, piece) != pieces.end();
    tree.put(change.path, entry_between(store, change, hunks, leaves));
  }
  return tree.write();
}

}  // namespace

std::vector<PatchPiece> pieces_of(objects::ObjectStore& store, const git::Oid& commit) {
  const std::vector<QueuedPatch> loaded = load_queue(store, {commit});
  std::vector<PatchPiece> pieces;
  for (const objects::PathChange& change : loaded.front().changes) {
    const Hunks hunks = hunks_of(store, change);
    if (hunks.empty()) pieces.push_back({change.path, {}});
    for (const patch::Hunk& hunk : hunks) pieces.push_back({change.path, text_of_hunk(hunk)});
  }
  return pieces;
}

EditedQueue split(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                  const Splitting& splitting, const ReplayOptions& options) {
  const std::vector<QueuedPatch> patches = load_queue(store, commits, options.names);
  CommitChain chain(store, base, options.committer);
  for (std::size_t place = 0; place < patches.size(); ++place) {
    const QueuedPatch& patch = patches[place];
    if (place != splitting.place) {
      chain.keep(patch, place);
      continue;
    }
    git::Commit stays = patch.commit;
    stays.tree = tree_between(store, patch, splitting.pieces);
    // Without a file of its own it would lose its name to the part that resembles it more.
    stays.message = with_name_trailer(stays.message, patch.name);
    chain.put(std::move(stays), place);
    git::Commit leaves = patch.commit;
    leaves.message = with_name_trailer(splitting.message, splitting.name);
    leaves.encoding.clear();
    chain.put(std::move(leaves), std::nullopt);
  }
  return chain.end();
}

}  // namespace mlxpatch::queue
