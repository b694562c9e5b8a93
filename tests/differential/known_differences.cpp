#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/diff/similarity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <support/ids.hpp>
#include "git_merges.hpp"

#include "known_differences.hpp"

namespace mlxpatch::tests {
namespace {

struct File {
  std::string path;
  git::Entry entry;
};

/// The files that one side of a merge removed and added.
struct Side {
  std::vector<File> removed;
  std::vector<File> added;
};

Side side_of(objects::ObjectStore& store, const std::string& base, const std::string& tree) {
  Side side;
  for (const objects::PathChange& change : objects::changes_between(store, id_of(base), id_of(tree))) {
    if (!change.after.exists()) side.removed.push_back({change.path, change.before});
    if (!change.before.exists()) side.added.push_back({change.path, change.after});
  }
  return side;
}

int score(objects::ObjectStore& store, const git::Entry& from, const git::Entry& to) {
  if (from.oid == to.oid) return diff::k_highest_similarity;
  if (!is_regular(from.mode) || !is_regular(to.mode)) return 0;
  return diff::similarity_score(*store.read(from.oid, git::ObjectType::blob),
                                *store.read(to.oid, git::ObjectType::blob));
}

/// Calls `visit` with each pair of a removed and an added file that may be one file.
template <class Visit>
bool any_rename(objects::ObjectStore& store, const Side& side, const Visit& visit) {
  for (const File& from : side.removed) {
    for (const File& to : side.added) {
      const bool is_likely = score(store, from.entry, to.entry) >= diff::k_highest_similarity / 2;
      if (is_likely && visit(from.entry, to.entry)) return true;
    }
  }
  return false;
}

std::string without_unended_line(const std::string& text) { return text.substr(0, text.rfind('\n') + 1); }

/// Whether git finds the two less similar, since it ignores a last line without a newline.
bool forgets_last_line(objects::ObjectStore& store, const git::Entry& from, const git::Entry& to) {
  const std::string before = *store.read(from.oid, git::ObjectType::blob);
  const std::string after = *store.read(to.oid, git::ObjectType::blob);
  return before != after && (before != without_unended_line(before) || after != without_unended_line(after));
}

std::string last_parts(const std::string& path, int parts) {
  std::size_t begin = path.size();
  for (; parts > 0 && begin != 0 && begin != std::string::npos; --parts) begin = path.rfind('/', begin - 1);
  return begin == std::string::npos ? path : path.substr(begin);
}

std::multiset<std::string> ends_of(const std::vector<File>& files, const git::Oid& content, int parts) {
  std::multiset<std::string> ends;
  for (const File& file : files) {
    if (file.entry.oid == content) ends.insert(last_parts("/" + file.path, parts));
  }
  return ends;
}

/// Whether the ends of the paths show which of these files became which.
bool ends_show(const Side& side, const git::Oid& content) {
  for (const int parts : {1, 2, 3}) {
    const auto removed = ends_of(side.removed, content, parts);
    const bool are_unique = std::set<std::string>(removed.begin(), removed.end()).size() == removed.size();
    if (are_unique && removed == ends_of(side.added, content, parts)) return true;
  }
  return false;
}

/// Whether one of several equal files moved, or one file to several places, and the names do not show which.
bool is_ambiguous(objects::ObjectStore& store, const Side& side) {
  return any_rename(store, side, [&](const git::Entry& from, const git::Entry& to) {
    const bool is_one = ends_of(side.removed, from.oid, 1).size() == 1 && ends_of(side.added, to.oid, 1).size() == 1;
    return !is_one && (from.oid != to.oid || !ends_show(side, from.oid));
  });
}

/// Whether we found a conflict where both sides added a file, the same one or two.
bool conflicts_at_added(objects::ObjectStore& store, const queue::ReplayedPatch& ours, const AskedMerge& asked,
                        bool is_same) {
  objects::OverlayTree base(store, id_of(asked.base));
  objects::OverlayTree our_tree(store, id_of(asked.ours));
  objects::OverlayTree their_tree(store, id_of(asked.theirs));
  return std::any_of(ours.conflicts.begin(), ours.conflicts.end(), [&](const merge::MergeConflict& conflict) {
    const git::Entry here = our_tree.file(conflict.path);
    const git::Entry there = their_tree.file(conflict.path);
    return here.exists() && there.exists() && !base.file(conflict.path).exists() && (here == there) == is_same;
  });
}

bool changes_a_type(objects::ObjectStore& store, const AskedMerge& asked) {
  for (const std::string& tree : {asked.ours, asked.theirs}) {
    for (const objects::PathChange& change : objects::changes_between(store, id_of(asked.base), id_of(tree))) {
      const bool stays = change.before.exists() && change.after.exists();
      if (stays && !is_same_type(change.before.mode, change.after.mode)) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string_view> known_difference(objects::ObjectStore& store, const queue::ReplayedPatch& ours,
                                                 const AskedMerge& asked, const GitMerge& theirs) {
  const bool is_clean = theirs.verdict == GitMerge::Verdict::clean;
  if (is_clean && conflicts_at_added(store, ours, asked, true)) {
    return "git drops an edit of a file that moved to where an equal one was added";
  }
  if (is_clean && changes_a_type(store, asked) && conflicts_at_added(store, ours, asked, false)) {
    return "git drops one of two files that moved to one place, as the other side made a link of it";
  }
  const bool is_told = theirs.messages.find("CONFLICT (") != std::string::npos;
  if (is_clean && is_told && !ours.conflicts.empty()) {
    return "git reports a conflict, and continues as if there were none";
  }
  for (const std::string& tree : {asked.ours, asked.theirs}) {
    const Side side = side_of(store, asked.base, tree);
    if (is_ambiguous(store, side)) return "of equal files git takes another one";
    if (!git_counts_last_lines() && any_rename(store, side, [&](const git::Entry& from, const git::Entry& to) {
          return forgets_last_line(store, from, to);
        })) {
      return "git sees another rename, as it forgets a last line that has no newline";
    }
  }
  return std::nullopt;
}

}  // namespace mlxpatch::tests
