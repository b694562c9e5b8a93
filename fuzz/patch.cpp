#include <algorithm>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

void check_hunk(const patch::Hunk& hunk) {
  const auto lines_of = [&](char side) {
    return static_cast<std::size_t>(
        std::count_if(hunk.lines.begin(), hunk.lines.end(),
                      [side](const patch::HunkLine& line) { return line.origin == ' ' || line.origin == side; }));
  };
  fuzz::require(lines_of('-') == hunk.old_count && lines_of('+') == hunk.new_count, "a hunk has the lines it counts");
}

void check_file(const patch::FilePatch& file) {
  fuzz::require(!file.old_path.empty() || !file.new_path.empty(), "a change has a file");
  for (const std::string& path : {file.old_path, file.new_path}) {
    fuzz::require(path.empty() || objects::is_safe_path(path), "no path leaves the repository");
  }
  fuzz::require((file.action == patch::FileAction::create) == file.old_path.empty(), "only a new file has no old side");
  fuzz::require((file.action == patch::FileAction::remove) == file.new_path.empty(), "only removal has no new side");
  fuzz::require(!file.binary || file.hunks.empty(), "a change is binary or text");
  for (const patch::Hunk& hunk : file.hunks) check_hunk(hunk);
}

}  // namespace

/// The first byte is the -pN, or that there is none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  patch::ReadOptions options;
  constexpr int k_levels = 4;
  if (const int strip = data[0] % (k_levels + 1); strip < k_levels) options.strip = strip;
  try {
    for (const patch::Patch& patch : patch::read_patches(fuzz::text_of(data + 1, size - 1), "fuzz.patch", options)) {
      for (const patch::FilePatch& file : patch.files) check_file(file);
    }
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
