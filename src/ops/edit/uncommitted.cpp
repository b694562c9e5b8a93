#include "edit/uncommitted.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/worktree/conversion.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "edit/queue_edit.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/typed_path.hpp"
#include "publish/left_edits.hpp"

namespace mlxpatch::ops {

namespace {

std::string unchanged(std::string_view doing) { return fmt::format("{} (nothing was changed)", doing); }

void refuse_unmerged(const Checkout& checkout, std::string_view doing) {
  const std::vector<std::string> unmerged = worktree::unmerged_paths(checkout.repository());
  if (unmerged.empty()) return;
  Error error(fmt::format("{} of the checkout {} unmerged", count_of(unmerged.size(), "file"),
                          unmerged.size() == 1 ? "is" : "are"));
  error.doing(unchanged(doing));
  for (const std::string& path : unmerged) error.at(checkout.shown(path));
  throw error.hint(checkout.git_command("add FILE     when its conflicts are resolved"));
}

/// A file that an interrupted operation left alone lacks what that had changed in it: as it is, a patch would take that
/// back.
void refuse_left_edits(Checkout& checkout, const std::vector<std::string>& changed, std::string_view doing) {
  LeftEdits left = left_edits(checkout, changed);
  left.files.insert(left.files.end(), left.conflicting.begin(), left.conflicting.end());
  if (left.files.empty()) return;
  Error error(fmt::format("{} what the last operation changed in {}, which a patch would take back",
                          left.files.size() == 1 ? "a file lacks" : count_of(left.files.size(), "file") + " lack",
                          left.files.size() == 1 ? "it" : "them"));
  error.doing(unchanged(doing));
  for (const std::string& path : left.files) error.at(checkout.shown(path));
  throw error.hint("mlxpatch status            show how to put it in")
      .hint(checkout.git_command("commit -a     or make it a patch as it is, then: mlxpatch regen"));
}

/// Their bytes on the disk are not what git would commit.
void refuse_converted(Checkout& checkout, const std::vector<std::string>& changed, std::string_view doing) {
  const std::vector<std::string> converted = worktree::converted_by_git(checkout.repository(), changed);
  if (converted.empty()) return;
  Error error(fmt::format("git converts {}, by a filter program or from another encoding, and mlxpatch does not",
                          converted.size() == 1 ? "a changed file" : count_of(converted.size(), "changed file")));
  error.doing(unchanged(doing));
  for (const std::string& path : converted) error.at(checkout.shown(path));
  throw error.hint(checkout.git_command("commit -a     let git make it a patch, then: mlxpatch regen"));
}

/// The meaning that is a file on the disk which git does not know; "" if none is.
std::string untracked_among(Checkout& checkout, const git::Oid& worktree, const std::vector<std::string>& meanings) {
  for (const std::string& path : meanings) {
    if (path.empty() || path.starts_with("..")) continue;
    const auto kind = std::filesystem::symlink_status(checkout.repository().work_directory() / path).type();
    const bool is_there = kind != std::filesystem::file_type::not_found && kind != std::filesystem::file_type::none;
    if (is_there && !objects::entry_at(checkout.store(), worktree, path).exists()) return path;
  }
  return {};
}

}  // namespace

UncommittedWork read_uncommitted(OpenQueue& queue, std::string_view doing) {
  Checkout& checkout = queue.fork().checkout();
  objects::ObjectStore& store = checkout.store();
  refuse_unmerged(checkout, doing);
  UncommittedWork uncommitted;
  uncommitted.committed = store.tree_of(queue.branch().tip);
  uncommitted.index = worktree::index_tree(checkout.repository(), store);
  uncommitted.worktree = worktree::worktree_tree(checkout.repository(), store);
  uncommitted.changes = objects::changes_between(store, uncommitted.committed, uncommitted.worktree);
  std::vector<std::string> changed;
  changed.reserve(uncommitted.changes.size());
  for (const objects::PathChange& change : uncommitted.changes) changed.push_back(change.path);
  refuse_left_edits(checkout, changed, doing);
  refuse_converted(checkout, changed, doing);
  return uncommitted;
}

std::vector<std::string> changed_paths(Checkout& checkout, const Invocation& invocation,
                                       const UncommittedWork& uncommitted, const std::vector<std::string>& words,
                                       std::string_view doing) {
  const auto has_changes = [&](const std::string& path) {
    return std::ranges::any_of(uncommitted.changes,
                               [&](const objects::PathChange& change) { return is_at_or_below(change.path, path); });
  };
  std::vector<std::string> paths;
  for (const std::string& word : words) {
    if (word.empty()) throw Error("a PATH is empty", ErrorKind::usage).doing(unchanged(doing));
    const std::vector<std::string> meanings = meanings_of(checkout, invocation, word);
    const auto meant = std::ranges::find_if(meanings, has_changes);
    if (meant != meanings.end()) {
      paths.push_back(*meant);
    } else if (const std::string path = untracked_among(checkout, uncommitted.worktree, meanings); !path.empty()) {
      throw Error(fmt::format("git does not track \"{}\"", escape_control(word)))
          .doing(unchanged(doing))
          .hint(checkout.git_command(fmt::format("add {}     if it belongs to a patch", shell_word(path))));
    } else {
      throw Error(
          fmt::format("no tracked file of the checkout has uncommitted changes at \"{}\"", escape_control(word)))
          .doing(unchanged(doing))
          .hint(checkout.git_command("status     show what is uncommitted"));
    }
  }
  return paths;
}

}  // namespace mlxpatch::ops
