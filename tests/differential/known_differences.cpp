#include "known_differences.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/text.hpp>
#include <mlxpatch/git/tree.hpp>

namespace mlxpatch::tests {
namespace {

git::Oid id_of(const std::string& hex) { return git::Oid::from_hex(hex).value(); }

struct File {
  std::string name;  ///< without its folder
  git::Entry entry;
};

/// The files that one side of a merge took away and added.
struct Side {
  std::vector<File> removed;
  std::vector<File> added;
};

Side side_of(git::ObjectStore& store, const std::string& base, const std::string& tree) {
  Side side;
  for (const git::PathChange& change : git::changes_between(store, id_of(base), id_of(tree))) {
    const std::string name = change.path.substr(change.path.rfind('/') + 1);
    if (!change.after.exists()) side.removed.push_back({name, change.before});
    if (!change.before.exists()) side.added.push_back({name, change.after});
  }
  return side;
}

int score(git::ObjectStore& store, const git::Entry& from, const git::Entry& to) {
  if (from.oid == to.oid) return git::k_highest_similarity;
  if (!is_regular(from.mode) || !is_regular(to.mode)) return 0;
  return git::similarity_score(*store.read(from.oid, git::ObjectType::blob),
                               *store.read(to.oid, git::ObjectType::blob));
}

/// Calls `visit` with each file that went and each that came, if they may be one.
template <class Visit>
bool any_rename(git::ObjectStore& store, const Side& side, const Visit& visit) {
  for (const File& from : side.removed) {
    for (const File& to : side.added) {
      const bool is_likely = score(store, from.entry, to.entry) >= git::k_highest_similarity / 2;
      if (is_likely && visit(from.entry, to.entry)) return true;
    }
  }
  return false;
}

std::string without_unended_line(const std::string& text) { return text.substr(0, text.rfind('\n') + 1); }

/// Whether git sees less likeness, as it forgets a last line that has no newline.
bool forgets_last_line(git::ObjectStore& store, const git::Entry& from, const git::Entry& to) {
  const std::string before = *store.read(from.oid, git::ObjectType::blob);
  const std::string after = *store.read(to.oid, git::ObjectType::blob);
  return before != after && (before != without_unended_line(before) || after != without_unended_line(after));
}

std::multiset<std::string> names_of(const std::vector<File>& files, const git::Oid& content) {
  std::multiset<std::string> names;
  for (const File& file : files) {
    if (file.entry.oid == content) names.insert(file.name);
  }
  return names;
}

/// Whether one of several equal files moved, or one file to several places, and the names do not tell which.
bool is_ambiguous(git::ObjectStore& store, const Side& side) {
  return any_rename(store, side, [&](const git::Entry& from, const git::Entry& to) {
    const auto gone = names_of(side.removed, from.oid);
    const auto come = names_of(side.added, to.oid);
    return (gone.size() > 1 || come.size() > 1) && (from.oid != to.oid || gone != come);
  });
}

/// Whether we found a conflict where both sides added a file, the same one or two.
bool conflicts_at_added(git::ObjectStore& store, const queue::ReplayedPatch& ours, const AskedMerge& asked,
                        bool is_same) {
  git::OverlayTree base(store, id_of(asked.base));
  git::OverlayTree our_tree(store, id_of(asked.ours));
  git::OverlayTree their_tree(store, id_of(asked.theirs));
  return std::any_of(ours.conflicts.begin(), ours.conflicts.end(), [&](const git::MergeConflict& conflict) {
    const git::Entry here = our_tree.file(conflict.path);
    const git::Entry there = their_tree.file(conflict.path);
    return here.exists() && there.exists() && !base.file(conflict.path).exists() && (here == there) == is_same;
  });
}

bool changes_a_type(git::ObjectStore& store, const AskedMerge& asked) {
  for (const std::string& tree : {asked.ours, asked.theirs}) {
    for (const git::PathChange& change : git::changes_between(store, id_of(asked.base), id_of(tree))) {
      const bool stays = change.before.exists() && change.after.exists();
      if (stays && !is_same_type(change.before.mode, change.after.mode)) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string_view> known_difference(git::ObjectStore& store, const queue::ReplayedPatch& ours,
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
    return "git tells of a conflict, and goes on as if there were none";
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
