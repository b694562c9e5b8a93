#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/compare/compare_queues.hpp>
#include <mlxpatch/queue/compare/pair_patches.hpp>
#include <mlxpatch/queue/compare/patch_comparison.hpp>

#include "compare/patches.hpp"

namespace mlxpatch::tests {
namespace {

using queue::ComparedPatch;
using queue::PairingOptions;
using queue::PatchPair;
using Patches = std::vector<patch::Patch>;
using Lines = std::vector<std::string>;

/// A patch of ten lines that no other has.
patch::Patch own(const std::string& name, const std::string& word, const std::string& last = "last") {
  Lines lines;
  for (int i = 0; i < 10; ++i) lines.push_back("+" + word + std::to_string(i));
  lines.push_back("+" + last);
  return patch_from(name, "About " + word, diff_of(word + ".c", lines));
}

/// The comparison in one line: "1=1 -+2 3!4~", with "~" for moved.
std::string shape(const Patches& before, const Patches& after, const PairingOptions& options = {}) {
  std::string text;
  for (const ComparedPatch& each : queue::compare_queues(before, after, options)) {
    if (!text.empty()) text += ' ';
    const auto number = [](const std::optional<std::size_t>& index) {
      return index ? std::to_string(*index + 1) : std::string("-");
    };
    const char* sign = !each.before ? "+" : !each.after ? "<" : each.comparison.is_same() ? "=" : "!";
    text += number(each.before) + sign + number(each.after) + (each.is_moved ? "~" : "");
  }
  return text;
}

PatchPair::By how(const Patches& before, const Patches& after) { return queue::pair_patches(before, after).at(0).by; }

}  // namespace

TEST_CASE("two patches of one name are a pair, whatever is in them") {
  CHECK(shape({own("a.patch", "one")}, {own("a.patch", "two")}) == "1!1");
  CHECK(how({own("a.patch", "one")}, {own("a.patch", "two")}) == PatchPair::By::name);
  const PairingOptions ignored{PairingOptions::Names::ignore};
  CHECK(shape({own("a.patch", "one")}, {own("a.patch", "two")}, ignored) == "1<- -+1");
}

TEST_CASE("without a name in common the same change is a pair, then the change that differs least") {
  CHECK(shape({own("a.patch", "one"), own("b.patch", "two")}, {own("c.patch", "two"), own("d.patch", "one")}) ==
        "2=1~ 1=2");
  CHECK(how({own("a.patch", "one")}, {own("b.patch", "one")}) == PatchPair::By::patch_id);
  CHECK(shape({own("a.patch", "one")}, {own("b.patch", "one", "other")}) == "1!1");
  CHECK(how({own("a.patch", "one")}, {own("b.patch", "one", "other")}) == PatchPair::By::size);
}

TEST_CASE("of several patches with one change each is paired with the one in its place") {
  const Patches same = {own("a.patch", "one"), own("b.patch", "one"), own("c.patch", "one")};
  const Patches others = {own("d.patch", "one"), own("e.patch", "one"), own("f.patch", "one")};
  CHECK(shape(same, others) == "1=1 2=2 3=3");
}

TEST_CASE("empty queues and patches") {
  CHECK(shape({}, {}).empty());
  CHECK(shape({}, {own("a.patch", "one")}) == "-+1");
  CHECK(shape({own("a.patch", "one")}, {}) == "1<-");
  patch::Patch empty;
  empty.name = "e.patch";
  CHECK(shape({empty}, {empty}) == "1=1");
}

TEST_CASE("as few patches as possible have moved, and a patch that left follows the one that it followed") {
  const auto queue = [](const std::string& letters) {
    Patches patches;
    for (const char letter : letters) patches.push_back(own(std::string(1, letter) + ".patch", std::string(3, letter)));
    return patches;
  };
  CHECK(shape(queue("abcdef"), queue("abcdef")) == "1=1 2=2 3=3 4=4 5=5 6=6");
  CHECK(shape(queue("abcdef"), queue("fabcde")) == "6=1~ 1=2 2=3 3=4 4=5 5=6");
  CHECK(shape(queue("abcdef"), queue("bcdefa")) == "2=1 3=2 4=3 5=4 6=5 1=6~");
  CHECK(shape(queue("abcd"), queue("acd")) == "1=1 2<- 3=2 4=3");
  CHECK(shape(queue("abcd"), queue("cd")) == "1<- 2<- 3=1 4=2");
  CHECK(shape(queue("acd"), queue("abcdx")) == "1=1 -+2 2=3 3=4 -+5");
}

TEST_CASE("a patch in one queue only is listed with its files and hunks") {
  const std::vector<ComparedPatch> left = queue::compare_queues({own("a.patch", "one")}, {});
  REQUIRE(left.size() == 1);
  REQUIRE(left[0].comparison.files.size() == 1);
  CHECK(left[0].comparison.files[0].path == "one.c");
  CHECK(left[0].comparison.files[0].hunks_removed == 1);
}

}  // namespace mlxpatch::tests
