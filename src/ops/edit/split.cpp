#include <mlxpatch/ops/edit/split.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/split.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "edit/message.hpp"
#include "edit/new_name.hpp"
#include "edit/queue_edit.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_doing = "splitting a patch";

using Pieces = std::vector<queue::PatchPiece>;

Error refusal(const std::string& what, const std::string& patch) {
  return Error(what, ErrorKind::usage)
      .doing(fmt::format("{} (nothing was changed)", k_doing))
      .hint(fmt::format("mlxpatch split {}     list its hunks", patch));
}

std::set<std::size_t> pieces_at(const std::string& place, const Pieces& pieces, const std::string& patch) {
  std::string_view above = place;
  while (above.ends_with('/')) above.remove_suffix(1);
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!above.empty() && is_at_or_below(pieces[i].path, above)) found.insert(i);
  }
  if (found.empty()) throw refusal(fmt::format("{} changes nothing in {}", patch, escape_control(place)), patch);
  return found;
}

/// The pieces that were asked for, from 0. Some, but not all.
std::vector<std::size_t> chosen_pieces(const SplitOptions& options, const Pieces& pieces, const std::string& patch) {
  std::set<std::size_t> chosen;
  for (const std::string& place : options.paths) chosen.merge(pieces_at(place, pieces, patch));
  for (const std::size_t number : options.hunks) {
    if (number == 0 || number > pieces.size()) {
      throw refusal(fmt::format("{} has no hunk {}: it has {}", patch, number, count_of(pieces.size(), "hunk")), patch);
    }
    chosen.insert(number - 1);
  }
  if (chosen.size() < pieces.size()) return {chosen.begin(), chosen.end()};
  throw refusal(fmt::format("nothing would stay in {}", patch), patch)
      .hint(fmt::format("mlxpatch rename {} NAME     if it is to have another name", patch));
}

std::vector<report::ListedHunk> listed(const Pieces& pieces, const std::vector<std::size_t>& chosen) {
  std::vector<report::ListedHunk> hunks;
  hunks.reserve(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    hunks.push_back({i + 1, pieces[i].path, pieces[i].text, std::ranges::find(chosen, i) != chosen.end()});
  }
  return hunks;
}

}  // namespace

report::QueueEdit split(const Invocation& invocation, const SplitOptions& options, report::Reporter& reporter) {
  const bool only_lists = options.paths.empty() && options.hunks.empty();
  OpenQueue queue(invocation, only_lists ? Effect::dry_run : options.effect, reporter);
  const std::size_t place = queue.places_of({options.patch}, "mlxpatch split").front();
  const PatchTitle& patch = queue.titles()[place];
  const Pieces pieces = queue::pieces_of(queue.fork().store(), queue.branch().commits.at(place));
  report::QueueEdit report;
  report.command = report::EditCommand::split;
  report.patches = {patch.name};
  if (only_lists) {
    report.dry_run = true;
    report.hunks = listed(pieces, {});
    report.next.push_back(report::NextStep(report::NextStep::Kind::split_by_hunks).of(patch.name));
    return report;
  }
  queue::Splitting splitting{place, chosen_pieces(options, pieces, patch.name), {}, {}};
  splitting.name = new_name(queue, options.name, patch.name, k_doing);
  const std::vector<std::string> subject{patch.subject};
  splitting.message = message_of(options.paragraphs.empty() ? subject : options.paragraphs, k_doing);
  const queue::EditedQueue made = queue::split(queue.fork().store(), queue.branch().commits, queue.branch().base,
                                               splitting, queue.replay_options(reporter));
  queue.require_same_tree(made, k_doing);
  report.target = splitting.name;
  report.hunks = listed(pieces, splitting.pieces);
  const std::string summary = fmt::format("{} from {}", splitting.name, patch.name);
  return queue.publish_as(made, {}, summary, std::move(report), reporter);
}

}  // namespace mlxpatch::ops
