#include <mlxpatch/ops/update/draft.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/drafts/conflict_drafts.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/marker_block.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>

#include "fork/fork.hpp"
#include "fork/typed_path.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "update/at_stop.hpp"
#include "update/conflict_drafts.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

using report::NextStep;

/// The number, from 1, of the line that begins there.
std::size_t line_at(std::string_view text, std::size_t offset) {
  return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) +
         1;
}

struct KindRecord {
  merge::DraftKind merged;
  report::DraftKind kind;
  report::DraftRecord record;
};

/// Measured on 389 conflict regions of real queues, against what their maintainers shipped next:
/// docs/commands/draft.md.
constexpr KindRecord k_records[] = {
    {merge::DraftKind::moved, report::DraftKind::moved, {19, 23}},
    {merge::DraftKind::already_there, report::DraftKind::already_there, {11, 12}},
    {merge::DraftKind::agreement, report::DraftKind::agreement, {44, 71}},
    {merge::DraftKind::both_orders, report::DraftKind::both_orders, {72, 91}},
};

/// The files of a stop with what the worktree has of them.
class StoppedFiles {
 public:
  StoppedFiles(Fork& fork, const workspace::Pending& pending)
      : m_fork(fork), m_files(drafted_files(fork, pending)), m_tip_tree(trees_at_stop(fork.store(), pending).tip_tree) {
    read_worktree();
  }

  /// All regions and drafts, numbered.
  std::vector<report::ConflictRegion> regions() const {
    std::vector<report::ConflictRegion> regions;
    std::size_t drafts = 0;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
      const auto blocks = marker_blocks(m_files[i], m_contents[i]);
      for (std::size_t j = 0; j < blocks.size(); ++j) {
        report::ConflictRegion& region = regions.emplace_back();
        region.number = regions.size();
        region.path = m_files[i].path;
        if (blocks[j]) region.line = line_at(*m_contents[i], blocks[j]->begin);
        for (const merge::ConflictDraft& draft : m_files[i].drafts[j]) {
          region.drafts.push_back(shown(m_files[i], m_files[i].text.regions()[j], draft));
          region.drafts.back().number = ++drafts;
        }
      }
    }
    return regions;
  }

  /// Writes a draft; returns the files that it changed.
  std::vector<std::string> take(std::size_t number, report::Reporter& reporter) {
    std::size_t drafts = 0;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
      for (std::size_t j = 0; j < m_files[i].drafts.size(); ++j) {
        const std::vector<merge::ConflictDraft>& here = m_files[i].drafts[j];
        if (number <= drafts + here.size() && number > drafts) {
          return write(moves_of(i, j, here[number - drafts - 1]), number, reporter);
        }
        drafts += here.size();
      }
    }
    throw Error(drafts == 0 ? "there is no draft for any region" : fmt::format("there is no draft {}", number))
        .doing("taking a draft (nothing was changed)")
        .hint("mlxpatch draft            show the drafts that there are");
  }

 private:
  void read_worktree() {
    m_contents.clear();
    for (const DraftedFile& file : m_files) m_contents.push_back(read(file.path));
  }

  std::optional<std::string> read(const std::string& path) const { return worktree_file(m_fork, path); }

  report::ConflictDraft shown(const DraftedFile& file, const merge::ConflictRegion& region,
                              const merge::ConflictDraft& draft) const {
    const auto* known = std::ranges::find(k_records, draft.kind, &KindRecord::merged);
    report::ConflictDraft result;
    result.kind = known->kind;
    result.record = known->record;
    result.text = draft.text;
    if (draft.place) {
      result.other_path = draft.place->path;
      const git::Entry entry = objects::entry_at(m_fork.store(), m_tip_tree, draft.place->path);
      const Bytes before = m_fork.store().read(entry.oid, git::ObjectType::blob);
      const auto place = merge::find_lines(*before, file.text.base_of(region));
      if (place) {
        result.diff = diff::unified_hunks(*before, merge::replace_block(*before, *place, file.text.theirs_of(region)));
      }
      return result;
    }
    const std::string_view ours = *file.text.ours().bytes;
    const std::string_view lines = file.text.ours_of(region);
    const auto begin = static_cast<std::size_t>(lines.data() - ours.data());
    const std::string after = merge::replace_block(ours, {begin, begin + lines.size()}, draft.text);
    result.diff = diff::unified_hunks(ours, after);
    return result;
  }

  std::vector<worktree::FileMove> moves_of(std::size_t file, std::size_t region,
                                           const merge::ConflictDraft& draft) const {
    const DraftedFile& drafted = m_files[file];
    std::vector<worktree::FileMove> moves;
    // First the other file: a run that is killed in between leaves the markers.
    if (draft.place) moves.push_back(move_of_other(drafted, drafted.text.regions()[region], draft.place->path));
    const auto block = marker_blocks(drafted, m_contents[file])[region];
    if (!block) throw no_markers(drafted.path);
    const std::string& content = *m_contents[file];
    moves.push_back({drafted.path, content, merge::replace_block(content, *block, draft.text)});
    return moves;
  }

  worktree::FileMove move_of_other(const DraftedFile& file, const merge::ConflictRegion& region,
                                   const std::string& path) const {
    const std::optional<std::string> content = read(path);
    const auto place = merge::find_lines(content.value_or(""), file.text.base_of(region));
    if (!place) {
      throw Error("the moved lines are no longer at one place in the other file")
          .doing("taking a draft (nothing was changed)")
          .at(m_fork.checkout().shown(path))
          .hint(m_fork.checkout().git_command("diff -- " + git_path_word(path)) + "   show what was changed in it");
    }
    return {path, content, merge::replace_block(*content, *place, file.text.theirs_of(region))};
  }

  Error no_markers(const std::string& path) const {
    return Error("the region's markers are not there any more as the merge wrote them")
        .doing("taking a draft (nothing was changed)")
        .at(m_fork.checkout().shown(path))
        .hint(m_fork.checkout().git_command("diff -- " + git_path_word(path)) + "   show what was changed in it")
        .hint("finish that region by hand");
  }

  std::vector<std::string> write(std::vector<worktree::FileMove> moves, std::size_t number,
                                 report::Reporter& reporter) {
    std::vector<std::string> written;
    written.reserve(moves.size());
    for (const worktree::FileMove& move : moves) written.push_back(move.path);
    check_interrupt();
    const InterruptHold hold;
    worktree::FileMoves writing(m_fork.repository().work_directory(), std::move(moves),
                                worktree::temporaries_directory(m_fork.repository()));
    const std::vector<std::string> left = writing.commit();
    if (!left.empty()) {
      writing.take_back();
      throw Error("a file was changed by another program in the meantime")
          .doing(fmt::format("taking draft {} (nothing was changed)", number))
          .at(m_fork.checkout().shown(left.front()));
    }
    if (!writing.finish()) warn_left_behind("draft", "temporary files", reporter);
    read_worktree();
    return written;
  }

  Fork& m_fork;
  std::vector<DraftedFile> m_files;
  git::Oid m_tip_tree;
  std::vector<std::optional<std::string>> m_contents;
};

workspace::Pending require_patch(Fork& fork) {
  workspace::Pending pending = require_pending(fork);
  if (workspace::is_at_edited_patch(pending)) {
    throw Error("the edit of a patch is stopped, and not at a conflict")
        .hint("mlxpatch status            show what to do next");
  }
  if (pending.mode == workspace::Pending::Mode::rebase) return pending;
  throw Error("a merge has no patch that a draft could be of")
      .hint("mlxpatch status            show the files in conflict");
}

/// The file in conflict that a person names, in the checkout or from the current directory.
std::string path_named(Fork& fork, const workspace::Pending& pending, const Invocation& invocation,
                       const std::string& name) {
  for (const std::string& path : meanings_of(fork.checkout(), invocation, name)) {
    if (std::ranges::find(pending.paths, path) != pending.paths.end()) return path;
  }
  Error error(fmt::format("\"{}\" is not in conflict", name));
  error.doing("looking for drafts (nothing was changed)");
  for (const std::string& path : pending.paths) error.at(fork.checkout().shown(path));
  throw error.hint("mlxpatch draft            show the drafts for all files");
}

void refuse_draft_of_other_file(const std::vector<report::ConflictRegion>& regions, std::size_t number,
                                const std::string& path) {
  for (const report::ConflictRegion& region : regions) {
    const bool has_it = std::ranges::find(region.drafts, number, &report::ConflictDraft::number) != region.drafts.end();
    if (!has_it || region.path == path) continue;
    throw Error(fmt::format("draft {} is for {}, and not for {}", number, region.path, path), ErrorKind::usage)
        .doing("taking a draft (nothing was changed)")
        .hint(fmt::format("mlxpatch draft {}     show the drafts for that file", shell_word(path)));
  }
}

bool is_open(const report::ConflictRegion& region) { return region.line != 0; }

bool any_open_draft(const std::vector<report::ConflictRegion>& regions) {
  return std::ranges::any_of(
      regions, [](const report::ConflictRegion& region) { return is_open(region) && !region.drafts.empty(); });
}

std::vector<NextStep> steps_after_taking(Fork& fork, const report::Drafts& drafts) {
  const std::string& directory = fork.directory();
  const std::string& path = drafts.written.back();
  std::vector<NextStep> next = {NextStep(NextStep::Kind::see_taken_draft).in(directory).with(drafts.written)};
  if (any_open_draft(drafts.regions)) next.push_back(NextStep::Kind::take_draft);
  next.push_back(NextStep(NextStep::Kind::add_resolutions).in(directory));
  next.push_back(NextStep::Kind::continue_when_resolved);
  next.push_back(NextStep(NextStep::Kind::restore_markers).in(directory).with({path}));
  if (drafts.written.size() > 1) {
    next.push_back(NextStep(NextStep::Kind::restore_file).in(directory).with({drafts.written.front()}));
  }
  return next;
}

}  // namespace

report::Drafts draft(const Invocation& invocation, const DraftOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, options.take ? Access::write : Access::read, reporter);
  const workspace::Pending pending = require_patch(fork);
  const std::string path = options.path.empty() ? "" : path_named(fork, pending, invocation, options.path);
  StoppedFiles files(fork, pending);
  report::Drafts result;
  result.operation = to_report(pending.command);
  result.directory = fork.directory();
  if (options.take) {
    if (!path.empty()) refuse_draft_of_other_file(files.regions(), *options.take, path);
    result.written = files.take(*options.take, reporter);
    result.taken = options.take;
  }
  result.regions = files.regions();
  if (!path.empty()) {
    std::erase_if(result.regions, [&](const report::ConflictRegion& region) { return region.path != path; });
  }
  if (result.taken) {
    result.next = steps_after_taking(fork, result);
  } else if (any_open_draft(result.regions)) {
    result.next.push_back(NextStep::Kind::take_draft);
  } else {
    result.next = steps_under_way(fork);
  }
  return result;
}

}  // namespace mlxpatch::ops
