#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/compare/patch_comparison.hpp>

#include "compare/patches.hpp"

namespace mlxpatch::tests {
namespace {

using queue::compare_patches;
using queue::FileComparison;
using queue::PatchComparison;
using Lines = std::vector<std::string>;

const Lines k_change = {" above", "-old", "+new", " below"};

patch::Patch one(const Lines& lines, std::size_t at = 10) {
  return patch_from("a.patch", "One", diff_of("a.c", lines, at));
}

}  // namespace

TEST_CASE("context, line numbers and the amount of context are no change of a patch") {
  const patch::Patch patch = one(k_change);
  CHECK(compare_patches(patch, one(k_change, 400)).is_same());
  CHECK(compare_patches(patch, one({" other", "-old", "+new", " than before"})).is_same());
  CHECK(compare_patches(patch, one({" 1", " 2", " above", "-old", "+new", " below", " 3"})).is_same());
  CHECK(compare_patches(patch, one({"-old", "+new"})).is_same());
  CHECK(compare_patches(patch, one(k_change)).text.empty());
}

TEST_CASE("hunks are counted as changed, added and removed, whatever context is between them") {
  const patch::Patch before = one({"-1", "+one", " ", "-2", "+two", " ", "-3", "+three"});
  const PatchComparison changed = compare_patches(before, one({"-1", "+one", " ", "-2", "+zwei", " ", "-3", "+three"}));
  REQUIRE(changed.files.size() == 1);
  CHECK(changed.files[0].path == "a.c");
  CHECK(changed.files[0].state == FileComparison::State::changed);
  CHECK(changed.files[0].hunks_changed == 1);
  CHECK(changed.files[0].hunks_added + changed.files[0].hunks_removed == 0);

  const PatchComparison fewer = compare_patches(before, one({"-1", "+one", " ", "-3", "+three"}));
  REQUIRE(fewer.files.size() == 1);
  CHECK(fewer.files[0].hunks_removed == 1);
  CHECK(fewer.files[0].hunks_added + fewer.files[0].hunks_changed == 0);

  // Of two hunks in the place of one, the one that shares a line with it is its new version.
  const PatchComparison more = compare_patches(one({"-old", "+new"}), one({"+more", " ", "-old", "+newer"}));
  REQUIRE(more.files.size() == 1);
  CHECK(more.files[0].hunks_added == 1);
  CHECK(more.files[0].hunks_changed == 1);
}

TEST_CASE("files that only one version changes are counted with all their hunks") {
  const std::string first = diff_of("a.c", k_change);
  const std::string second = diff_of("b.c", {"-x", "+y", " ", "+z"});
  const PatchComparison compared =
      compare_patches(patch_from("a.patch", "One", first), patch_from("a.patch", "One", second));
  REQUIRE(compared.files.size() == 2);
  CHECK(compared.files[0].path == "b.c");
  CHECK(compared.files[0].state == FileComparison::State::added);
  CHECK(compared.files[0].hunks_added == 2);
  CHECK(compared.files[1].path == "a.c");
  CHECK(compared.files[1].state == FileComparison::State::removed);
  CHECK(compared.files[1].hunks_removed == 1);
}

TEST_CASE("message and author are compared where both versions say them") {
  const std::string diff = diff_of("a.c", k_change);
  const patch::Patch patch = patch_from("a.patch", "One", diff);
  const PatchComparison reworded = compare_patches(patch, patch_from("a.patch", "Two", diff));
  CHECK(reworded.has_other_message);
  CHECK_FALSE(reworded.has_other_author);
  CHECK(reworded.files.empty());
  CHECK(reworded.text ==
        "@@ Metadata\n"
        " Author: Anna Author <anna@example.com>\n"
        " \n"
        "  ## Commit message ##\n"
        "-    One\n"
        "+    Two\n"
        " \n"
        "  ## a.c ##\n"
        " @@ a.c: def f\n");
  const PatchComparison other = compare_patches(patch, patch_from("a.patch", "One", diff, "Bo <bo@example.com>"));
  CHECK(other.has_other_author);
  CHECK_FALSE(other.has_other_message);
  CHECK(compare_patches(patch, patch_from("a.patch", "", diff)).is_same());

  patch::Patch named = patch;
  named.message += "\nPatch-Name: a.patch\n";
  CHECK(compare_patches(patch, named).is_same());
}

TEST_CASE("what happens to a file as a whole is a change of its own") {
  const std::string start = "diff --git a/a.sh b/a.sh\n";
  const std::string plain = start + "old mode 100644\nnew mode 100755\n";
  const PatchComparison compared =
      compare_patches(patch_from("a.patch", "One", plain),
                      patch_from("a.patch", "One", plain + diff_of("a.sh", k_change).substr(start.size())));
  REQUIRE(compared.files.size() == 1);
  CHECK_FALSE(compared.files[0].is_other_action);
  CHECK(compared.files[0].hunks_added == 1);

  const PatchComparison mode = compare_patches(
      patch_from("a.patch", "One", plain), patch_from("a.patch", "One", start + "old mode 100755\nnew mode 100644\n"));
  REQUIRE(mode.files.size() == 1);
  CHECK(mode.files[0].is_other_action);
  CHECK(mode.files[0].hunks_added + mode.files[0].hunks_removed + mode.files[0].hunks_changed == 0);
}

TEST_CASE("a last line with and without its newline are two lines") {
  const std::string with = diff_of("a.c", {"-old", "+new"});
  CHECK_FALSE(compare_patches(patch_from("a.patch", "One", with),
                              patch_from("a.patch", "One", with + "\\ No newline at end of file\n"))
                  .is_same());
}

TEST_CASE("the text is the one of git range-diff, without what is context alone") {
  const Lines rest = {" c1", " c2", " c3", " c4", " c5", " c6", " c7", "-far", "+away"};
  Lines before = {" context", "-old", "+new"};
  Lines after = {" other context", "-old", "+new"};
  before.insert(before.end(), rest.begin(), rest.end());
  after.insert(after.end(), rest.begin(), rest.end());
  after.back() = "+nearer";
  CHECK(compare_patches(one(before), one(after)).text ==
        "@@ a.c: def f\n"
        "  c6\n"
        "  c7\n"
        " -far\n"
        "-+away\n"
        "++nearer\n");
}

}  // namespace mlxpatch::tests
