#include <mlxpatch/queue/resolve/resolved_file.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/whole_lines.hpp>
#include <mlxpatch/merge/merged_part.hpp>
#include <mlxpatch/merge/merged_parts.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>

namespace mlxpatch::queue {

namespace {

using merge::MergedPart;

/// Makes one conflict of two and what is between them.
void append(MergedPart& conflict, const MergedPart& more) {
  conflict.base += more.base;
  conflict.ours += more.ours;
  conflict.theirs += more.theirs;
}

/// The parts of the merge: what merges and what conflicts in turn, and between two conflicts enough lines for the
/// surroundings of either.
std::vector<MergedPart> parts_of(const FileTexts& texts) {
  std::vector<MergedPart> parts;
  for (MergedPart& part : merge::merged_parts(texts.base, texts.ours, texts.theirs)) {
    const bool is_close =
        parts.size() >= 3 && !part.merged && split_lines(*parts.back().merged).size() < k_surroundings;
    if (!is_close) {
      parts.push_back(std::move(part));
      continue;
    }
    const MergedPart between = std::move(parts.back());
    parts.pop_back();
    append(parts.back(), between);
    append(parts.back(), part);
  }
  return parts;
}

std::string first_lines(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  std::string first;
  for (std::size_t i = 0; i < std::min(lines.size(), k_surroundings); ++i) first += lines[i];
  return first;
}

std::string last_lines(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  std::string last;
  for (std::size_t i = lines.size() - std::min(lines.size(), k_surroundings); i < lines.size(); ++i) last += lines[i];
  return last;
}

/// `at` is the index of a part that conflicts.
ConflictTexts conflict_at(const std::vector<MergedPart>& parts, std::size_t at) {
  const MergedPart& part = parts[at];
  return {last_lines(*parts[at - 1].merged), part.base, part.ours, part.theirs, first_lines(*parts[at + 1].merged)};
}

ConflictTexts whole_file(const FileTexts& texts) {
  return {{}, std::string(texts.base), std::string(texts.ours), std::string(texts.theirs), {}};
}

/// Where the lines are in the text; std::nullopt if they are nowhere, or at several places.
std::optional<std::size_t> only_place(std::string_view text, std::string_view lines) {
  const std::size_t first = find_at_line(text, lines);
  if (first == std::string_view::npos || find_at_line(text, lines, first + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return first;
}

/// Removes the merged lines at either end of the file. False if the file does not have them.
bool remove_ends(const std::vector<MergedPart>& parts, std::string_view& resolved) {
  const std::string_view first = *parts.front().merged;
  const std::string_view last = *parts.back().merged;
  if (resolved.size() < first.size() + last.size()) return false;
  if (!resolved.starts_with(first) || !resolved.ends_with(last)) return false;
  if (!last.empty() && !is_at_line(resolved, resolved.size() - last.size())) return false;
  resolved.remove_prefix(first.size());
  resolved.remove_suffix(last.size());
  return true;
}

/// What the resolved file has for each conflict, in order: what is not the merged lines between them, each of which
/// must be at one place only.
std::optional<std::vector<std::string>> results_between(const std::vector<MergedPart>& parts,
                                                        std::string_view resolved) {
  if (parts.size() < 3 || !remove_ends(parts, resolved)) return std::nullopt;
  std::vector<std::string> results;
  std::size_t end = 0;
  for (std::size_t i = 2; i + 1 < parts.size(); i += 2) {
    const auto place = only_place(resolved, *parts[i].merged);
    if (!place || *place < end) return std::nullopt;
    results.emplace_back(resolved.substr(end, *place - end));
    end = *place + parts[i].merged->size();
  }
  results.emplace_back(resolved.substr(end));
  return results;
}

/// Leaves out what was resolved in two ways.
std::vector<ResolvedConflict> without_doubts(const std::vector<ResolvedConflict>& all) {
  std::vector<ResolvedConflict> certain;
  for (const ResolvedConflict& one : all) {
    const auto is_same = [&](const ResolvedConflict& other) { return other.conflict == one.conflict; };
    const bool is_doubtful = std::ranges::any_of(
        all, [&](const ResolvedConflict& other) { return is_same(other) && other.result != one.result; });
    if (!is_doubtful && std::ranges::none_of(certain, is_same)) certain.push_back(one);
  }
  return certain;
}

const Resolution* find_exactly(const FindResolution& find, const ConflictTexts& conflict) {
  const Resolution* known = find(conflict);
  return known != nullptr && known->conflict == conflict ? known : nullptr;
}

}  // namespace

std::vector<ResolvedConflict> resolved_conflicts(const FileTexts& texts, std::string_view resolved) {
  const std::vector<MergedPart> parts = parts_of(texts);
  const auto results = results_between(parts, resolved);
  if (!results) return {{whole_file(texts), std::string(resolved)}};
  std::vector<ResolvedConflict> conflicts;
  conflicts.reserve(results->size());
  for (std::size_t i = 0; i < results->size(); ++i) {
    conflicts.push_back({conflict_at(parts, 2 * i + 1), (*results)[i]});
  }
  return without_doubts(conflicts);
}

std::optional<KnownFile> known_file(const FileTexts& texts, const FindResolution& find) {
  if (const Resolution* whole = find_exactly(find, whole_file(texts))) return KnownFile{whole->result, {whole}};
  const std::vector<MergedPart> parts = parts_of(texts);
  if (parts.size() < 3) return std::nullopt;
  KnownFile file;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].merged) {
      file.text += *parts[i].merged;
      continue;
    }
    const Resolution* known = find_exactly(find, conflict_at(parts, i));
    if (known == nullptr) return std::nullopt;
    // Somebody may have changed its file: the next line must not be joined to its last one.
    const bool has_end = known->result.empty() || known->result.ends_with('\n');
    if (!has_end && !parts[i + 1].merged->empty()) return std::nullopt;
    file.text += known->result;
    file.used.push_back(known);
  }
  return file;
}

}  // namespace mlxpatch::queue
