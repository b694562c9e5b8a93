#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "merge_entry.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A store, a layer over it, and versions of a text of three lines in one of the two.
class Versions {
 public:
  objects::ObjectStore& store() { return m_store; }
  objects::ObjectStore& layer() { return m_layer; }

  static merge::EntryVersions clean(objects::ObjectStore& store) {
    return {file(store, "1\n2\n3\n"), file(store, "one\n2\n3\n"), file(store, "1\n2\nthree\n")};
  }
  static merge::EntryVersions conflicting(objects::ObjectStore& store) {
    return {file(store, "1\n2\n3\n"), file(store, "1\nours\n3\n"), file(store, "1\ntheirs\n3\n")};
  }
  std::string bytes(const git::Entry& entry) { return *m_store.read(entry.oid, git::ObjectType::blob); }

 private:
  static git::Entry file(objects::ObjectStore& store, const std::string& bytes) {
    return {git::Mode::file, store.put(git::ObjectType::blob, bytes)};
  }

  World m_world;
  GitRepo m_repo = GitRepo::init(m_world / "repo");
  git::Repository m_repository = git::Repository::open(m_repo.path());
  objects::ObjectStore m_store{m_repository};
  objects::ObjectStore m_layer{m_store};
};

merge::MergeOptions labelled(const std::string& label, merge::MergeEffort effort = merge::MergeEffort::full) {
  merge::MergeOptions options;
  options.theirs_label = label;
  options.effort = effort;
  return options;
}

}  // namespace

TEST_CASE("a clean merge that another merger remembers is not made again") {
  Versions f;
  merge::EntryMerger other(f.layer(), nullptr);
  // The versions are in the layer alone: who merges them again can't read them.
  const merge::EntryVersions versions = Versions::clean(f.layer());
  const git::Entry result = other.merge(versions, {}, {}).result;
  merge::EntryMerger merger(f.store(), &other);
  const merge::EntryMerge merged = merger.merge(versions, {}, {});
  CHECK_FALSE(merged.conflict);
  CHECK(merged.result == result);
  CHECK(f.bytes(result) == "one\n2\nthree\n");
}

TEST_CASE("a conflict that another merger remembers is merged again") {
  Versions f;
  merge::EntryMerger other(f.layer(), nullptr);
  const merge::EntryVersions versions = Versions::conflicting(f.store());
  other.merge(versions, {}, labelled("first"));
  merge::EntryMerger merger(f.store(), &other);
  const merge::EntryMerge merged = merger.merge(versions, {}, labelled("second"));
  CHECK(merged.conflict == merge::ConflictKind::content);
  CHECK(f.bytes(merged.result) == "1\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> second\n3\n");
}

TEST_CASE("a remembered conflict is marked up again with new labels, but counts as a verdict") {
  Versions f;
  merge::EntryMerger merger(f.store(), nullptr);
  const merge::EntryVersions versions = Versions::conflicting(f.store());
  merger.merge(versions, {}, labelled("first"));
  const git::Entry marked = merger.merge(versions, {}, labelled("second")).result;
  CHECK(f.bytes(marked) == "1\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> second\n3\n");
  const merge::EntryMerge verdict = merger.merge(versions, {}, labelled("third", merge::MergeEffort::verdict));
  CHECK(verdict.conflict == merge::ConflictKind::content);
  CHECK(verdict.result == marked);
}

TEST_CASE("a mere verdict on a conflict has our version, and is not remembered as the result") {
  Versions f;
  merge::EntryMerger merger(f.store(), nullptr);
  const merge::EntryVersions versions = Versions::conflicting(f.store());
  const merge::EntryMerge verdict = merger.merge(versions, {}, labelled("first", merge::MergeEffort::verdict));
  CHECK(verdict.conflict == merge::ConflictKind::content);
  CHECK(verdict.result == versions.ours);
  CHECK(f.bytes(merger.merge(versions, {}, labelled("second")).result).find(">>>>>>> second") != std::string::npos);
}
