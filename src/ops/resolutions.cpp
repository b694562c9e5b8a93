#include <mlxpatch/ops/resolutions.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "fork/resolutions.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "update/known_conflicts.hpp"
#include "update/reuse.hpp"

namespace mlxpatch::ops {

namespace {

using report::ResolutionsAction;

report::Resolution with_texts(report::Resolution report, const queue::Resolution& resolution) {
  const queue::ConflictTexts& texts = resolution.conflict;
  report.texts = {texts.before, texts.base, texts.ours, texts.theirs, texts.after, resolution.result};
  return report;
}

/// What the directory has: resolutions, and files that are to be some and are not.
struct Contents {
  std::vector<Resolutions::Stored> stored;
  std::vector<Resolutions::Damaged> damaged;
};

Contents contents_of(Resolutions& resolutions) {
  Contents contents;
  contents.stored = resolutions.all();
  contents.damaged = resolutions.damaged();
  return contents;
}

/// The key that a word, all or the beginning of it, means. Throws Error(usage).
git::Oid find_key(const Contents& contents, const std::string& word) {
  std::vector<git::Oid> found;
  const auto add = [&](const git::Oid& key) {
    if (!word.empty() && key.hex().starts_with(to_lower(word))) found.push_back(key);
  };
  for (const Resolutions::Stored& one : contents.stored) add(one.key);
  for (const Resolutions::Damaged& one : contents.damaged) add(one.key);
  if (found.size() == 1) return found.front();
  const std::string what =
      found.empty() ? "no remembered resolution has the key" : "several resolutions have a key that begins with";
  throw Error(fmt::format("{} {}", what, escape_control(word)), ErrorKind::usage)
      .hint("mlxpatch resolutions       list them with their keys");
}

const queue::Resolution& readable(const Contents& contents, const git::Oid& key) {
  const auto damaged = std::ranges::find(contents.damaged, key, &Resolutions::Damaged::key);
  if (damaged == contents.damaged.end()) {
    return std::ranges::find(contents.stored, key, &Resolutions::Stored::key)->resolution;
  }
  throw Error(fmt::format("{} can't be read: {}", damaged->path, damaged->what))
      .hint(fmt::format("mlxpatch resolutions forget {}     remove the file", key.hex().substr(0, 7)));
}

/// A resolution that is forgotten: of a damaged one only the file is known.
report::Resolution forgotten(const workspace::Config& config, const Contents& contents, const git::Oid& key) {
  const auto damaged = std::ranges::find(contents.damaged, key, &Resolutions::Damaged::key);
  if (damaged == contents.damaged.end()) return to_report(config, readable(contents, key));
  report::Resolution resolution;
  resolution.key = key.hex();
  resolution.file = damaged->path;
  return resolution;
}

/// A patch file's name without the number in front, which changes with the patch's place.
std::string_view unnumbered(std::string_view name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || name[digits] != '-') return name;
  return name.substr(digits + 1);
}

/// Why a resolution will not be needed again; std::nullopt if it may be.
class OutdatedBy {
 public:
  explicit OutdatedBy(Fork& fork) : m_fork(fork), m_files(read_project_patches(fork.project())) {}

  std::optional<report::Outdated> operator()(const queue::Resolution& resolution) const {
    const auto& lock = m_fork.project().lock;
    const bool is_known = lock && resolution.culprit &&
                          git::find_commit(m_fork.repository(), resolution.culprit.hex()) == resolution.culprit;
    if (is_known && objects::is_ancestor(m_fork.repository(), resolution.culprit, lock->base)) {
      return report::Outdated::base_past;
    }
    const bool is_in_queue = std::ranges::any_of(m_files.patches, [&](const patch::Patch& patch) {
      return unnumbered(patch.name) == unnumbered(resolution.patch);
    });
    return is_in_queue ? std::nullopt : std::optional(report::Outdated::patch_left);
  }

 private:
  Fork& m_fork;
  queue::PatchDirectory m_files;
};

report::Resolutions look(const Project& project, const ResolutionsOptions& options) {
  Resolutions known(project);
  const Contents contents = contents_of(known);
  report::Resolutions result;
  result.action = options.action;
  result.left = contents.stored.size();
  if (options.action == ResolutionsAction::list) {
    for (const Resolutions::Stored& one : contents.stored) {
      result.resolutions.push_back(to_report(project.config, one.resolution));
    }
  }
  for (const std::string& key : options.keys) {
    const queue::Resolution& found = readable(contents, find_key(contents, key));
    result.resolutions.push_back(with_texts(to_report(project.config, found), found));
  }
  for (const Resolutions::Damaged& file : contents.damaged) result.damaged.push_back({file.path, file.what});
  return result;
}

/// The keys that the next update uses, under whatever name the patch has now.
std::set<std::string> needed(Fork& fork, report::Reporter& reporter) {
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  std::set<std::string> keys =
      needed_resolutions(fork, {queue.commits, queue.base, fork.require_upstream_tip(), {}}, reporter);
  fork.store().discard();
  return keys;
}

/// Those to forget: the ones that were asked for, or all that are outdated.
std::vector<report::Resolution> chosen(Fork& fork, const Contents& contents, const ResolutionsOptions& options,
                                       report::Reporter& reporter) {
  std::vector<report::Resolution> resolutions;
  if (options.action == ResolutionsAction::forget) {
    for (const std::string& key : options.keys) {
      report::Resolution one = forgotten(fork.config(), contents, find_key(contents, key));
      const bool is_new = std::ranges::find(resolutions, one.key, &report::Resolution::key) == resolutions.end();
      if (is_new) resolutions.push_back(std::move(one));
    }
    return resolutions;
  }
  const OutdatedBy outdated_by(fork);
  const std::set<std::string> still_needed = needed(fork, reporter);
  for (const Resolutions::Stored& one : contents.stored) {
    const auto outdated = outdated_by(one.resolution);
    if (!outdated || still_needed.contains(one.key.hex())) continue;
    report::Resolution& resolution = resolutions.emplace_back(to_report(fork.config(), one.resolution));
    resolution.outdated = outdated;
  }
  return resolutions;
}

report::Resolutions forget(Fork& fork, const ResolutionsOptions& options, report::Reporter& reporter) {
  refuse_while_under_way(fork);
  const Contents contents = contents_of(fork.resolutions());
  report::Resolutions result;
  result.action = options.action;
  result.dry_run = options.effect == Effect::dry_run;
  result.resolutions = chosen(fork, contents, options, reporter);
  const auto is_forgotten = [&](const git::Oid& key) {
    return std::ranges::find(result.resolutions, key.hex(), &report::Resolution::key) != result.resolutions.end();
  };
  result.left = static_cast<std::size_t>(
      std::ranges::count_if(contents.stored, [&](const auto& one) { return !is_forgotten(one.key); }));
  for (const Resolutions::Damaged& file : contents.damaged) {
    if (!is_forgotten(file.key)) result.damaged.push_back({file.path, file.what});
  }
  if (result.dry_run || result.resolutions.empty()) return result;
  Publication publication;
  publication.command = k_forgetting;
  publication.summary = fmt::format("{} forgotten", count_of(result.resolutions.size(), "resolution"));
  for (const report::Resolution& one : result.resolutions) publication.files[one.file] = std::nullopt;
  check_interrupt();
  const InterruptHold hold;
  publish(fork.checkout(), std::move(publication), reporter);
  return result;
}

}  // namespace

report::Resolutions resolutions(const Invocation& invocation, const ResolutionsOptions& options,
                                report::Reporter& reporter) {
  const bool only_looks = options.action == ResolutionsAction::list || options.action == ResolutionsAction::show;
  if (only_looks) return look(open_project(invocation), options);
  Fork fork = open_fork(invocation, options.effect == Effect::real ? Access::write : Access::read, reporter);
  return forget(fork, options, reporter);
}

}  // namespace mlxpatch::ops
