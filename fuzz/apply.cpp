#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "parts.hpp"
#include "target.hpp"

namespace {

using namespace mlxpatch;

constexpr char k_border = '\x01';

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const char byte : text) {
    if (lines.empty() || lines.back().ends_with('\n')) lines.emplace_back();
    lines.back() += byte;
  }
  return lines;
}

/// A hunk as leading context, what it changes, and trailing context.
struct Change {
  std::vector<std::string> leading, removed, added, trailing;
  std::size_t place = 0;  ///< of `leading`, in the text that the hunk was made from
};

Change change_of(const patch::Hunk& hunk) {
  Change change;
  std::vector<std::string> context;  // between two changes, or behind the last one
  bool has_begun = false;
  for (const patch::HunkLine& line : hunk.lines) {
    if (line.origin == ' ') {
      (has_begun ? context : change.leading).push_back(line.text);
      continue;
    }
    has_begun = true;
    for (const std::string& between : context) {
      change.removed.push_back(between);
      change.added.push_back(between);
    }
    context.clear();
    (line.origin == '-' ? change.removed : change.added).push_back(line.text);
  }
  change.trailing = context;
  change.place = hunk.old_count == 0 ? hunk.old_start : hunk.old_start - 1;
  return change;
}

/// Where the report says that each hunk was applied, and with how much fuzz.
struct Placed {
  std::ptrdiff_t moved = 0;
  std::size_t fuzz = 0;
};

std::vector<Placed> placed(const std::vector<patch::HunkNote>& notes, std::size_t hunks, int most_fuzz) {
  std::vector<Placed> places(hunks);
  for (const patch::HunkNote& note : notes) {
    fuzz::require(note.hunk >= 1 && note.hunk <= hunks, "a note is about a hunk");
    fuzz::require(note.fuzz >= 0 && note.fuzz <= most_fuzz, "no more fuzz is used than is allowed");
    places[note.hunk - 1] = {note.moved, static_cast<std::size_t>(note.fuzz)};
  }
  return places;
}

/// Whether the lines are there. Those outside the text are not.
bool are_at(const std::vector<std::string>& text, std::ptrdiff_t place, const std::vector<std::string>& lines) {
  const auto count = static_cast<std::ptrdiff_t>(lines.size());
  if (place < 0 || place + count > static_cast<std::ptrdiff_t>(text.size())) return false;
  return std::equal(lines.begin(), lines.end(), text.begin() + place);
}

/// Does by hand what the report of an application says was done, and holds the result against it: the lines that are
/// removed were there, so was the context that fuzz did not leave out, and all else is as before.
void check_by_hand(std::string_view other, const std::vector<patch::Hunk>& hunks, const patch::AppliedText& applied,
                   int most_fuzz) {
  const std::vector<std::string> text = lines_of(other);
  const std::vector<Placed> places = placed(applied.notes, hunks.size(), most_fuzz);
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i < hunks.size(); ++i) {
    Change change = change_of(hunks[i]);
    const std::size_t most = std::max(change.leading.size(), change.trailing.size());
    const std::size_t kept = most - std::min(most, places[i].fuzz);
    const std::ptrdiff_t core = static_cast<std::ptrdiff_t>(change.place + change.leading.size()) + places[i].moved;
    if (change.leading.size() > kept)
      change.leading.erase(change.leading.begin(), change.leading.end() - static_cast<std::ptrdiff_t>(kept));
    if (change.trailing.size() > kept) change.trailing.resize(kept);
    const std::ptrdiff_t first = core - static_cast<std::ptrdiff_t>(change.leading.size());
    const std::ptrdiff_t behind = core + static_cast<std::ptrdiff_t>(change.removed.size());
    fuzz::require(first >= static_cast<std::ptrdiff_t>(done), "a hunk applies after the one before it");
    fuzz::require(are_at(text, core, change.removed), "what is removed was there");
    fuzz::require(are_at(text, first, change.leading) && are_at(text, behind, change.trailing), "the context is there");
    for (; done < static_cast<std::size_t>(core); ++done) result += text[done];
    for (const std::string& line : change.added) result += line;
    done = static_cast<std::size_t>(behind);
    // Context that the next hunk must not use again.
    for (const std::string& line : change.trailing) result += line;
    done += change.trailing.size();
  }
  for (; done < text.size(); ++done) result += text[done];
  fuzz::require(applied.bytes == result, "the text is what applying the hunks by hand gives");
}

void check_elsewhere(std::string_view other, const std::vector<patch::Hunk>& hunks, int fuzz) {
  patch::ApplyOptions options;
  options.fuzz = fuzz;
  const auto outcome = patch::apply_hunks(other, hunks, options);
  if (const auto* failure = std::get_if<patch::HunkFailure>(&outcome)) {
    fuzz::require(failure->hunk >= 1 && failure->hunk <= hunks.size(), "a hunk is to blame");
    return;
  }
  check_by_hand(other, hunks, std::get<patch::AppliedText>(outcome), fuzz);
}

void check_text(std::string_view before, std::string_view after, std::string_view other) {
  if (before == after || diff::is_binary(before) || diff::is_binary(after)) return;
  const std::string diff = "--- a/x\n+++ b/x\n" + diff::unified_hunks(before, after);
  const std::vector<patch::Hunk> hunks = patch::read_patches(diff, "x.patch").front().files.front().hunks;
  for (const auto ends : {patch::ApplyOptions::Ends::trusted, patch::ApplyOptions::Ends::guarded}) {
    patch::ApplyOptions options;
    options.ends = ends;
    const auto made = patch::apply_hunks(before, hunks, options);
    const auto* text = std::get_if<patch::AppliedText>(&made);
    fuzz::require(text != nullptr && text->bytes == after && text->notes.empty(), "a diff gives its new text");
    check_by_hand(before, hunks, *text, 0);
  }
  patch::ApplyOptions options;
  options.ends = patch::ApplyOptions::Ends::trusted;
  options.reverse = true;
  const auto undone = patch::apply_hunks(after, hunks, options);
  const auto* old = std::get_if<patch::AppliedText>(&undone);
  fuzz::require(old != nullptr && old->bytes == before, "a diff taken back gives its old text");
  for (const int fuzz : {0, 2}) check_elsewhere(other, hunks, fuzz);
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
  fuzz::Parts parts(fuzz::text_of(data, size), k_border);
  const std::string_view before = parts.text();
  const std::string_view after = parts.text();
  const std::string_view other = parts.rest();
  try {
    check_text(before, after, other);
  } catch (const Error& error) {
    fuzz::require(false, error.what());
  }
  check_binary(before, other, after.size());
  return 0;
}
