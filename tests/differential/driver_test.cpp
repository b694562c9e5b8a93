#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/run_drivers.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <support/git_repo.hpp>
#include <support/ids.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "git_merges.hpp"

namespace mlxpatch::tests {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* k_rules = "*.x merge=appends\n";

Lines random_lines(Random& random) {
  Lines lines(4 + random.below(8));
  for (std::string& line : lines) line = std::string(1, static_cast<char>('a' + random.below(6)));
  return lines;
}

Lines edited(Lines lines, Random& random) {
  for (std::size_t edits = 1 + random.below(2); edits > 0; --edits) {
    const std::size_t at = random.below(lines.size());
    if (random.chance(50)) {
      lines[at] = std::string(1, static_cast<char>('p' + random.below(6)));
    } else {
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), "new");
    }
  }
  return lines;
}

/// A tree with the attributes and one file of these lines.
std::string tree_of(objects::ObjectStore& store, const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return objects::edit_tree(store, {},
                            {{".gitattributes", {git::Mode::file, store.put(git::ObjectType::blob, k_rules)}},
                             {"deep/a file.x", {git::Mode::file, store.put(git::ObjectType::blob, text)}}})
      .hex();
}

/// Our merge with its drivers run, as a tree.
git::Oid driven_tree(objects::ObjectStore& store, const AskedMerge& asked, const GitRepo& repository) {
  merge::TreeMerge merged = merge::TreeMerger(store).merge(id_of(asked.base), id_of(asked.ours), id_of(asked.theirs));
  merge::run_drivers(store, merged.conflicts, {repository.path(), id_of(asked.ours), {}});
  objects::OverlayTree tree(store, merged.tree);
  for (const merge::MergeConflict& conflict : merged.conflicts) tree.put(conflict.path, conflict.result);
  return tree.write();
}

}  // namespace

TEST_CASE(
    "files with a merge driver are git's merge of texts where that is clean, and what git's driver makes where not") {
  if (!git_merges_many()) SKIP("this git has no `merge-tree --stdin` (2.39 and newer have it)");
  if (git_compares_twice()) SKIP("this git compares otherwise (2.54 and newer do)");
  const World world;
  const GitRepo repository = GitRepo::init(world / "repo");
  repository.write(".gitattributes", k_rules);
  repository.commit("Rules");
  const git::Repository opened = git::Repository::open(repository.path());
  objects::ObjectStore store(opened);
  Random random(11);
  std::vector<AskedMerge> merges;
  for (int i = 0; i < 200; ++i) {
    const Lines base = random_lines(random);
    merges.push_back(
        {tree_of(store, base), tree_of(store, edited(base, random)), tree_of(store, edited(base, random))});
  }
  store.write_pack();
  // Git runs a driver for all files that both sides changed, so without one it says which texts conflict.
  const std::vector<GitMerge> as_text = merge_with_git(repository, merges);
  repository.git({"config", "merge.appends.driver", "{ cat %O %B; echo %L %P; } >>%A"});
  const std::vector<GitMerge> by_driver = merge_with_git(repository, merges);
  std::size_t driven = 0;
  for (std::size_t i = 0; i < merges.size(); ++i) {
    INFO(merges[i].base << " " << merges[i].ours << " " << merges[i].theirs);
    const merge::TreeMerge merged =
        merge::TreeMerger(store).merge(id_of(merges[i].base), id_of(merges[i].ours), id_of(merges[i].theirs));
    if (merged.clean() && !merged.unusual.empty()) continue;
    CHECK(merged.clean() == (as_text[i].verdict == GitMerge::Verdict::clean));
    REQUIRE(by_driver[i].verdict == GitMerge::Verdict::clean);
    const git::Oid tree = driven_tree(store, merges[i], repository);
    CHECK(tree.hex() == (merged.clean() ? as_text[i].tree : by_driver[i].tree));
    driven += merged.clean() ? 0 : 1;
  }
  CHECK(driven > 20);
  CHECK(driven < merges.size());
}

}  // namespace mlxpatch::tests
