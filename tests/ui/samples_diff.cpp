#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_diff.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

PatchDiff::Place place(std::size_t index, const std::string& name, const std::string& subject) {
  return {index, name, subject, id(std::to_string(index))};
}

PatchDiff pair(PatchDiff::State state, std::size_t before, std::size_t after, const std::string& name) {
  PatchDiff patch;
  patch.state = state;
  patch.before = place(before, name, "About " + name);
  patch.after = place(after, name, "About " + name);
  return patch;
}

/// A changed patch whose lines look like Markdown and HTML.
PatchDiff changed_markup() {
  PatchDiff patch = pair(PatchDiff::State::changed, 2, 1, "0002-explain-it.patch");
  patch.before->name = "0002-tell-it.patch";
  patch.paired_by = PatchDiff::PairedBy::patch_id;
  patch.after->subject = "Explain <b>it</b> to @everyone (#12) `````";
  patch.is_moved = true;
  patch.has_other_message = true;
  patch.has_other_author = true;
  patch.files = {{FileDiff::State::changed, "README.md", false, 1, 0, 2},
                 {FileDiff::State::changed, "run.sh", true, 0, 0, 0},
                 {FileDiff::State::removed, "old.md", false, 0, 1, 0}};
  patch.text =
      "@@ README.md: Usage\n"
      " +```\n"
      "-+\tmake\n"
      "++\tmake all\n"
      " +````\n"
      "++</details>\n";
  return patch;
}

QueueDiff changed_queue(QueueDiff::View view) {
  QueueDiff diff;
  diff.view = view;
  diff.before = {QueueSide::Kind::revision, "origin/main", id("aaaa1111"), 4};
  diff.after = {QueueSide::Kind::patch_files, "patches", "", 4};
  PatchDiff left = pair(PatchDiff::State::left, 3, 0, "0003-log-every-request.patch");
  left.after = std::nullopt;
  left.files = {{FileDiff::State::removed, "log.py", false, 0, 3, 0}};
  PatchDiff added = pair(PatchDiff::State::added, 0, 4, "0010-count-them.patch");
  added.before = std::nullopt;
  added.files = {{FileDiff::State::added, "a.py", false, 1, 0, 0}, {FileDiff::State::added, "b.py", false, 2, 0, 0}};
  diff.patches = {changed_markup(), pair(PatchDiff::State::unchanged, 1, 2, "0001-serve-more.patch"), left,
                  pair(PatchDiff::State::unchanged, 4, 3, "0004-fix-the-tokenizer.patch"), added};
  return diff;
}

QueueDiff same_queue() {
  QueueDiff diff;
  diff.before = {QueueSide::Kind::before_update, "local-patches", id("aaaa1111"), 1};
  diff.after = {QueueSide::Kind::after_update, "local-patches", id("bbbb2222"), 1};
  diff.patches = {pair(PatchDiff::State::unchanged, 1, 1, "0001-serve-more.patch")};
  return diff;
}

QueueDiff drifted_queue() {
  QueueDiff diff;
  diff.before = {QueueSide::Kind::patch_files, "patches", "", 1};
  diff.after = {QueueSide::Kind::branch, "local-patches", id("bbbb2222"), 1};
  diff.patches = {pair(PatchDiff::State::changed, 1, 1, "0001-serve-more.patch")};
  diff.patches.front().files = {{FileDiff::State::changed, "server.py", false, 0, 0, 1}};
  diff.patches.front().text = "@@ server.py: def serve\n -SIZE = 1\n-+SIZE = 10\n++SIZE = 100\n";
  diff.notes = {"series was missing"};
  diff.next = {NextStep::Kind::status_drift};
  return diff;
}

}  // namespace

std::vector<Sample> diff_samples() {
  return {
      {"diff", "diff", changed_queue(QueueDiff::View::full)},
      {"diff-stat", "diff", changed_queue(QueueDiff::View::stat)},
      {"diff-md", "diff", changed_queue(QueueDiff::View::markdown)},
      {"diff-same", "diff", same_queue()},
      {"diff-drift", "diff", drifted_queue()},
  };
}

}  // namespace mlxpatch::tests
