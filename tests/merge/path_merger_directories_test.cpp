#include <string>

#include <mlxpatch/merge/conflict.hpp>
#include <support/file_state.hpp>
#include <support/forked_repo.hpp>

#include "tree_merge_case.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

namespace {

// Upstream's tree is "ours" and the patch's is "theirs", as in a rebase.
const std::string k_text = lines_with();
const std::string k_drei = lines_with({{3, "drei"}});
const std::string k_three = lines_with({{3, "three"}});
const FileState k_nothing;
const FileState k_a = file("a\n");
const FileState k_b = file("b\n");
const FileState k_c = file("c\n");

}  // namespace

TEST_CASE("file/directory conflicts: the file goes aside under its side's label") {
  TreeMergeTable().run({
      {"upstream has the file",
       {},
       {{"d", k_a}},
       {{"d/x", k_b}},
       {{"d~ours", k_a}, {"d/x", k_b}},
       {{ConflictKind::file_directory, "d~ours", k_nothing, k_a, k_nothing,
         "d is a file on one side and a folder on the other", k_a}}},
      {"the patch has the file",
       {},
       {{"d/x", k_a}},
       {{"d", k_b}},
       {{"d~theirs", k_b}, {"d/x", k_a}},
       {{ConflictKind::file_directory, "d~theirs", k_nothing, k_nothing, k_b,
         "d is a folder on one side and a file on the other", k_b}}},
      {"upstream has the file, and a file at its new name",
       {},
       {{"d", k_a}, {"d~ours", k_c}},
       {{"d/x", k_b}},
       {{"d~ours", k_c}, {"d~ours_0", k_a}, {"d/x", k_b}},
       {{ConflictKind::file_directory, "d~ours_0", k_nothing, k_a, k_nothing,
         "d is a file on one side and a folder on the other", k_a}}},
      {"the patch has the file, which upstream turned into a directory",
       {{"d", file(k_text)}},
       {{"d/x", k_a}},
       {{"d", file(k_three)}},
       {{"d~theirs", file(k_three)}, {"d/x", k_a}},
       {{ConflictKind::modify_delete, "d~theirs", file(k_text), k_nothing, file(k_three),
         "upstream deleted it, the patch changes it; d is a folder on the other side", file(k_three)}}},
      {"upstream has the file, which the patch turns into a directory",
       {{"d", file(k_text)}},
       {{"d", file(k_drei)}},
       {{"d/x", k_b}},
       {{"d~ours", file(k_drei)}, {"d/x", k_b}},
       {{ConflictKind::modify_delete, "d~ours", file(k_text), file(k_drei), k_nothing,
         "the patch deletes it, upstream changed it; d is a folder on the other side", file(k_drei)}}},
  });
}

TEST_CASE("file location conflicts: a directory was renamed to which the other side adds a file") {
  const FileStates base{{"dir/a", k_a}, {"dir/b", k_b}};
  const FileStates moved{{"new/a", k_a}, {"new/b", k_b}};
  const FileStates split{{"left/a", k_a}, {"right/b", k_b}};
  const auto plus = [](FileStates files, const FileStates& more) {
    files.insert(more.begin(), more.end());
    return files;
  };
  TreeMergeTable().run({
      {"upstream renames it",
       base,
       moved,
       plus(base, {{"dir/c", k_c}}),
       plus(moved, {{"new/c", k_c}}),
       {{ConflictKind::file_location, "new/c", k_nothing, k_nothing, k_c,
         "the patch adds it as dir/c, in a folder that upstream moved away", k_c}},
       {"dir/c -> new/c"}},
      {"the patch renames it",
       base,
       plus(base, {{"dir/c", k_c}}),
       moved,
       plus(moved, {{"new/c", k_c}}),
       {{ConflictKind::file_location, "new/c", k_nothing, k_c, k_nothing,
         "upstream adds it as dir/c, in a folder that the patch moves away", k_c}},
       {"dir/c -> new/c"}},
      {"upstream splits it",
       base,
       split,
       plus(base, {{"dir/c", k_c}}),
       plus(split, {{"dir/c", k_c}}),
       {{ConflictKind::file_location, "dir", k_nothing, k_nothing, k_nothing,
         "upstream moved its files to several folders, to none of them most", k_nothing}}},
      {"the patch splits it",
       base,
       plus(base, {{"dir/c", k_c}}),
       split,
       plus(split, {{"dir/c", k_c}}),
       {{ConflictKind::file_location, "dir", k_nothing, k_nothing, k_nothing,
         "the patch moved its files to several folders, to none of them most", k_nothing}}},
      {"upstream renames it, and the patch has another file at the new path",
       base,
       moved,
       plus(base, {{"dir/c", k_c}, {"new/c", k_a}}),
       plus(moved, {{"dir/c", k_c}, {"new/c", k_a}}),
       {{ConflictKind::file_location, "dir/c", k_nothing, k_nothing, k_c,
         "its folder was moved, but new/c stands in the way", k_c}}},
      {"the patch renames it, and upstream has another file at the new path",
       base,
       plus(base, {{"dir/c", k_c}, {"new/c", k_a}}),
       moved,
       plus(moved, {{"dir/c", k_c}, {"new/c", k_a}}),
       {{ConflictKind::file_location, "dir/c", k_nothing, k_c, k_nothing,
         "its folder was moved, but new/c stands in the way", k_c}}},
  });
}
