#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::report {

/// What an uncommitted hunk changes of its file.
enum class HunkKind { lines, mode, content, added, removed, type };

/// Why a hunk stays uncommitted.
enum class HunkStays { no_patch, upstream_lines, between, several, would_empty };

struct AbsorbedHunk {
  std::string path;  ///< of the file, from the current directory
  HunkKind kind = HunkKind::lines;
  /// Of HunkKind::lines: its first line in the file as it is now, from 1. If it adds none, the one before which it
  /// deletes.
  std::size_t line = 0;
  std::size_t removed = 0;  ///< lines
  std::size_t added = 0;
  std::string patch;  ///< the name of the patch that it became part of; empty: it stays
  HunkStays stays = HunkStays::no_patch;
  std::vector<std::string> candidates;  ///< of one that stays: names of patches
};

struct Absorb {
  QueueEdit edit;                   ///< `patches` are those that got hunks
  std::vector<AbsorbedHunk> hunks;  ///< by path, then in the order of the lines
};

}  // namespace mlxpatch::report
