#include "replay/brought_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/common_ends.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

/// At least one line must have so many letters and digits.
constexpr std::size_t k_least_telling = 8;

/// The longest line of `after`, in the part that differs from `before`; "" if it has none. Costs little.
std::string_view longest_changed_line(std::string_view before, std::string_view after) {
  std::size_t begin = common_prefix(before, after);
  begin = begin == 0 ? 0 : after.rfind('\n', begin - 1) + 1;
  std::size_t end = after.size() - common_suffix(before.substr(begin), after.substr(begin));
  // Lines that begin differently may end alike.
  if (end > begin && after[end - 1] != '\n') end = std::min(after.find('\n', end), after.size() - 1) + 1;
  std::string_view longest;
  for (const std::string_view line : split_lines(after.substr(begin, end - begin))) {
    if (line.ends_with('\n') && line.size() > longest.size()) longest = line;
  }
  return longest;
}

std::size_t letters_of(std::string_view line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char letter) { return is_telling(std::string_view(&letter, 1)); }));
}

/// Whether a change of upstream's adds all of these lines.
bool adds(objects::ObjectStore& store, const objects::PathChange& change, const LineSet& lines) {
  const Bytes before = text_of(store, change.before);
  const Bytes after = text_of(store, change.after);
  LineSet missing = lines;
  erase_lines(*after, missing);
  if (!missing.empty()) return false;
  return std::ranges::none_of(split_lines(*before), [&](std::string_view line) { return lines.contains(line); });
}

}  // namespace

std::optional<std::size_t> commit_that_brought(objects::ObjectStore& store, const UpstreamRange& range,
                                               const std::vector<BroughtFile>& files) {
  for (const BroughtFile& file : files) {
    const std::string_view longest = longest_changed_line(*file.before, *file.after);
    if (longest.empty()) continue;
    if (!file.ours || file.ours->find(longest) == std::string::npos) return std::nullopt;
  }
  std::map<std::string, LineSet> sought;
  bool is_telling = false;
  for (const BroughtFile& file : files) {
    LineSet lines = new_lines(*file.before, *file.after);
    is_telling = is_telling ||
                 std::ranges::any_of(lines, [](std::string_view line) { return letters_of(line) >= k_least_telling; });
    if (!lines.empty()) sought.emplace(file.path, std::move(lines));
  }
  if (!is_telling) return std::nullopt;
  std::vector<std::string> paths;
  paths.reserve(sought.size());
  for (const auto& [path, lines] : sought) paths.push_back(path);
  for (std::size_t i = range.chain.size(); i-- > 0;) {
    check_interrupt();
    const auto changes = objects::changes_at(store, tree_before(range, i), range.commits[range.chain[i]].tree, paths);
    const bool brought =
        changes.size() == paths.size() && std::ranges::all_of(changes, [&](const objects::PathChange& change) {
          return adds(store, change, sought.at(change.path));
        });
    if (brought) return range.chain[i];
  }
  return std::nullopt;
}

}  // namespace mlxpatch::queue
