#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "target.hpp"

namespace {

using namespace mlxpatch;

constexpr char k_border = '\x01';

/// Cuts off everything up to the next border.
std::string_view next_part(std::string_view& rest) {
  const std::size_t border = rest.find(k_border);
  const std::string_view part = rest.substr(0, border);
  rest = border == std::string_view::npos ? std::string_view() : rest.substr(border + 1);
  return part;
}

void check_text(std::string_view before, std::string_view after, std::string_view other) {
  if (before == after || diff::is_binary(before) || diff::is_binary(after)) return;
  const std::string diff = "--- a/x\n+++ b/x\n" + diff::unified_hunks(before, after);
  const std::vector<patch::Hunk> hunks = patch::read_patches(diff, "x.patch").front().files.front().hunks;
  patch::ApplyOptions options;
  options.ends = patch::ApplyOptions::Ends::trusted;
  const auto made = patch::apply_hunks(before, hunks, options);
  const auto* text = std::get_if<patch::AppliedText>(&made);
  fuzz::require(text != nullptr && text->bytes == after && text->notes.empty(), "a diff gives its new text");
  options.reverse = true;
  const auto undone = patch::apply_hunks(after, hunks, options);
  const auto* old = std::get_if<patch::AppliedText>(&undone);
  fuzz::require(old != nullptr && old->bytes == before, "a diff taken back gives its old text");

  for (const int fuzz : {0, 2}) {
    patch::ApplyOptions elsewhere;
    elsewhere.fuzz = fuzz;
    const auto outcome = patch::apply_hunks(other, hunks, elsewhere);
    const auto* failure = std::get_if<patch::HunkFailure>(&outcome);
    fuzz::require(failure == nullptr || (failure->hunk >= 1 && failure->hunk <= hunks.size()), "a hunk is to blame");
  }
}

void check_binary(std::string_view before, std::string_view data, std::size_t size) {
  for (const auto kind : {patch::BinaryData::Kind::literal, patch::BinaryData::Kind::delta}) {
    const auto bytes = patch::apply_binary(before, {kind, size, std::string(data)});
    const bool is_literal = kind == patch::BinaryData::Kind::literal;
    fuzz::require(!bytes || !is_literal || bytes->size() == size, "a literal has the size that it says");
  }
}

}  // namespace

/// The input is the old text, the new one, and another to apply their difference to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  const std::string_view before = next_part(rest);
  const std::string_view after = next_part(rest);
  try {
    check_text(before, after, rest);
  } catch (const Error& error) {
    fuzz::require(false, error.what());
  }
  check_binary(before, rest, after.size());
  return 0;
}
