#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>

#include "edit_plan.hpp"
#include "source_text.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::uint64_t k_seed = 20260303;
/// Of a file of thirty lines, the queue replaces some at the beginning, upstream some at the end.
constexpr std::size_t k_first_of_queue = 2;
constexpr std::size_t k_first_of_upstream = 18;
constexpr std::size_t k_lines_of_each = 8;
constexpr std::size_t k_fewest_between = 3;

/// One file, of which each patch and each commit replaces a line of its own, in no order.
EditPlan one_file(const UpstreamShape& shape) {
  const std::size_t patches = shape.queues.back();
  const std::size_t edits = patches + shape.commits;
  const std::size_t distance = shape.lines / (edits + 1);
  if (distance < k_fewest_between) {
    throw Error(fmt::format("a file of {} lines is too short for {} patches and {} commits", shape.lines, patches,
                            shape.commits),
                ErrorKind::usage)
        .hint(fmt::format("--lines {}, at least", k_fewest_between * (edits + 1)));
  }
  std::vector<std::size_t> lines;
  for (std::size_t i = 1; i <= edits; ++i) lines.push_back(i * distance);
  Random random(k_seed);
  for (std::size_t left = lines.size(); left > 1; --left) std::swap(lines[left - 1], lines[random.below(left)]);
  EditPlan plan;
  plan.lines = shape.lines;
  plan.path = plan.path_on_tip = [](std::size_t) { return std::string("src/hot.c"); };
  plan.of_patch = [lines](std::size_t patch) { return std::vector<Spot>{{0, lines[patch]}}; };
  plan.of_commit = [lines, patches](std::size_t commit) { return std::vector<Spot>{{0, lines[patches + commit]}}; };
  return plan;
}

/// One directory with all files. Of three patches, one replaces a line in a file that upstream edits, too.
EditPlan one_directory(const UpstreamShape& shape) {
  EditPlan plan;
  const std::size_t files = plan.files = shape.files;
  plan.path = plan.path_on_tip = [](std::size_t file) { return fmt::format("all/file-{:07}.c", file); };
  const auto of_upstream = [files](std::size_t number) { return number * 7919 % (files / 2); };
  plan.of_patch = [=](std::size_t patch) {
    const std::size_t own = files / 2 + patch * 6607 % (files / 2);
    const std::size_t line = k_first_of_queue + patch % k_lines_of_each;
    return std::vector<Spot>{{own, line}, {patch % 3 == 0 ? of_upstream(patch) : own, line + 1}};
  };
  plan.of_commit = [=](std::size_t commit) {
    const std::size_t line = k_first_of_upstream + commit % k_lines_of_each;
    return std::vector<Spot>{{of_upstream(commit), line}, {of_upstream(commit + 1), line + 1}};
  };
  return plan;
}

/// Upstream's first commit moves four files of five with their directories, and renames the others one by one with an
/// edit of each.
EditPlan moved_files(const UpstreamShape& shape) {
  EditPlan plan;
  const std::size_t files = plan.files = shape.files;
  const std::size_t moved = files * 4 / 5;
  plan.path = [](std::size_t file) { return fmt::format("src/d{}/f{}.c", file % 200, file); };
  plan.path_on_tip = [=](std::size_t file) {
    return file < moved ? fmt::format("lib/core/d{}/f{}.c", file % 200, file)
                        : fmt::format("other/x{}/renamed{}.c", file % 50, file);
  };
  plan.of_patch = [=](std::size_t patch) {
    std::vector<Spot> spots;
    for (std::size_t k = 0; k < 2; ++k) {
      const std::size_t file =
          patch % 2 == 0 ? (patch * 251 + k * 97) % moved : moved + (patch * 31 + k * 7) % (files - moved);
      spots.push_back({file, k_first_of_queue + patch % k_lines_of_each});
    }
    return spots;
  };
  plan.of_commit = [=](std::size_t commit) {
    std::vector<Spot> spots;
    const std::size_t line = k_first_of_upstream + commit % k_lines_of_each;
    if (commit > 0) return std::vector<Spot>{{commit * 7919 % files, line}};
    for (std::size_t file = moved; file < files; ++file) spots.push_back({file, line});
    return spots;
  };
  return plan;
}

}  // namespace

EditPlan edit_plan(const UpstreamShape& shape) {
  switch (shape.kind) {
    case UpstreamKind::wide:
      return one_directory(shape);
    case UpstreamKind::moved:
      return moved_files(shape);
    default:
      return one_file(shape);
  }
}

}  // namespace mlxpatch::bench
