#pragma once

#include <optional>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/resolutions.hpp"

// Conflicts that have been resolved before, in exactly the same texts.
namespace mlxpatch::ops {

/// A text of a conflict; a side that does not have the file (zero) is empty.
Bytes text_of(objects::ObjectStore& store, const git::Oid& blob);

/// Whether a conflict is one of texts that merge line by line: only those are remembered. What a merge driver made, or
/// would make, is not.
bool is_text_conflict(const merge::MergeConflict& conflict);

/// A conflict's file as it was resolved before.
struct KnownConflict {
  git::Entry file;
  std::vector<const queue::Resolution*> used;
};

/// std::nullopt if not all of the file's conflicts are known. The file's blob is put into the store.
std::optional<KnownConflict> known_conflict(objects::ObjectStore& store, const merge::MergeConflict& conflict,
                                            Resolutions& resolutions);

/// What is known of the conflicts of a stop.
struct KnownStop {
  git::Oid tree;                                        ///< the stop's, with the known files in it
  std::vector<workspace::Pending::TextConflict> texts;  ///< all conflicts of texts, known or not
  std::vector<report::KnownFile> files;                 ///< the known ones
  /// Every conflict is known, and whoever resolved them changed nothing else along with it.
  bool is_all = false;
};

KnownStop known_stop(objects::ObjectStore& store, const workspace::Config& config, const queue::ReplayStop& stop,
                     Resolutions& resolutions);

/// A resolution as reports have it, without its texts.
report::Resolution to_report(const workspace::Config& config, const queue::Resolution& resolution);

}  // namespace mlxpatch::ops
