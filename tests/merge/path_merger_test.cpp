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
/// The two as the merge marks them.
const std::string k_marked = lines_with({{3, "<<<<<<< ours\ndrei\n=======\nthree\n>>>>>>> theirs"}});

/// Two texts with nothing in common as the merge marks them.
std::string marked(const std::string& ours, const std::string& theirs) {
  return "<<<<<<< ours\n" + ours + "=======\n" + theirs + ">>>>>>> theirs\n";
}

const std::string k_binary = std::string("\0", 1) + "binary";
const FileState k_nothing;
const FileState k_a = file("a\n");
const FileState k_b = file("b\n");

}  // namespace

TEST_CASE("content conflicts: both sides change the same lines, wherever the file is now") {
  const char* const detail = "both sides changed the same lines";
  TreeMergeTable().run({
      {"neither renames it",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", file(k_three)}},
       {{"f", file(k_marked)}},
       {{ConflictKind::content, "f", file(k_text), file(k_drei), file(k_three), detail, file(k_marked)}}},
      {"upstream renames it",
       {{"f", file(k_text)}},
       {{"g", file(k_drei)}},
       {{"f", file(k_three)}},
       {{"g", file(k_marked)}},
       {{ConflictKind::content, "g", file(k_text), file(k_drei), file(k_three), detail, file(k_marked)}},
       {"f -> g"}},
      {"the patch renames it",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"g", file(k_three)}},
       {{"g", file(k_marked)}},
       {{ConflictKind::content, "g", file(k_text), file(k_drei), file(k_three), detail, file(k_marked)}}},
      {"both rename it alike",
       {{"f", file(k_text)}},
       {{"g", file(k_drei)}},
       {{"g", file(k_three)}},
       {{"g", file(k_marked)}},
       {{ConflictKind::content, "g", file(k_text), file(k_drei), file(k_three), detail, file(k_marked)}}},
      {"upstream makes it executable, too",
       {{"f", file(k_text)}},
       {{"f", executable(k_drei)}},
       {{"f", file(k_three)}},
       {{"f", executable(k_marked)}},
       {{ConflictKind::content, "f", file(k_text), executable(k_drei), file(k_three), detail, executable(k_marked)}}},
      {"the patch makes it executable, too",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", executable(k_three)}},
       {{"f", executable(k_marked)}},
       {{ConflictKind::content, "f", file(k_text), file(k_drei), executable(k_three), detail, executable(k_marked)}}},
  });
}

TEST_CASE("add/add conflicts: both sides have a new file at one path") {
  const FileState renamed = file(k_three);
  TreeMergeTable().run({
      {"both add it",
       {},
       {{"f", k_a}},
       {{"f", k_b}},
       {{"f", file(marked("a\n", "b\n"))}},
       {{ConflictKind::add_add, "f", k_nothing, k_a, k_b, "both sides added the file, with different content",
         file(marked("a\n", "b\n"))}}},
      {"upstream renames a file to it, which the patch edits",
       {{"f", file(k_text)}},
       {{"g", file(k_text)}},
       {{"f", renamed}, {"g", k_b}},
       {{"g", file(marked(k_three, "b\n"))}},
       {{ConflictKind::add_add, "g", k_nothing, renamed, k_b,
         "upstream renamed f to it, the patch adds a file of that name", file(marked(k_three, "b\n"))}},
       {"f -> g"}},
      {"the patch renames a file to it, which upstream edits",
       {{"f", file(k_text)}},
       {{"f", renamed}, {"g", k_a}},
       {{"g", file(k_text)}},
       {{"g", file(marked("a\n", k_three))}},
       {{ConflictKind::add_add, "g", k_nothing, k_a, renamed,
         "upstream added a file of that name, the patch renames f to it", file(marked("a\n", k_three))}}},
  });
}

TEST_CASE("modify/delete conflicts: the changed file stays") {
  TreeMergeTable().run({
      {"upstream deletes it",
       {{"f", file(k_text)}, {"k", k_a}},
       {{"k", k_a}},
       {{"f", file(k_three)}, {"k", k_a}},
       {{"f", file(k_three)}, {"k", k_a}},
       {{ConflictKind::modify_delete, "f", file(k_text), k_nothing, file(k_three),
         "upstream deleted it, the patch changes it", file(k_three)}}},
      {"the patch deletes it",
       {{"f", file(k_text)}, {"k", k_a}},
       {{"f", file(k_drei)}, {"k", k_a}},
       {{"k", k_a}},
       {{"f", file(k_drei)}, {"k", k_a}},
       {{ConflictKind::modify_delete, "f", file(k_text), file(k_drei), k_nothing,
         "the patch deletes it, upstream changed it", file(k_drei)}}},
  });
}

TEST_CASE("rename/delete conflicts: the renamed file stays") {
  TreeMergeTable().run({
      {"upstream renames it",
       {{"f", file(k_text)}, {"k", k_a}},
       {{"g", file(k_drei)}, {"k", k_a}},
       {{"k", k_a}},
       {{"g", file(k_drei)}, {"k", k_a}},
       {{ConflictKind::rename_delete, "g", file(k_text), file(k_drei), k_nothing,
         "upstream renamed f to it, the patch deletes it", file(k_drei)}}},
      {"the patch renames it",
       {{"f", file(k_text)}, {"k", k_a}},
       {{"k", k_a}},
       {{"g", file(k_three)}, {"k", k_a}},
       {{"g", file(k_three)}, {"k", k_a}},
       {{ConflictKind::rename_delete, "g", file(k_text), k_nothing, file(k_three),
         "the patch renames f to it, upstream deleted it", file(k_three)}}},
      {"upstream renames it to where the patch adds another file",
       {{"f", file(k_text)}},
       {{"g", file(k_text)}},
       {{"g", k_b}},
       {{"g", file(marked(k_text, "b\n"))}},
       {{ConflictKind::rename_delete, "g", k_nothing, file(k_text), k_b,
         "upstream renamed f to it, which the patch deletes, the patch adds a file of that name",
         file(marked(k_text, "b\n"))}}},
      {"the patch renames it to where upstream adds another file",
       {{"f", file(k_text)}},
       {{"g", k_a}},
       {{"g", file(k_text)}},
       {{"g", file(marked("a\n", k_text))}},
       {{ConflictKind::rename_delete, "g", k_nothing, k_a, file(k_text),
         "upstream added a file of that name, the patch renames f to it, which upstream deleted",
         file(marked("a\n", k_text))}}},
  });
}

TEST_CASE("rename/rename conflicts: the file is at both new paths") {
  const char* const detail = "the patch renames f to it, upstream renamed it to g";
  TreeMergeTable().run({
      {"each side renames it to a path of its own",
       {{"f", file(k_text)}},
       {{"g", file(k_drei)}},
       {{"h", file(k_three)}},
       {{"g", file(k_drei)}, {"h", file(k_three)}},
       {{ConflictKind::rename_rename, "h", file(k_text), file(k_drei), file(k_three), detail, file(k_three)}}},
      {"upstream adds a file where the patch renames it to",
       {{"f", file(k_text)}},
       {{"g", file(k_text)}, {"h", k_a}},
       {{"h", file(k_three)}},
       {{"g", file(k_text)}, {"h", file(marked("a\n", k_three))}},
       {{ConflictKind::rename_rename, "h", file(k_text), k_a, file(k_three), detail, file(marked("a\n", k_three))}}},
  });
}

TEST_CASE("mode conflicts: both sides add the same file, one of them as executable") {
  const char* const detail = "both sides added the file, one of them as executable";
  TreeMergeTable().run({
      {"upstream as executable",
       {},
       {{"f", executable("a\n")}},
       {{"f", k_a}},
       {{"f", executable("a\n")}},
       {{ConflictKind::mode, "f", k_nothing, executable("a\n"), k_a, detail, executable("a\n")}}},
      {"the patch as executable",
       {},
       {{"f", k_a}},
       {{"f", executable("a\n")}},
       {{"f", k_a}},
       {{ConflictKind::mode, "f", k_nothing, k_a, executable("a\n"), detail, k_a}}},
  });
}

TEST_CASE("symlink conflicts: symbolic links are not merged, neither with links nor with files") {
  const char* const types = "the two sides are of different types";
  TreeMergeTable().run({
      {"both sides change its target",
       {{"f", link("x")}},
       {{"f", link("y")}},
       {{"f", link("z")}},
       {{"f", link("y")}},
       {{ConflictKind::symlink, "f", link("x"), link("y"), link("z"), "both sides point the symbolic link elsewhere",
         link("y")}}},
      {"upstream turns a file into one, which the patch edits",
       {{"f", file(k_text)}},
       {{"f", link("y")}},
       {{"f", file(k_three)}},
       {{"f", link("y")}},
       {{ConflictKind::symlink, "f", file(k_text), link("y"), file(k_three), types, link("y")}}},
      {"the patch turns a file into one, which upstream edits",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", link("z")}},
       {{"f", file(k_drei)}},
       {{ConflictKind::symlink, "f", file(k_text), file(k_drei), link("z"), types, file(k_drei)}}},
      {"upstream turns a file into one, which the patch renames",
       {{"f", file(k_text)}},
       {{"f", link("y")}},
       {{"g", file(k_text)}},
       {{"f", link("y")}, {"g", file(k_text)}},
       {{ConflictKind::symlink, "g", file(k_text), k_nothing, file(k_text),
         "the patch renames f to it, upstream made that something else than a file", file(k_text)}}},
      {"the patch turns a file into one, which upstream renames",
       {{"f", file(k_text)}},
       {{"g", file(k_text)}},
       {{"f", link("z")}},
       {{"f", link("z")}, {"g", file(k_text)}},
       {{ConflictKind::symlink, "g", file(k_text), file(k_text), k_nothing,
         "upstream renamed f to it, the patch makes that something else than a file", file(k_text)}}},
  });
}

TEST_CASE("binary conflicts: our version stays") {
  const FileState base = file(k_binary);
  const FileState ours = file(k_binary + "y");
  const FileState theirs = file(k_binary + "z");
  const FileState rule = file("f -merge\n");
  const char* const detail = "both sides changed a binary file";
  TreeMergeTable().run({
      {"both sides change it",
       {{"f", base}},
       {{"f", ours}},
       {{"f", theirs}},
       {{"f", ours}},
       {{ConflictKind::binary, "f", base, ours, theirs, detail, ours}}},
      {"both sides add it",
       {},
       {{"f", ours}},
       {{"f", theirs}},
       {{"f", ours}},
       {{ConflictKind::binary, "f", k_nothing, ours, theirs, detail, ours}}},
      {"upstream turns a text into one, which the patch edits",
       {{"f", file(k_text)}},
       {{"f", ours}},
       {{"f", file(k_three)}},
       {{"f", ours}},
       {{ConflictKind::binary, "f", file(k_text), ours, file(k_three), detail, ours}}},
      {"the patch turns a text into one, which upstream edits",
       {{"f", file(k_text)}},
       {{"f", file(k_drei)}},
       {{"f", theirs}},
       {{"f", file(k_drei)}},
       {{ConflictKind::binary, "f", file(k_text), file(k_drei), theirs, detail, file(k_drei)}}},
      {"both sides change a text that is not to be merged",
       {{"f", file(k_text)}, {".gitattributes", rule}},
       {{"f", file(k_drei)}, {".gitattributes", rule}},
       {{"f", file(k_three)}, {".gitattributes", rule}},
       {{"f", file(k_drei)}, {".gitattributes", rule}},
       {{ConflictKind::binary, "f", file(k_text), file(k_drei), file(k_three),
         "both sides changed it, and .gitattributes says not to merge it", file(k_drei)}}},
  });
}

TEST_CASE("submodule conflicts: our commit stays") {
  const char* const types = "the two sides are of different types";
  TreeMergeTable().run({
      {"both sides move it to another commit",
       {{"s", submodule('1')}},
       {{"s", submodule('2')}},
       {{"s", submodule('3')}},
       {{"s", submodule('2')}},
       {{ConflictKind::submodule, "s", submodule('1'), submodule('2'), submodule('3'),
         "both sides moved the submodule to different commits", submodule('2')}}},
      {"upstream adds it where the patch adds a file",
       {},
       {{"s", submodule('2')}},
       {{"s", k_b}},
       {{"s", submodule('2')}},
       {{ConflictKind::submodule, "s", k_nothing, submodule('2'), k_b, types, submodule('2')}}},
      {"the patch adds it where upstream adds a file",
       {},
       {{"s", k_a}},
       {{"s", submodule('3')}},
       {{"s", k_a}},
       {{ConflictKind::submodule, "s", k_nothing, k_a, submodule('3'), types, k_a}}},
      {"upstream turns a file into one, which the patch renames",
       {{"f", file(k_text)}},
       {{"f", submodule('2')}},
       {{"g", file(k_text)}},
       {{"f", submodule('2')}, {"g", file(k_text)}},
       {{ConflictKind::submodule, "g", file(k_text), k_nothing, file(k_text),
         "the patch renames f to it, upstream made that something else than a file", file(k_text)}}},
      {"the patch turns a file into one, which upstream renames",
       {{"f", file(k_text)}},
       {{"g", file(k_text)}},
       {{"f", submodule('3')}},
       {{"f", submodule('3')}, {"g", file(k_text)}},
       {{ConflictKind::submodule, "g", file(k_text), file(k_text), k_nothing,
         "upstream renamed f to it, the patch makes that something else than a file", file(k_text)}}},
  });
}
