#include "publish/lost_operation.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "publish/anchor.hpp"

namespace mlxpatch::ops {

namespace {

/// The files that have an operation's own version, by what puts back what was before.
struct Written {
  std::vector<std::string> changed;
  std::vector<std::string> added;
};

bool has_content(const std::filesystem::path& file, const git::Oid& blob) {
  const auto content = read_file_if_exists(file);
  return content ? git::hash_object(git::ObjectType::blob, *content) == blob : blob.is_zero();
}

Written written_in_worktree(Checkout& checkout, const git::Oid& before, const git::Oid& after) {
  objects::ObjectStore& store = checkout.store();
  const worktree::WorktreeStatus status = worktree::worktree_status(checkout.repository());
  std::set<std::string> tracked(status.modified.begin(), status.modified.end());
  tracked.insert(status.staged.begin(), status.staged.end());
  const std::set<std::string> untracked(status.untracked.begin(), status.untracked.end());
  Written written;
  if (tracked.empty() && untracked.empty()) return written;
  const git::Oid now = worktree::worktree_tree(checkout.repository(), store);
  for (const objects::PathChange& change : objects::changes_between(store, before, after)) {
    if (tracked.contains(change.path) && objects::entry_at(store, now, change.path) == change.after) {
      (change.before.exists() ? written.changed : written.added).push_back(change.path);
    } else if (untracked.contains(change.path) && !change.before.exists() &&
               has_content(checkout.repository().work_directory() / change.path, change.after.oid)) {
      written.added.push_back(change.path);
    }
  }
  return written;
}

/// One line for each file of the project, with what puts it back.
std::vector<std::string> steps_for_project_files(Checkout& checkout, const std::string& anchor, const git::Oid& tree) {
  objects::ObjectStore& store = checkout.store();
  const git::Oid before = objects::entry_at(store, tree, "before").oid;
  const git::Oid after = objects::entry_at(store, tree, "after").oid;
  std::vector<std::string> steps;
  for (const objects::PathChange& change : objects::changes_between(store, before, after)) {
    const std::filesystem::path file = checkout.root() / change.path;
    if (!has_content(file, change.after.oid)) continue;
    const std::string shown = shell_word(file.string());
    const std::string show = checkout.git_command("cat-file blob " + shell_word(anchor + ":before/" + change.path));
    steps.push_back(change.before.exists() ? fmt::format("{} > {}", show, shown) : "rm " + shown);
  }
  return steps;
}

std::string words_of(const std::vector<std::string>& paths) {
  std::string words;
  for (const std::string& path : paths) words += " " + git_path_word(path);
  return words;
}

}  // namespace

void warn_of_lost_operation(Checkout& checkout, report::Reporter& reporter) {
  const std::uint64_t next = next_operation(checkout);
  if (next == checkout.state().next_id() || checkout.repository().is_bare()) return;
  const std::string anchor = anchor_ref(next - 1);
  const auto commit = git::find_commit(checkout.repository(), anchor);
  if (!commit) return;
  const git::Oid tree = checkout.store().tree_of(*commit);
  const git::Oid before = objects::entry_at(checkout.store(), tree, "tree-before").oid;
  const git::Oid after = objects::entry_at(checkout.store(), tree, "tree-after").oid;
  if (!before || !after || before == after) return;
  const Written written = written_in_worktree(checkout, before, after);
  const std::size_t count = written.changed.size() + written.added.size();
  if (count == 0) return;
  std::string text = fmt::format(
      "{} of the checkout {} what operation {} was to write, and its journal entry is gone: nothing can finish it or "
      "take it back any more. What was before:",
      count_of(count, "file"), count == 1 ? "has" : "have", next - 1);
  if (!written.changed.empty()) {
    text += "\n  " + checkout.git_command(fmt::format("restore --source={} --staged --worktree --{}",
                                                      shell_word(anchor + ":tree-before"), words_of(written.changed)));
  }
  // From the index too, if somebody has staged them.
  if (!written.added.empty()) {
    text += "\n  " + checkout.git_command("rm --quiet --force --cached --ignore-unmatch --" + words_of(written.added));
    text += "\n  " + checkout.git_command("clean --quiet --force --" + words_of(written.added));
  }
  for (const std::string& step : steps_for_project_files(checkout, anchor, tree)) text += "\n  " + step;
  reporter.on(report::Warning{text});
}

}  // namespace mlxpatch::ops
