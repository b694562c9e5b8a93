#include <mlxpatch/queue/compare/patch_comparison.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "compare/patch_text.hpp"
#include "compare/text_comparison.hpp"

namespace mlxpatch::queue {

namespace {

using Lines = std::vector<std::string>;

/// The hunks of a file without their context.
std::vector<Lines> runs_of(const patch::FilePatch& file) {
  std::vector<Lines> runs;
  for (const patch::Hunk& hunk : file.hunks) {
    bool is_in_run = false;
    for (const patch::HunkLine& line : hunk.lines) {
      const bool is_change = line.origin != ' ';
      if (is_change && !is_in_run) runs.emplace_back();
      if (is_change) runs.back().push_back(line.origin + line.text);
      is_in_run = is_change;
    }
  }
  if (file.binary) runs.push_back(changed_lines(file));
  return runs;
}

bool share_a_line(const Lines& one, const Lines& other) {
  const std::set<std::string_view> lines(one.begin(), one.end());
  return std::ranges::any_of(other,
                             [&](const std::string& line) { return trim(line).size() > 1 && lines.contains(line); });
}

/// Counts what became of the hunks of a file.
class HunkCount {
 public:
  HunkCount(std::vector<Lines> before, std::vector<Lines> after)
      : m_before(std::move(before)), m_after(std::move(after)) {}

  void count(FileComparison& into) {
    const std::vector<diff::LineNumber> before = numbers_of(m_before);
    const std::vector<diff::LineNumber> after = numbers_of(m_after);
    diff::LineOccurrences occurrences;
    for (const diff::LineChange& change : diff::histogram_changes(occurrences, before, after)) {
      const std::size_t changed = changed_in(change);
      into.hunks_changed += changed;
      into.hunks_removed += change.before_count - changed;
      into.hunks_added += change.after_count - changed;
    }
  }

 private:
  std::vector<diff::LineNumber> numbers_of(const std::vector<Lines>& runs) {
    std::vector<diff::LineNumber> numbers;
    numbers.reserve(runs.size());
    for (const Lines& run : runs) {
      const auto next = static_cast<diff::LineNumber>(m_numbers.size());
      numbers.push_back(m_numbers.try_emplace(run, next).first->second);
    }
    return numbers;
  }

  /// How many hunks are other versions of each other: as many as there are, or those that have a line in common.
  std::size_t changed_in(const diff::LineChange& change) const {
    if (change.before_count == change.after_count) return change.before_count;
    std::size_t changed = 0;
    std::size_t next = change.after;
    for (std::size_t i = change.before; i < change.before_end(); ++i) {
      for (std::size_t j = next; j < change.after_end(); ++j) {
        if (!share_a_line(m_before[i], m_after[j])) continue;
        ++changed;
        next = j + 1;
        break;
      }
    }
    return changed;
  }

  std::vector<Lines> m_before;
  std::vector<Lines> m_after;
  std::map<Lines, diff::LineNumber> m_numbers;
};

FileComparison alone(const patch::FilePatch& file, FileComparison::State state) {
  FileComparison alone;
  alone.path = path_of(file);
  alone.state = state;
  const std::size_t hunks = runs_of(file).size();
  (state == FileComparison::State::removed ? alone.hunks_removed : alone.hunks_added) = hunks;
  return alone;
}

/// Compares the files of two versions of a patch: those at the same path, of several in their order.
std::vector<FileComparison> compare_files(const patch::Patch& before, const patch::Patch& after) {
  std::multimap<std::string_view, const patch::FilePatch*> olds;
  for (const patch::FilePatch& file : before.files) olds.emplace(path_of(file), &file);
  std::set<const patch::FilePatch*> paired;
  std::vector<FileComparison> files;
  for (const patch::FilePatch& file : after.files) {
    const auto old = olds.find(path_of(file));
    if (old == olds.end()) {
      files.push_back(alone(file, FileComparison::State::added));
      continue;
    }
    const patch::FilePatch& known = *old->second;
    paired.insert(&known);
    olds.erase(old);
    const bool is_other_action = file_heading(known) != file_heading(file);
    if (!is_other_action && changed_lines(known) == changed_lines(file)) continue;
    FileComparison& compared = files.emplace_back();
    compared.path = path_of(file);
    compared.is_other_action = is_other_action;
    HunkCount(runs_of(known), runs_of(file)).count(compared);
  }
  for (const patch::FilePatch& file : before.files) {
    if (!paired.contains(&file)) files.push_back(alone(file, FileComparison::State::removed));
  }
  return files;
}

/// The parts of a patch above its change that count in a comparison with another version.
struct Head {
  std::string author;
  std::string message;

  std::string text() const {
    const bool has_both = !author.empty() && !message.empty();
    return author + (has_both ? "\n" : "") + message;
  }
};

}  // namespace

PatchComparison compare_patches(const patch::Patch& before, const patch::Patch& after) {
  Head old_head{author_text(before), message_text(before)};
  Head new_head{author_text(after), message_text(after)};
  if (old_head.author.empty() || new_head.author.empty()) old_head.author = new_head.author = {};
  if (old_head.message.empty() || new_head.message.empty()) old_head.message = new_head.message = {};
  PatchComparison compared;
  compared.files = compare_files(before, after);
  compared.has_other_author = old_head.author != new_head.author;
  compared.has_other_message = old_head.message != new_head.message;
  if (compared.is_same()) return compared;
  compared.text = compare_texts({old_head.text(), change_text(before)}, {new_head.text(), change_text(after)});
  return compared;
}

std::vector<FileComparison> files_of(const patch::Patch& patch, FileComparison::State state) {
  std::vector<FileComparison> files;
  files.reserve(patch.files.size());
  for (const patch::FilePatch& file : patch.files) files.push_back(alone(file, state));
  return files;
}

}  // namespace mlxpatch::queue
