#include "report/shown_diff.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr std::size_t k_near = 3;

std::string text_at(Fork& fork, const git::Entry& entry) {
  const bool is_text = git::is_regular(entry.mode) || entry.mode == git::Mode::symlink;
  return is_text ? *fork.store().read(entry.oid, git::ObjectType::blob) : std::string();
}

/// One hunk as shown: its file's header, its text, and the range of old lines that it covers.
struct ShownHunk {
  std::string file;
  std::string text;
  std::size_t first = 0;
  std::size_t last = 0;
};

std::size_t number_at(std::string_view text, std::size_t& at) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  at = static_cast<std::size_t>(end - text.data());
  return value;
}

/// Cuts a diff made by diff_at() into its hunks.
std::vector<ShownHunk> hunks_of(std::string_view diff) {
  std::vector<ShownHunk> hunks;
  std::string file;
  bool in_header = false;
  for (const std::string_view line : split_lines(diff)) {
    if (line.starts_with("--- ") && (hunks.empty() || !in_header)) {
      file = line;
      in_header = true;
    } else if (in_header && line.starts_with("+++ ")) {
      file += line;
    } else if (line.starts_with("@@ -")) {
      in_header = false;
      std::size_t at = 4;
      const std::size_t first = number_at(line, at);
      std::size_t count = 1;
      if (at < line.size() && line[at] == ',') count = number_at(line, ++at);
      hunks.push_back({file, std::string(line), first, first + count});
    } else if (!hunks.empty()) {
      hunks.back().text += line;
    }
  }
  return hunks;
}

bool are_near(const ShownHunk& a, const ShownHunk& b) {
  // The old file's name counts: the lines are its lines, and one of the two may have moved it.
  const auto old_name = [](const ShownHunk& hunk) {
    return std::string_view(hunk.file).substr(0, hunk.file.find('\n'));
  };
  return old_name(a) == old_name(b) && a.first <= b.last + k_near && b.first <= a.last + k_near;
}

}  // namespace

MovedFiles moved_files(Fork& fork, const git::Oid& patch, const std::vector<merge::MergeConflict>& conflicts) {
  const git::Commit commit = fork.store().commit(patch);
  const git::Oid before = commit.parents.empty() ? git::Oid{} : fork.store().tree_of(commit.parents.front());
  const std::vector<objects::PathChange> changes = objects::changes_between(fork.store(), before, commit.tree);
  MovedFiles moved;
  for (const merge::MergeConflict& conflict : conflicts) {
    const bool is_at_its_path =
        std::ranges::any_of(changes, [&](const objects::PathChange& change) { return change.path == conflict.path; });
    if (is_at_its_path || !conflict.base.exists()) continue;
    const auto old = std::ranges::find_if(
        changes, [&](const objects::PathChange& change) { return change.before.oid == conflict.base.oid; });
    if (old != changes.end()) moved.emplace(conflict.path, old->path);
  }
  return moved;
}

std::string patch_diff_at(Fork& fork, const git::Oid& patch, std::vector<std::string> paths, const MovedFiles& moved) {
  for (const auto& [path, old_path] : moved) paths.push_back(old_path);
  return diff_at(fork, patch, std::move(paths), {});
}

std::string diff_at(Fork& fork, const git::Oid& commit, std::vector<std::string> paths, const MovedFiles& moved) {
  const git::Commit value = fork.store().commit(commit);
  const git::Oid before = value.parents.empty() ? git::Oid{} : fork.store().tree_of(value.parents.front());
  std::sort(paths.begin(), paths.end());
  std::string text;
  for (objects::PathChange change : objects::changes_at(fork.store(), before, value.tree, paths)) {
    std::string old_path = change.path;
    if (const auto known = moved.find(change.path); known != moved.end() && !change.before.exists()) {
      change.before = objects::entry_at(fork.store(), before, known->second);
      old_path = known->second;
    }
    const std::string old_text = text_at(fork, change.before);
    const std::string new_text = text_at(fork, change.after);
    text += fmt::format("--- {}\n+++ {}\n", change.before.exists() ? "a/" + old_path : "/dev/null",
                        change.after.exists() ? "b/" + change.path : "/dev/null");
    const bool is_binary = diff::is_binary(old_text) || diff::is_binary(new_text);
    text += is_binary ? "(binary)\n" : diff::unified_hunks(old_text, new_text);
  }
  return text;
}

std::string hunks_near(std::string_view diff, std::string_view other) {
  const std::vector<ShownHunk> others = hunks_of(other);
  std::string shown;
  std::string file;
  for (const ShownHunk& hunk : hunks_of(diff)) {
    if (std::none_of(others.begin(), others.end(), [&](const ShownHunk& one) { return are_near(hunk, one); })) continue;
    if (hunk.file != file) shown += hunk.file;
    file = hunk.file;
    shown += hunk.text;
  }
  return shown.empty() ? std::string(diff) : shown;
}

}  // namespace mlxpatch::ops
