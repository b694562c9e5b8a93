#include "publish/operation_side.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/operation_state.hpp>

#include "fork/checkout.hpp"
#include "publish/anchor.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

git::Entry entry_of(const workspace::ConflictRecord::Side& side) {
  return {static_cast<git::Mode>(side.mode), side.oid};
}

std::vector<worktree::ConflictedPath> conflicts_of(const std::vector<workspace::ConflictRecord>& records) {
  std::vector<worktree::ConflictedPath> conflicts;
  conflicts.reserve(records.size());
  for (const workspace::ConflictRecord& record : records) {
    conflicts.push_back({record.path, entry_of(record.base), entry_of(record.ours), entry_of(record.theirs),
                         entry_of(record.worktree)});
  }
  return conflicts;
}

/// What an operation leaves alone.
struct LeftFile {
  std::string shown;
  std::filesystem::path file;
  std::optional<std::string> place;  ///< the operation's own version, in its anchor's tree
};

/// "app/a was changed meanwhile and is left as it is; update's own version: git show ...".
std::string line_of_left(Checkout& checkout, const Operation& operation, const LeftFile& file) {
  const bool is_reverting = operation.state == Operation::State::reverting;
  std::error_code none;
  const bool is_removed = !std::filesystem::exists(std::filesystem::symlink_status(file.file, none));
  std::string left = escape_control(file.shown);
  if (is_removed) {
    left += " was removed meanwhile and stays removed";
  } else {
    left += " was changed meanwhile and is left as it is";
    if (!is_reverting) left += fmt::format(", which may be without what {} changed in it", operation.command);
  }
  const std::optional<std::string>& place = file.place;
  if (!place) {
    return fmt::format("{}; {}", left,
                       is_reverting ? fmt::format("before {} there was no such file", operation.command)
                                    : fmt::format("{} would have removed it", operation.command));
  }
  const std::string object = fmt::format("{}:{}", anchor_ref(operation.id), *place);
  return fmt::format("{}; the version {} {}: {}", left, is_reverting ? "before" : "of", operation.command,
                     checkout.git_command("show " + shell_word(object)));
}

}  // namespace

Operation reversed(Operation operation) {
  std::swap(operation.head.before, operation.head.after);
  for (workspace::RefMove& ref : operation.refs) std::swap(ref.before, ref.after);
  std::ranges::reverse(operation.refs);
  for (workspace::FileMove& file : operation.files) std::swap(file.before, file.after);
  std::swap(operation.tree_before, operation.tree_after);
  std::swap(operation.index_before, operation.index_after);
  std::swap(operation.conflicts_before, operation.conflicts_after);
  std::swap(operation.pending_before, operation.pending_after);
  std::swap(operation.cherry_pick_before, operation.cherry_pick_after);
  operation.state = Operation::State::reverting;
  return operation;
}

worktree::CheckoutMove checkout_move(const Operation& operation) {
  return {{operation.tree_before, operation.tree_after},
          conflicts_of(operation.conflicts_before),
          conflicts_of(operation.conflicts_after)};
}

std::vector<worktree::FileMove> file_moves(Checkout& checkout, const Operation& operation) {
  const auto content = [&](const git::Oid& blob) -> std::optional<std::string> {
    if (!blob) return std::nullopt;
    return *checkout.store().read(blob, git::ObjectType::blob);
  };
  std::vector<worktree::FileMove> moves;
  moves.reserve(operation.files.size());
  for (const workspace::FileMove& file : operation.files) {
    moves.push_back({file.path, content(file.before), content(file.after)});
  }
  return moves;
}

bool moves_worktree(const Operation& operation) { return operation.tree_before || operation.tree_after; }

bool moves_index_alone(const Operation& operation) { return operation.index_before || operation.index_after; }

std::vector<std::string> lines_of_left_files(Checkout& checkout, const Operation& operation,
                                             const std::vector<std::string>& paths) {
  const bool is_reverting = operation.state == Operation::State::reverting;
  std::vector<std::string> lines;
  lines.reserve(paths.size());
  for (const std::string& path : paths) {
    std::optional<std::string> place;
    const auto conflict = std::ranges::find(operation.conflicts_after, path, &workspace::ConflictRecord::path);
    if (conflict != operation.conflicts_after.end() && !is_reverting) {
      place = fmt::format("conflicts/{}/worktree", conflict - operation.conflicts_after.begin());
    } else if (objects::entry_at(checkout.store(), operation.tree_after, path).exists()) {
      place = fmt::format("{}/{}", is_reverting ? "tree-before" : "tree-after", path);
    }
    const std::filesystem::path file = checkout.repository().work_directory() / path;
    lines.push_back(line_of_left(checkout, operation, {checkout.shown(path), file, place}));
  }
  return lines;
}

std::vector<std::string> lines_of_left_entries(const Checkout& checkout, const std::vector<std::string>& paths) {
  std::vector<std::string> lines;
  lines.reserve(paths.size());
  for (const std::string& path : paths) {
    lines.push_back(escape_control(checkout.shown(path)) + " was staged anew meanwhile; what is staged stays");
  }
  return lines;
}

std::vector<std::string> lines_of_left_project_files(Checkout& checkout, const Operation& operation,
                                                     const std::vector<std::string>& paths) {
  const bool is_reverting = operation.state == Operation::State::reverting;
  std::vector<std::string> lines;
  lines.reserve(paths.size());
  for (const std::string& path : paths) {
    const auto file = std::ranges::find(operation.files, path, &workspace::FileMove::path);
    std::optional<std::string> place;
    if (file != operation.files.end() && file->after) {
      place = fmt::format("{}/{}", is_reverting ? "before" : "after", path);
    }
    lines.push_back(line_of_left(checkout, operation, {path, checkout.root() / path, place}));
  }
  return lines;
}

void set_cherry_pick(Checkout& checkout, const Operation& operation) {
  const git::Repository& repository = checkout.repository();
  const auto now = read_file_if_exists(repository.git_directory() / "CHERRY_PICK_HEAD");
  const std::string picked = now ? std::string(trim(*now)) : "";
  const bool is_foreign =
      !picked.empty() && picked != operation.cherry_pick_before && picked != operation.cherry_pick_after;
  if (is_foreign) return;
  if (const auto oid = git::Oid::from_hex(operation.cherry_pick_after)) {
    worktree::write_cherry_pick_state(repository, *oid, operation.message_after);
  } else if (!operation.cherry_pick_before.empty() || !operation.pending_before.empty()) {
    worktree::clear_operation_state(repository);
  }
}

}  // namespace mlxpatch::ops
