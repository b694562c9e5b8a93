#include <mlxpatch/merge/text_merge.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <git2.h>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>

#include "merge_changes.hpp"

namespace mlxpatch::merge {

namespace {

/// How many bytes of text are held. Beyond that all are forgotten, since a table that outgrows the processor's caches
/// costs more than it saves.
constexpr std::size_t k_most_held = std::size_t{1} << 20U;
/// Of large texts, as much as this many merges need is held.
constexpr std::size_t k_most_versions = 3;

std::uint32_t style_flag(ConflictStyle style) {
  switch (style) {
    case ConflictStyle::diff3:
      return GIT_MERGE_FILE_STYLE_DIFF3;
    case ConflictStyle::zdiff3:
      return GIT_MERGE_FILE_STYLE_ZDIFF3;
    case ConflictStyle::merge:
      break;
  }
  return GIT_MERGE_FILE_STYLE_MERGE;
}

git_merge_file_input merge_input(std::string_view bytes) {
  auto input = git::with_defaults(git_merge_file_input_init, GIT_MERGE_FILE_INPUT_VERSION);
  input.ptr = bytes.data();
  input.size = bytes.size();
  input.mode = GIT_FILEMODE_BLOB;
  return input;
}

const char* label_or_null(const std::string& label) { return label.empty() ? nullptr : label.c_str(); }

/// Owns the result of a merge by libgit2.
class MergeFileResult {
 public:
  MergeFileResult() = default;
  ~MergeFileResult() { git_merge_file_result_free(&m_result); }
  MergeFileResult(const MergeFileResult&) = delete;
  MergeFileResult& operator=(const MergeFileResult&) = delete;
  git_merge_file_result* get() { return &m_result; }

 private:
  git_merge_file_result m_result{};
};

/// Merges by libgit2, which has every diff but the histogram, and marks up conflicts. The marks are those of the plain
/// diff.
TextMerge merge_by_library(std::string_view base, std::string_view ours, std::string_view theirs,
                           const TextMergeOptions& wanted) {
  git::start_library();
  auto options = git::with_defaults(git_merge_file_options_init, GIT_MERGE_FILE_OPTIONS_VERSION);
  options.ancestor_label = label_or_null(wanted.labels.base);
  options.our_label = label_or_null(wanted.labels.ours);
  options.their_label = label_or_null(wanted.labels.theirs);
  const git_merge_file_input inputs[] = {merge_input(base), merge_input(ours), merge_input(theirs)};
  TextMerge merged;
  for (const unsigned diff : {0U, unsigned{GIT_MERGE_FILE_DIFF_PATIENCE}, unsigned{GIT_MERGE_FILE_DIFF_MINIMAL}}) {
    options.flags = style_flag(wanted.style) | diff;
    MergeFileResult result;
    git::check(git_merge_file(result.get(), &inputs[0], &inputs[1], &inputs[2], &options), "merging a text");
    const bool clean = result.get()->automergeable != 0;
    if (clean || diff == 0) merged = {clean, clean, std::string(result.get()->ptr, result.get()->len)};
    if (clean) break;
  }
  return merged;
}

}  // namespace

TextMerge TextMerger::merge(const Text& base, const Text& ours, const Text& theirs, const TextMergeOptions& options) {
  forget_if_many(base.bytes->size() + ours.bytes->size() + theirs.bytes->size());
  const diff::NumberedLines& base_lines = lines_of(base);
  const TextSide our_side{lines_of(ours, &base_lines), changes_of(base, ours)};
  const TextSide their_side{lines_of(theirs, &base_lines), changes_of(base, theirs)};
  if (options.same_lines == SameLines::both) {
    return {true, false, unite_changes(m_occurrences, base_lines, our_side, their_side)};
  }
  if (auto merged = merge_changes(base_lines, our_side, their_side)) return {true, false, std::move(*merged)};
  if (options.effort == MergeEffort::verdict) return {};
  return merge_by_library(*base.bytes, *ours.bytes, *theirs.bytes, options);
}

const diff::NumberedLines& TextMerger::lines_of(const Text& text, const diff::NumberedLines* like) {
  const auto known = m_lines.find(text.id);
  if (known != m_lines.end()) return known->second;
  m_held += text.bytes->size();
  auto lines = like == nullptr ? m_table.number(text.bytes) : m_table.number_like(*like, text.bytes);
  return m_lines.emplace(text.id, std::move(lines)).first->second;
}

const std::vector<diff::LineChange>& TextMerger::changes_of(const Text& before, const Text& after) {
  const auto known = m_changes.find({before.id, after.id});
  if (known != m_changes.end()) return known->second;
  return m_changes
      .emplace(std::pair{before.id, after.id},
               diff::histogram_changes(m_occurrences, lines_of(before).numbers, lines_of(after).numbers))
      .first->second;
}

void TextMerger::forget_if_many(std::size_t bytes_in_use) {
  if (m_held <= std::max(k_most_held, k_most_versions * bytes_in_use)) return;
  m_changes.clear();
  m_lines.clear();
  m_table = {};
  m_held = 0;
}

TextMerge merge_text(std::string_view base, std::string_view ours, std::string_view theirs,
                     const TextMergeOptions& options) {
  const auto text = [](unsigned char id, std::string_view bytes) {
    return TextMerger::Text{git::Oid({id}), std::make_shared<const std::string>(bytes)};
  };
  TextMerger merger;
  return merger.merge(text(0, base), text(1, ours), text(2, theirs), options);
}

ConflictStyle conflict_style_named(std::string_view name) {
  if (name == "diff3") return ConflictStyle::diff3;
  if (name == "zdiff3") return ConflictStyle::zdiff3;
  return ConflictStyle::merge;
}

}  // namespace mlxpatch::merge
