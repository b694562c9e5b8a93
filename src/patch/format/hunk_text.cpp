#include <mlxpatch/patch/format/hunk_text.hpp>

#include <string>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

std::string diff_line(const HunkLine& line) {
  std::string text = line.origin + line.text;
  if (!text.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  return text;
}

}  // namespace mlxpatch::patch
