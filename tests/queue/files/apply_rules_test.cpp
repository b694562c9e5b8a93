#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

constexpr const char* k_song = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

/// How a patch's application ended: the tree, or the reason with the kinds of its conflicts.
struct Outcome {
  std::string tree;
  std::string reason;
  std::string conflicts;
  std::string notes;
};

Outcome outcome_of(const GitRepo& repo, const std::string& text, const std::string& commit = "HEAD") {
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const patch::Patch patch = patch::read_patches(text, "x.patch").front();
  const auto result = queue::apply_to_tree(store, patch, git::Oid::from_hex(repo.tree(commit)).value());
  Outcome outcome;
  if (const auto* failure = std::get_if<queue::ApplyFailure>(&result)) {
    outcome.reason = failure->path + ": " + failure->reason;
    for (const merge::MergeConflict& conflict : failure->conflicts) {
      outcome.conflicts += std::string(merge::name_of(conflict.kind)) + " " + conflict.path + "\n";
    }
    return outcome;
  }
  const auto& applied = std::get<queue::AppliedPatch>(result);
  store.write_pack();
  outcome.tree = applied.tree.hex();
  for (const queue::ApplyNote& note : applied.notes) outcome.notes += note.text + "\n";
  return outcome;
}

std::string last_commit_of(const GitRepo& repo, const std::vector<std::string>& options = {}) {
  std::vector<std::string> words{"format-patch", "--stdout", "--binary", "-1"};
  words.insert(words.end(), options.begin(), options.end());
  return repo.git(words) + "\n";
}

/// Replaces all ids of a patch's `index` lines by some that no object has.
std::string with_made_up_ids(const std::string& text) {
  std::string made_up;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start) + 1;
    const std::string line = text.substr(start, end - start);
    made_up += line.starts_with("index ") ? "index 1234567..89abcde 100644\n" : line;
    start = end;
  }
  return made_up;
}

}  // namespace

TEST_CASE("a binary change of another version is a conflict, even if the version is not known") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const std::string zero(1, '\0');
  repo.commit_file("data", zero + "first" + zero, "First");
  const GitRepo other = GitRepo::clone(repo.path().string(), world / "other");
  repo.commit_file("data", zero + "second" + zero, "Second");
  const std::string patch = last_commit_of(repo);
  const std::string literal = patch.substr(0, patch.find("GIT binary patch")) + patch.substr(patch.find("GIT binary"));
  CHECK(outcome_of(repo, literal, "HEAD~").tree == repo.tree());
  CHECK(outcome_of(repo, literal).tree == repo.tree());

  other.commit_file("data", zero + "something else" + zero, "Something else");
  CHECK(outcome_of(other, literal).conflicts == "binary data\n");
  const GitRepo stranger = GitRepo::init(world / "stranger");
  stranger.commit_file("data", zero + "something else" + zero, "Something else");
  CHECK(outcome_of(stranger, literal).reason == "data: the binary change was made for another version of the file");
  CHECK(outcome_of(stranger, literal).conflicts.empty());
}

TEST_CASE("a patch that is in already changes nothing, whatever it does to its files") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("changed", k_song);
  repo.write("gone", "gone\n");
  repo.write("moved", k_song + std::string("moved\n"));
  repo.commit("Before");
  repo.write("changed", k_song + std::string("nine\n"));
  repo.remove("gone");
  repo.remove("moved");
  repo.write("renamed", k_song + std::string("moved on\n"));
  repo.write("new", "new\n");
  repo.commit("Everything");
  const std::string patch = last_commit_of(repo, {"-M"});
  REQUIRE(patch.find("rename from moved") != std::string::npos);
  CHECK(outcome_of(repo, patch, "HEAD~").tree == repo.tree());
  const Outcome again = outcome_of(repo, patch);
  CHECK(again.tree == repo.tree());
  CHECK(again.notes == "it is applied already\n");
}

TEST_CASE("a patch of which only a part is in already is refused") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("gone", "gone\n");
  repo.write("kept", "kept\n");
  repo.commit("Before");
  repo.remove("gone");
  repo.write("new", "new\n");
  repo.commit("One more, one less");
  const std::string patch = last_commit_of(repo);
  repo.git({"reset", "--quiet", "--hard", "HEAD~"});
  repo.remove("gone");
  repo.commit("One less");
  CHECK(outcome_of(repo, patch).reason == "gone: the patch deletes the file, but it does not exist");
  repo.git({"reset", "--quiet", "--hard", "HEAD~"});
  repo.commit_file("new", "new\n", "One more");
  CHECK(outcome_of(repo, patch).reason == "new: the patch creates the file, but it already exists");
}

TEST_CASE("a new file that exists with another content is an add/add conflict") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("other", "x\n", "Before");
  repo.commit_file("new", "theirs\n", "New");
  const std::string patch = last_commit_of(repo);
  repo.git({"reset", "--quiet", "--hard", "HEAD~"});
  repo.commit_file("new", "ours\n", "New, too");
  const Outcome outcome = outcome_of(repo, patch);
  CHECK(outcome.reason == "new: the patch creates the file, but it already exists");
  CHECK(outcome.conflicts == "add/add new\n");
}

TEST_CASE("lines that are added to a file without old ones make it, but not over another one") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("full", "full\n");
  repo.write("empty", "");
  repo.commit("Before");
  const auto adding = [](const std::string& old_name, const std::string& new_name) {
    return "--- " + old_name + "\n+++ " + new_name + "\n@@ -0,0 +1,2 @@\n+a\n+b\n";
  };
  const auto text_of = [&](const std::string& tree, const std::string& path) {
    return repo.git({"show", tree + ":" + path});
  };
  CHECK(text_of(outcome_of(repo, adding("a/new", "b/new")).tree, "new") == "a\nb");
  CHECK(text_of(outcome_of(repo, adding("new.orig", "new")).tree, "new") == "a\nb");
  CHECK(text_of(outcome_of(repo, "diff --git a/new b/new\n" + adding("a/new", "b/new")).tree, "new") == "a\nb");
  CHECK(text_of(outcome_of(repo, adding("a/empty", "b/empty")).tree, "empty") == "a\nb");
  CHECK(outcome_of(repo, adding("a/full", "b/full")).reason == "full: hunk 1 does not apply");
  // It was made for an empty file, which somebody has removed.
  const std::string of_empty = "diff --git a/new b/new\nindex e69de29..422c2b7 100644\n" + adding("a/new", "b/new");
  CHECK(outcome_of(repo, of_empty).reason == "new: the file does not exist");
}

TEST_CASE("a patch with ids that somebody made up applies by its text, even if a branch has such a name") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", k_song, "Before");
  repo.create_branch("1234567");
  repo.commit_file("a", k_song + std::string("nine\n"), "After");
  CHECK(outcome_of(repo, with_made_up_ids(last_commit_of(repo)), "HEAD~").tree == repo.tree());
}

TEST_CASE("without context, lines are added only to the version that the index line names") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", k_song, "Before");
  const std::string text = k_song;
  for (const std::string& after : {"zero\n" + text, text + "nine\n", "ONE\n" + text.substr(4), text.substr(4)}) {
    repo.commit_file("a", after, "After");
    const std::string patch = last_commit_of(repo, {"-U0"});
    INFO(patch);
    CHECK(outcome_of(repo, patch, "HEAD~").tree == repo.tree());
    const bool only_adds = after.size() > text.size();
    CHECK(outcome_of(repo, with_made_up_ids(patch), "HEAD~").reason.empty() == !only_adds);
    repo.git({"reset", "--quiet", "--hard", "HEAD~"});
  }
}

TEST_CASE("a patch whose every line ends with CRLF applies to files with CRLF and with LF alike") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto with_crs = [](std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
    return text;
  };
  repo.write("a", with_crs(k_song));
  repo.commit("Before");
  repo.write("a", with_crs(k_song + std::string("nine\n")));
  repo.write("new", with_crs("new\n"));
  repo.commit("After");
  const std::string diff =
      "diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n"
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -6,3 +6,4 @@\n six\n seven\n eight\n+nine\n";
  CHECK(outcome_of(repo, with_crs(diff), "HEAD~").tree == repo.tree());
  CHECK(outcome_of(repo, diff, "HEAD~").reason == "a: hunk 1 does not apply");

  repo.write("a", k_song);
  repo.remove("new");
  repo.commit("Before, with LF");
  repo.write("a", k_song + std::string("nine\n"));
  repo.write("new", "new\n");
  repo.commit("After, with LF");
  CHECK(outcome_of(repo, with_crs(diff), "HEAD~").tree == repo.tree());
}

TEST_CASE("what no system can create is refused before anything is written") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", k_song, "Before");
  const auto link_to = [](const std::string& target) {
    return "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+" + target +
           "\n\\ No newline at end of file\n";
  };
  CHECK(outcome_of(repo, link_to("a")).reason.empty());
  CHECK(outcome_of(repo, link_to(std::string(5000, 'x'))).reason.starts_with("l: the target of the symbolic link"));
  CHECK(outcome_of(repo, link_to(std::string("a\0b", 3))).reason.starts_with("l: the target of the symbolic link"));
  CHECK(outcome_of(repo, "diff --git a/l b/l\nnew file mode 120000\n").reason.starts_with("l: the target"));
  for (const std::string& path : {std::string(300, 'n'), "d/" + std::string(300, 'n') + "/f"}) {
    const std::string creation = fmt::format(
        "diff --git a/{0} b/{0}\nnew file mode 100644\n--- /dev/null\n+++ b/{0}\n@@ -0,0 +1 @@\n+x\n", path);
    CHECK(outcome_of(repo, creation).reason == path + ": the path is longer than the system can create");
  }
}

}  // namespace mlxpatch::tests
