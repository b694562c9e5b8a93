#include "update/known_conflicts.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolved_file.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/resolutions.hpp"

namespace mlxpatch::ops {

Bytes text_of(objects::ObjectStore& store, const git::Oid& blob) {
  return blob ? store.read(blob, git::ObjectType::blob) : std::make_shared<const std::string>();
}

bool is_text_conflict(const merge::MergeConflict& conflict) {
  using merge::ConflictDriver;
  using merge::ConflictKind;
  if (conflict.kind != ConflictKind::content && conflict.kind != ConflictKind::add_add) return false;
  if (conflict.driver.run != ConflictDriver::Run::none && conflict.driver.run != ConflictDriver::Run::failed) {
    return false;
  }
  return (!conflict.base.exists() || git::is_regular(conflict.base.mode)) && git::is_regular(conflict.ours.mode) &&
         git::is_regular(conflict.theirs.mode) && git::is_regular(conflict.result.mode);
}

std::optional<KnownConflict> known_conflict(objects::ObjectStore& store, const merge::MergeConflict& conflict,
                                            Resolutions& resolutions) {
  if (!resolutions.any() || !is_text_conflict(conflict)) return std::nullopt;
  const Bytes base = text_of(store, conflict.base.oid);
  const Bytes ours = text_of(store, conflict.ours.oid);
  const Bytes theirs = text_of(store, conflict.theirs.oid);
  auto known = queue::known_file({*base, *ours, *theirs},
                                 [&](const queue::ConflictTexts& texts) { return resolutions.find(texts); });
  if (!known) return std::nullopt;
  const git::Oid blob = store.put(git::ObjectType::blob, std::move(known->text), conflict.ours.oid);
  return KnownConflict{{conflict.result.mode, blob}, std::move(known->used)};
}

KnownStop known_stop(objects::ObjectStore& store, const workspace::Config& config, const queue::ReplayStop& stop,
                     Resolutions& resolutions) {
  KnownStop known;
  known.is_all = true;
  std::vector<objects::PathEdit> edits;
  for (const merge::MergeConflict& conflict : stop.conflicts) {
    const auto file = known_conflict(store, conflict, resolutions);
    if (!file) known.is_all = false;
    if (is_text_conflict(conflict)) {
      known.texts.push_back({conflict.path, conflict.base.oid, conflict.ours.oid, conflict.theirs.oid,
                             file ? file->file.oid : git::Oid{}});
    }
    if (!file) continue;
    edits.push_back({conflict.path, file->file});
    report::KnownFile& reported = known.files.emplace_back();
    reported.path = conflict.path;
    for (const queue::Resolution* used : file->used) {
      if (!used->also.empty()) known.is_all = false;
      reported.resolutions.push_back(to_report(config, *used));
    }
  }
  known.tree = objects::edit_tree(store, stop.tree, std::move(edits));
  return known;
}

report::Resolution to_report(const workspace::Config& config, const queue::Resolution& resolution) {
  const git::Oid key = queue::key_of(resolution.conflict);
  return {key.hex(),          resolution_path(config, key),
          resolution.patch,   resolution.culprit ? resolution.culprit.hex() : std::string(),
          resolution.subject, resolution.date,
          resolution.author,  resolution.path,
          resolution.also};
}

}  // namespace mlxpatch::ops
