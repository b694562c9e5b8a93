#include <mlxpatch/merge/merged_parts.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/merged_part.hpp>

#include "merge_changes.hpp"

namespace mlxpatch::merge {

std::vector<MergedPart> merged_parts(std::string_view base, std::string_view ours, std::string_view theirs) {
  const auto bytes = [](std::string_view text) -> Bytes { return std::make_shared<const std::string>(text); };
  diff::LineTable table;
  diff::LineOccurrences occurrences;
  const diff::NumberedLines base_lines = table.number(bytes(base));
  const diff::NumberedLines our_lines = table.number(bytes(ours));
  const diff::NumberedLines their_lines = table.number(bytes(theirs));
  const auto changes_to = [&](const diff::NumberedLines& lines) {
    return diff::histogram_changes(occurrences, base_lines.numbers, lines.numbers);
  };
  const std::vector<diff::LineChange> our_changes = changes_to(our_lines);
  const std::vector<diff::LineChange> their_changes = changes_to(their_lines);
  return part_changes(base_lines, {our_lines, our_changes}, {their_lines, their_changes});
}

}  // namespace mlxpatch::merge
