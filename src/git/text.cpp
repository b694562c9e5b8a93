#include <mlxpatch/git/text.hpp>

#include <git2.h>

#include <algorithm>
#include <memory>

#include <mlxpatch/base/text.hpp>

#include "memory_blobs.hpp"

namespace mlxpatch::git {
namespace {

/// How far git looks for a NUL before it takes a file for text.
constexpr std::size_t k_binary_window = 8000;
constexpr const char* k_comparing = "comparing two texts";

extern "C" {

int append_hunk_header(const git_diff_delta*, const git_diff_hunk* hunk, void* payload) {
  static_cast<std::string*>(payload)->append(hunk->header, hunk->header_len);
  return 0;
}

int append_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload) {
  auto& text = *static_cast<std::string*>(payload);
  // The marks for a missing newline come as lines of their own kinds, which already hold what git prints.
  const bool has_prefix = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
                          line->origin == GIT_DIFF_LINE_DELETION;
  if (has_prefix) text += line->origin;
  text.append(line->content, line->content_len);
  return 0;
}

}  // extern "C"

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
  auto input = with_defaults(git_merge_file_input_init, GIT_MERGE_FILE_INPUT_VERSION);
  input.ptr = bytes.data();
  input.size = bytes.size();
  input.mode = GIT_FILEMODE_BLOB;
  return input;
}

const char* label_or_null(const std::string& label) { return label.empty() ? nullptr : label.c_str(); }

/// Frees what a merge filled in.
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

}  // namespace

bool is_binary(std::string_view bytes) { return bytes.substr(0, k_binary_window).find('\0') != std::string_view::npos; }

std::string unified_hunks(std::string_view before, std::string_view after, std::size_t context) {
  if (before == after) return {};
  start_library();
  auto options = with_defaults(git_diff_options_init, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
  options.context_lines = static_cast<std::uint32_t>(context);
  options.interhunk_lines = 0;
  options.max_size = -1;
  std::string text;
  if (MemoryBlobs* blobs = MemoryBlobs::of_this_thread()) {
    const OwnedBlob before_blob = blobs->make(before);
    const OwnedBlob after_blob = blobs->make(after);
    check(git_diff_blobs(before_blob.get(), nullptr, after_blob.get(), nullptr, &options, nullptr, nullptr,
                         append_hunk_header, append_line, &text),
          k_comparing);
  } else {
    check(git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options,
                           nullptr, nullptr, append_hunk_header, append_line, &text),
          k_comparing);
  }
  return text;
}

TextMerge merge_text(std::string_view base, std::string_view ours, std::string_view theirs,
                     const TextMergeOptions& wanted) {
  start_library();
  auto options = with_defaults(git_merge_file_options_init, GIT_MERGE_FILE_OPTIONS_VERSION);
  options.ancestor_label = label_or_null(wanted.labels.base);
  options.our_label = label_or_null(wanted.labels.ours);
  options.their_label = label_or_null(wanted.labels.theirs);
  if (wanted.same_lines == SameLines::both) options.favor = GIT_MERGE_FILE_FAVOR_UNION;
  const git_merge_file_input inputs[] = {merge_input(base), merge_input(ours), merge_input(theirs)};
  // Git's merge compares by histogram, which libgit2 has not. These give the same merge nearly always; where they
  // differ it is mostly that one of them finds a conflict which is none.
  TextMerge merged;
  for (const unsigned diff : {0U, unsigned{GIT_MERGE_FILE_DIFF_PATIENCE}, unsigned{GIT_MERGE_FILE_DIFF_MINIMAL}}) {
    options.flags = style_flag(wanted.style) | diff;
    MergeFileResult result;
    check(git_merge_file(result.get(), &inputs[0], &inputs[1], &inputs[2], &options), "merging a text");
    const bool clean = result.get()->automergeable != 0;
    if (clean || diff == 0) {
      merged = {clean, clean && diff != 0, std::string(result.get()->ptr, result.get()->len)};
    }
    if (clean || wanted.tries == MergeTries::first_only) break;
  }
  return merged;
}

ConflictStyle conflict_style_named(std::string_view name) {
  if (name == "diff3") return ConflictStyle::diff3;
  if (name == "zdiff3") return ConflictStyle::zdiff3;
  return ConflictStyle::merge;
}

}  // namespace mlxpatch::git
