#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <support/git_repo.hpp>
#include <support/ids.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

constexpr git::Time k_today{1767882620, 60};

/// The commit that a patch file makes of a repository with a file "a" that says "one".
git::Commit committed(const std::string& text) {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const std::string base = repo.commit_file("a", "one\n", "Base");
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  queue::CommitDefaults defaults;
  defaults.committer = {"Me", "me@x", k_today};
  defaults.author = [] { return git::Signature{"Me", "me@x", k_today}; };
  defaults.trailer = queue::NameTrailer::leave_out;
  const auto outcome = queue::commit_patches(store, patch::read_patches(text, "fix-a.patch"), id_of(base), defaults);
  return store.commit(std::get<queue::CommittedQueue>(outcome).tip);
}

const std::string k_diff = "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n";

}  // namespace

TEST_CASE("an author without a date gets today's, one with a date keeps it") {
  const std::string from = "From: A U Thor <a@x>\n";
  CHECK(committed(from + "Subject: x\n\n---\n" + k_diff).author == git::Signature{"A U Thor", "a@x", k_today});
  CHECK(committed("Description: x\nAuthor: A U Thor <a@x>\n\n" + k_diff).author ==
        git::Signature{"A U Thor", "a@x", k_today});
  CHECK(committed(from + "Date: Thu, 1 Jan 1970 00:00:00 +0000\nSubject: x\n\n---\n" + k_diff).author ==
        git::Signature{"A U Thor", "a@x", {0, 0}});
}

TEST_CASE("only a patch that does not say its message gets one from its file's name") {
  CHECK(committed(k_diff).message == "fix a\n");
  CHECK(committed("From: A U Thor <a@x>\nSubject: [PATCH] \n\n---\n" + k_diff).message.empty());
  CHECK(committed("From: A U Thor <a@x>\nDate: Thu, 8 Jan 2026 15:30:20 +0100\n\n---\n" + k_diff).message == "fix a\n");
}

}  // namespace mlxpatch::tests
