#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/history_generator.hpp>
#include <support/ids.hpp>
#include <support/squeezed.hpp>
#include <support/world.hpp>

#include "commit_changes.hpp"

namespace mlxpatch::tests {
namespace {

HistoryProfile odd_commits() {
  HistoryProfile profile = HistoryProfile::wild();
  profile.odd_message_percent = 60;
  profile.odd_name_percent = 30;
  profile.crlf_percent = 20;
  profile.merge = 0;
  profile.patches = 12;
  return profile;
}

struct Opened {
  explicit Opened(const GitRepo& repo) : repository(git::Repository::open(repo.path())), store(repository) {}
  git::Repository repository;
  objects::ObjectStore store;
};

std::string mail_of(Opened& opened, const git::Commit& commit) {
  const git::Oid before = commit.parents.empty() ? git::Oid{} : opened.store.tree_of(commit.parents.front());
  return patch::write_mail({commit.author, commit.message, changes_of(opened.store, before, commit.tree)});
}

void check_same(Opened& opened, const git::Commit& commit, const patch::Patch& patch) {
  const git::Oid before = opened.store.tree_of(commit.parents.front());
  INFO(commit.id.hex());
  CHECK(patch.message == with_one_newline(commit.message));
  REQUIRE(patch.author);
  CHECK(*patch.author == commit.author);
  CHECK(patch.dated);
  CHECK(applied_states(opened.store, before, patch) == changed_states(opened.store, before, commit.tree));
}

TEST_CASE("what is written of a commit is read back: changes, author, date, message") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto histories = HistoryGenerator(odd_commits()).generate(repo, 1, 40);
  Opened opened(repo);
  std::size_t read_back = 0;
  for (const GeneratedHistory& history : histories) {
    for (const std::string& id : history.patches) {
      const git::Commit commit = opened.store.commit(id_of(id));
      const std::string mail = mail_of(opened, commit);
      INFO(mail);
      const std::vector<patch::Patch> patches = patch::read_patches(mail, "x.patch");
      REQUIRE(patches.size() == 1);
      CHECK(patches.front().notes.empty());
      check_same(opened, commit, patches.front());
      ++read_back;
    }
  }
  CHECK(read_back > 400);
}

TEST_CASE("git am --keep-non-patch makes the same commits from what is written") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto histories = HistoryGenerator(odd_commits()).generate(repo, 100, 6);
  Opened opened(repo);
  for (const GeneratedHistory& history : histories) {
    std::string mbox;
    for (const std::string& id : history.patches) mbox += mail_of(opened, opened.store.commit(id_of(id)));
    repo.git({"checkout", "-q", "-f", "--detach", history.base});
    repo.git({"clean", "-qfdx"});
    repo.write(".git/all.mbox", mbox);
    REQUIRE_FALSE(history.patches.empty());
    repo.git({"am", "-q", "--keep-non-patch", "--keep-cr", "--empty=keep", ".git/all.mbox"});
    const std::vector<std::string> made = repo.log(history.base + "..HEAD", "%H");
    REQUIRE(made.size() == history.patches.size());
    for (std::size_t index = 0; index < made.size(); ++index) {
      const git::Commit wanted = opened.store.commit(id_of(history.patches[index]));
      const git::Commit got = Opened(repo).store.commit(id_of(made[made.size() - 1 - index]));
      CAPTURE(wanted.message);
      CHECK(got.tree == wanted.tree);
      // Git takes a dot off the end of every name that it commits.
      CHECK(got.author.name + (wanted.author.name.ends_with('.') ? "." : "") == wanted.author.name);
      CHECK(got.author.email == wanted.author.email);
      CHECK(git::format_iso8601(got.author.when) == git::format_iso8601(wanted.author.when));
      CHECK(squeezed(got.message) == squeezed(wanted.message));
    }
  }
}

TEST_CASE("a message that resembles a diff and is not in its stated charset is read back") {
  const std::string mail =
      "From: a <a@b>\nSubject: xTF-7\nX-Mlxpatch-Commit: empty\n\n+AC0ALQAt-\nxtBod\x88 +1D~dAA-\n--- +1]< @@ "
      "vers\xf8\xff\xff\xff\xff\xff\xff\x7f"
      "e\n one\n-two\n+zwei\n three\n \xebout a/song b/song\nindex 1234 one\n-two\n*** +zwei\n three\n \xeb>%r\n";
  const std::vector<patch::Patch> first = patch::read_patches(mail, "first.patch");
  REQUIRE(first.size() == 1);
  const std::string written = patch::write_mail({*first.front().author, first.front().message, {}});
  const std::vector<patch::Patch> again = patch::read_patches(written, "again.patch");
  REQUIRE(again.size() == 1);
  INFO(written);
  CHECK(trim(again.front().message) == trim(first.front().message));
}

TEST_CASE("git diff and git show are read back") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  HistoryProfile profile = odd_commits();
  profile.empty_commit = 0;
  const auto histories = HistoryGenerator(profile).generate(repo, 300, 2);
  Opened opened(repo);
  std::size_t read_back = 0;
  for (const GeneratedHistory& history : histories) {
    for (const std::string& id : history.patches) {
      const git::Commit commit = opened.store.commit(id_of(id));
      const git::Oid before = opened.store.tree_of(commit.parents.front());
      if (before == commit.tree) continue;
      const CommandOptions here{.directory = repo.path(), .input = {}, .environment = {}};
      const std::vector<patch::Patch> shown = patch::read_patches(
          run_git({"show", "--binary", "-C", "--format=fuller", "--stat", "-p", "--no-expand-tabs", id}, here), "show");
      check_same(opened, commit, shown.front());
      const std::vector<patch::Patch> diff =
          patch::read_patches(run_git({"diff", "--binary", id + "^", id}, here), "diff");
      CHECK(applied_states(opened.store, before, diff.front()) == changed_states(opened.store, before, commit.tree));
      ++read_back;
    }
  }
  CHECK(read_back > 10);
}

}  // namespace
}  // namespace mlxpatch::tests
