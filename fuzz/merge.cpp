#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

merge::TextMerge try_merge(const std::string& base, const std::string& ours, const std::string& theirs) {
  return merge::merge_text(base, ours, theirs, {.effort = merge::MergeEffort::verdict});
}

/// Makes each byte a line of its own, so that few bytes make a text.
std::string as_lines(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += byte;
    if (byte != '\n') text += '\n';
  }
  return text;
}

/// Three texts separated by NULs. The first byte says whether each byte of them is a line.
std::array<std::string, 3> texts_of(std::string_view bytes) {
  std::array<std::string, 3> texts;
  if (bytes.empty()) return texts;
  const bool is_line_each = (static_cast<unsigned char>(bytes.front()) & 1U) != 0;
  bytes.remove_prefix(1);
  for (std::string& text : texts) {
    const std::string_view part = bytes.substr(0, bytes.find('\0'));
    text = is_line_each ? as_lines(part) : std::string(part);
    bytes.remove_prefix(std::min(part.size() + 1, bytes.size()));
  }
  return texts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [base, ours, theirs] = texts_of(fuzz::text_of(data, size));
  const merge::TextMerge merged = try_merge(base, ours, theirs);
  const merge::TextMerge swapped = try_merge(base, theirs, ours);
  fuzz::require(merged.clean == swapped.clean, "both orders of the sides are clean or neither is");
  fuzz::require(merged.bytes == swapped.bytes, "both orders of the sides give the same text");
  fuzz::require(try_merge(base, ours, ours).bytes == ours, "a change that both sides made is made once");
  fuzz::require(try_merge(base, base, theirs).bytes == theirs, "one side's change alone is taken: theirs");
  fuzz::require(try_merge(base, ours, base).bytes == ours, "one side's change alone is taken: ours");
  if (!merged.clean) return 0;
  std::set<std::string_view> lines;
  for (const std::string* text : {&base, &ours, &theirs}) {
    for (const std::string_view line : split_lines(*text)) lines.insert(line);
  }
  for (const std::string_view line : split_lines(merged.bytes)) {
    fuzz::require(lines.contains(line), "no line is invented");
  }
  return 0;
}
