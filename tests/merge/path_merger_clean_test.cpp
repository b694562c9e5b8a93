#include <string>
#include <vector>

#include <mlxpatch/merge/merge_options.hpp>
#include <support/file_state.hpp>
#include <support/forked_repo.hpp>

#include "tree_merge_case.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

const std::string k_text = lines_with();
const std::string k_drei = lines_with({{3, "drei"}});
const std::string k_neun = lines_with({{9, "neun"}});
const std::string k_both = lines_with({{3, "drei"}, {9, "neun"}});
const FileState k_a = file("a\n");
const FileState k_b = file("b\n");
const FileState k_c = file("c\n");

}  // namespace

TEST_CASE("edits merge cleanly if they are the same or in different lines") {
  TreeMergeTable().run({
      {"the same edit by both sides",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", file(k_drei)}},
       {{"f", file(k_drei)}},
       {}},
      {"different lines",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", file(k_neun)}},
       {{"f", file(k_both)}},
       {}},
      {"upstream's edit alone",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {}},
      {"the patch's edit alone",
       {{"f", file(k_text)}},
       {{"f", file(k_text)}},
       {{"f", file(k_neun)}},
       {{"f", file(k_neun)}},
       {}},
      {"the same file added by both sides", {}, {{"f", k_a}}, {{"f", k_a}}, {{"f", k_a}}, {}},
      {"files added by each side", {}, {{"f", k_a}}, {{"g", k_b}}, {{"f", k_a}, {"g", k_b}}, {}},
      {"a binary file that only the patch changes",
       {{"f", file(std::string("\0a", 2))}, {"k", k_a}},
       {{"f", file(std::string("\0a", 2))}, {"k", k_b}},
       {{"f", file(std::string("\0b", 2))}, {"k", k_a}},
       {{"f", file(std::string("\0b", 2))}, {"k", k_b}},
       {}},
  });
}

TEST_CASE("deletions merge cleanly if the other side left the file alone") {
  const FileStates base{{"f", file(k_text)}, {"k", k_a}};
  const FileStates deleted{{"k", k_a}};
  TreeMergeTable().run({
      {"by both sides", base, deleted, deleted, deleted, {}},
      {"by upstream", base, deleted, base, deleted, {}},
      {"by the patch", base, base, deleted, deleted, {}},
      {"by the patch, beside another edit of upstream",
       base,
       {{"f", file(k_text)}, {"k", k_b}},
       deleted,
       {{"k", k_b}},
       {}},
  });
}

TEST_CASE("an edit follows a rename by the other side") {
  const FileStates base{{"f", file(k_text)}};
  TreeMergeTable().run({
      {"upstream renames", base, {{"g", file(k_text)}}, {{"f", file(k_neun)}}, {{"g", file(k_neun)}}, {}, {"f -> g"}},
      {"upstream renames and edits",
       base,
       {{"g", file(k_drei)}},
       {{"f", file(k_neun)}},
       {{"g", file(k_both)}},
       {},
       {"f -> g"}},
      {"the patch renames", base, {{"f", file(k_drei)}}, {{"g", file(k_text)}}, {{"g", file(k_drei)}}, {}},
      {"the patch renames and edits", base, {{"f", file(k_drei)}}, {{"g", file(k_neun)}}, {{"g", file(k_both)}}, {}},
      {"both rename alike", base, {{"g", file(k_drei)}}, {{"g", file(k_neun)}}, {{"g", file(k_both)}}, {}},
      {"upstream renames, the patch makes it executable",
       base,
       {{"g", file(k_drei)}},
       {{"f", executable(k_text)}},
       {{"g", executable(k_drei)}},
       {},
       {"f -> g"}},
      {"the patch renames, upstream makes it executable",
       base,
       {{"f", executable(k_text)}},
       {{"g", file(k_neun)}},
       {{"g", executable(k_neun)}},
       {}},
      {"upstream renames to where the patch adds the same file",
       base,
       {{"g", file(k_text)}},
       {{"f", file(k_neun)}, {"g", file(k_neun)}},
       {{"g", file(k_neun)}},
       {},
       {"f -> g"}},
  });
}

TEST_CASE("a rename merges with the removal of the file if the other side moved an equal file to the new path") {
  const FileState same = file(k_text);
  TreeMergeTable().run({
      {"upstream renames, the patch removes",
       {{"f", same}, {"dir/g", same}},
       {{"new/g", same}, {"dir/g", same}},
       {{"new/g", same}},
       {{"new/g", same}},
       {}},
      {"the patch renames, upstream removes",
       {{"f", same}, {"dir/g", same}},
       {{"new/g", same}},
       {{"new/g", same}, {"dir/g", same}},
       {{"new/g", same}},
       {}},
  });
}

TEST_CASE("modes merge apart from content") {
  const FileStates base{{"f", file(k_text)}};
  const FileStates result{{"f", executable(k_neun)}};
  TreeMergeTable().run({
      {"the mode by upstream, the content by the patch",
       base,
       {{"f", executable(k_text)}},
       {{"f", file(k_neun)}},
       result,
       {}},
      {"the content by upstream, the mode by the patch",
       base,
       {{"f", file(k_neun)}},
       {{"f", executable(k_text)}},
       result,
       {}},
      {"the mode by both sides, the content by the patch",
       base,
       {{"f", executable(k_text)}},
       {{"f", executable(k_neun)}},
       result,
       {}},
      {"the content of a binary file by upstream, the mode by the patch",
       {{"f", file(std::string("\0a", 2))}},
       {{"f", file(std::string("\0b", 2))}},
       {{"f", executable(std::string("\0a", 2))}},
       {{"f", executable(std::string("\0b", 2))}},
       {}},
      {"the mode of a binary file by upstream, the content by the patch",
       {{"f", file(std::string("\0a", 2))}},
       {{"f", executable(std::string("\0a", 2))}},
       {{"f", file(std::string("\0b", 2))}},
       {{"f", executable(std::string("\0b", 2))}},
       {}},
      {"upstream takes the mode back that the base has",
       {{"f", executable(k_text)}},
       {{"f", file(k_text)}},
       {{"f", executable(k_neun)}},
       {{"f", file(k_neun)}},
       {}},
  });
}

TEST_CASE("links, submodules and types merge cleanly if one side left them alone") {
  TreeMergeTable().run({
      {"upstream changes a link",
       {{"l", link("x")}, {"k", k_a}},
       {{"l", link("y")}, {"k", k_a}},
       {{"l", link("x")}, {"k", k_b}},
       {{"l", link("y")}, {"k", k_b}},
       {}},
      {"the patch changes a link", {{"l", link("x")}}, {{"l", link("x")}}, {{"l", link("z")}}, {{"l", link("z")}}, {}},
      {"the patch moves a submodule",
       {{"s", submodule('1')}},
       {{"s", submodule('1')}},
       {{"s", submodule('3')}},
       {{"s", submodule('3')}},
       {}},
      {"the patch turns a file into a link", {{"f", k_a}}, {{"f", k_a}}, {{"f", link("z")}}, {{"f", link("z")}}, {}},
      {"the patch turns a file into a directory", {{"d", k_a}}, {{"d", k_a}}, {{"d/x", k_b}}, {{"d/x", k_b}}, {}},
      {"the patch turns a directory into a file", {{"d/x", k_a}}, {{"d/x", k_a}}, {{"d", k_b}}, {{"d", k_b}}, {}},
  });
}

TEST_CASE("an added file follows a renamed directory only if the options say so") {
  const FileStates base{{"dir/a", k_a}, {"dir/b", k_b}};
  const FileStates moved{{"new/a", k_a}, {"new/b", k_b}};
  const FileStates added{{"dir/a", k_a}, {"dir/b", k_b}, {"dir/c", k_c}};
  const FileStates followed{{"new/a", k_a}, {"new/b", k_b}, {"new/c", k_c}};
  const FileStates left{{"new/a", k_a}, {"new/b", k_b}, {"dir/c", k_c}};
  const std::vector<std::string> rename{"dir/c -> new/c"};
  TreeMergeTable().run({
      {"upstream renames, which is followed",
       base,
       moved,
       added,
       followed,
       {},
       rename,
       merge::DirectoryRenames::follow},
      {"the patch renames, which is followed",
       base,
       added,
       moved,
       followed,
       {},
       rename,
       merge::DirectoryRenames::follow},
      {"upstream renames, which is ignored", base, moved, added, left, {}, {}, merge::DirectoryRenames::ignore},
      {"the patch renames, which is ignored", base, added, moved, left, {}, {}, merge::DirectoryRenames::ignore},
      {"both rename alike", base, moved, followed, followed, {}},
  });
}
