#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <support/ids.hpp>

#include "forked_merge.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::ConflictKind;

namespace {

/// Upstream renamed "a" to "b". The patch edits "a", and is merged as one of a queue.
class RenamedByUpstream {
 public:
  RenamedByUpstream() {
    m_scene.set_upstream([&] { m_scene.move("a", "b"); });
    m_scene.repo.checkout("main");
  }

  objects::ObjectStore& store() { return m_store; }
  git::Oid base() const { return id_of(m_scene.repo.tree(m_scene.base)); }
  git::Oid upstream() const { return id_of(m_scene.repo.tree("main")); }
  git::Entry file(const std::string& bytes) { return {git::Mode::file, m_store.put(git::ObjectType::blob, bytes)}; }

 private:
  ForkedMerge m_scene{std::vector<std::string>{"a"}};
  git::Repository m_repository = git::Repository::open(m_scene.repo.path());
  objects::ObjectStore m_store{m_repository};
};

}  // namespace

TEST_CASE("a patch does not follow a rename to a path that its base is known to have") {
  RenamedByUpstream scene;
  const std::vector<objects::PathChange> patch{{"a", scene.file(text_of("a")), scene.file(text_of("a") + "more\n")}};
  const objects::OverlayTree ours(scene.store(), scene.upstream());
  merge::TreeMerger merger(scene.store());
  merger.find_renames_between(scene.base(), scene.upstream());
  CHECK(merger.merge(patch, ours).clean());
  merger.find_renames_between(scene.base(), scene.upstream(), [] { return std::vector<std::string>{"b"}; });
  const merge::PathMerge merged = merger.merge(patch, ours);
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0].kind == ConflictKind::modify_delete);
  CHECK(merged.conflicts[0].path == "a");
}

TEST_CASE("a patch does not follow a rename to a path that it changes itself") {
  RenamedByUpstream scene;
  const git::Entry own = scene.file("of the queue\n");
  const std::vector<objects::PathChange> patch{{"a", scene.file(text_of("a")), scene.file(text_of("a") + "more\n")},
                                               {"b", own, scene.file("of the queue, edited\n")}};
  objects::OverlayTree ours(scene.store(), scene.upstream());
  ours.put("b", own);
  merge::TreeMerger merger(scene.store());
  merger.find_renames_between(scene.base(), scene.upstream());
  const merge::PathMerge merged = merger.merge(patch, ours);
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0].kind == ConflictKind::modify_delete);
  CHECK(merged.conflicts[0].path == "a");
  CHECK(merged.edits.at("b") == patch[1].after);
}
