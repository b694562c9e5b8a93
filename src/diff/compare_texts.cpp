#include "compare_texts.hpp"

#include <string_view>

#include <git2.h>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>

#include "memory_blobs.hpp"

namespace mlxpatch::diff {

git_diff_options text_options() {
  auto options = git::with_defaults(git_diff_options_init, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_FORCE_TEXT;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  options.max_size = -1;
  return options;
}

void compare_texts(std::string_view before, std::string_view after, const git_diff_options& options,
                   const CompareCalls& calls) {
  constexpr const char* k_comparing = "comparing two texts";
  git::start_library();
  if (MemoryBlobs* blobs = MemoryBlobs::of_this_thread()) {
    const OwnedBlob before_blob = blobs->make(before);
    const OwnedBlob after_blob = blobs->make(after);
    git::check(git_diff_blobs(before_blob.get(), nullptr, after_blob.get(), nullptr, &options, nullptr, nullptr,
                              calls.hunk, calls.line, calls.payload),
               k_comparing);
  } else {
    git::check(git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options,
                                nullptr, nullptr, calls.hunk, calls.line, calls.payload),
               k_comparing);
  }
}

}  // namespace mlxpatch::diff
