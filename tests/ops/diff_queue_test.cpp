#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Runs `diff`, which must end with 0 and change nothing.
CommandResult diff(const ForkProject& fork, std::vector<std::string> words = {}) {
  words.insert(words.begin(), "diff");
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.done(words);
  CHECK(differences(before, fork.snapshot()) == "");
  return result;
}

/// "1=1 2!2" as in the text, with "~" for what has moved.
std::string shape(const ForkProject& fork, std::vector<std::string> words = {}) {
  words.emplace_back("--json");
  std::string text;
  const auto document = nlohmann::json::parse(diff(fork, words).out);
  for (const auto& patch : document["patches"]) {
    const auto index = [&](const char* side) {
      return patch[side].is_null() ? std::string("-") : std::to_string(patch[side]["index"].get<int>());
    };
    const std::string state = patch["state"];
    const char* sign = state == "unchanged" ? "=" : state == "changed" ? "!" : state == "left" ? "<" : ">";
    text += (text.empty() ? "" : " ") + index("before") + sign + index("after") + (patch["moved"] ? "~" : "");
  }
  return text;
}

void refuses(const ForkProject& fork, const std::vector<std::string>& words, int exit,
             const std::vector<std::string>& said) {
  CAPTURE(words);
  const CommandResult result = fork.run(words);
  expect_exit(result, exit);
  for (const std::string& text : said) CHECK_THAT(result.err, ContainsSubstring(text));
}

void amend_last(const ForkProject& fork, const std::string& file, const std::string& part, const std::string& by) {
  std::string bytes = fork.checkout().read(file);
  bytes.replace(bytes.find(part), part.size(), by);
  fork.checkout().write(file, bytes);
  fork.checkout().git({"commit", "--quiet", "--all", "--amend", "--no-edit"});
}

}  // namespace

TEST_CASE("diff compares the patch files with the branch, and says nothing differs if so") {
  const ForkProject fork;
  fork.set_up();
  const CommandResult same = diff(fork);
  CHECK_THAT(same.out, ContainsSubstring("3 patches: all unchanged"));
  CHECK_THAT(same.out, !ContainsSubstring("Next"));
  CHECK(shape(fork) == "1=1 2=2 3=3");

  amend_last(fork, "docs/guide.md", "Read the log.", "Read all of the log.");
  fork.checkout().commit_file("new.py", "new = 1\n", "Add new");
  golden("diff", shown("mlxpatch diff", diff(fork)));
  CHECK(shape(fork) == "1=1 2=2 3!3 ->4");
  CHECK_THAT(diff(fork, {"--stat"}).out, !ContainsSubstring("@@"));
  CHECK_THAT(diff(fork, {"--md"}).out, ContainsSubstring("<details>") && ContainsSubstring("```diff"));
  fork.done({"regen"});
  CHECK(shape(fork) == "1=1 2=2 3=3 4=4");
}

TEST_CASE("diff shows what a person changed in the files, and status is the next step") {
  const ForkProject fork;
  fork.set_up();
  fork.project.write("patches/series", "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  std::string text = fork.project.read("patches/serve-more.patch");
  text.replace(text.find("Ten were"), 8, "Nine were");
  fork.project.write("patches/serve-more.patch", text);
  CHECK(shape(fork) == "2!1 3=2 1=3~");
  CHECK_THAT(diff(fork).out, ContainsSubstring("message changed") && ContainsSubstring("moved from 1") &&
                                 ContainsSubstring("mlxpatch status"));
}

TEST_CASE("diff --last compares the branch before and after the last update") {
  const ForkProject fork;
  fork.set_up();
  refuses(fork, {"diff", "--last"}, 1, {"no update has moved the branch yet", "mlxpatch diff", "mlxpatch history"});
  fork.advance_cleanly();
  fork.done({"update"});
  const CommandResult result = diff(fork, {"--last"});
  CHECK_THAT(result.out, ContainsSubstring("3 patches: all unchanged") && ContainsSubstring("before the last update"));
  CHECK(shape(fork, {"--last"}) == "1=1 2=2 3=3");
  fork.done({"undo"});
  refuses(fork, {"diff", "--last"}, 1, {"no update has moved the branch yet"});
}

TEST_CASE("diff --last shows what a resolution made of a patch, by the names of the files") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.resolve_serve_more();
  fork.done({"continue"});
  golden("diff_last", shown("mlxpatch diff --last", diff(fork, {"--last"})));
  const auto document = nlohmann::json::parse(diff(fork, {"--last", "--json"}).out);
  CHECK(document["before"]["what"] == "before-update");
  CHECK(document["before"]["commit"] != document["after"]["commit"]);
  CHECK(document["counts"]["changed"] == 1);
  CHECK(document["patches"][0]["before"]["name"] == "serve-more.patch");
  CHECK(document["patches"][0]["after"]["name"] == "serve-more.patch");
}

TEST_CASE("diff of revisions compares the patch files in the project's own git, without a checkout") {
  const ForkProject fork;
  fork.project.git({"tag", "one"});
  fork.project.write("patches/series", "log-requests.patch\nserve-more.patch\n");
  std::string text = fork.project.read("patches/serve-more.patch");
  text.replace(text.find("+SIZE"), 5, "+Size");
  fork.project.write("patches/serve-more.patch", text);
  CHECK_FALSE(std::filesystem::exists(fork.checkout_path()));
  CHECK(shape(fork, {"one"}).find('<') != std::string::npos);
  fork.project.commit("Other patches");
  CHECK(shape(fork, {"one", "one"}) == "1=1 2=2 3=3");
  CHECK(shape(fork, {"one", "HEAD"}) == shape(fork, {"one"}));
  CHECK(shape(fork, {"HEAD"}).find_first_of("!<>~") == std::string::npos);
  golden("diff_revisions", shown("mlxpatch diff one HEAD --stat", diff(fork, {"one", "HEAD", "--stat"})));
}

TEST_CASE("diff of revisions finds a project that is a directory of its repository, with bare diffs and their lock") {
  const ForkProject fork;
  fork.write_config("\n[patches]\nformat = \"diff\"\n");
  fork.set_up();
  fork.done({"regen", "--full"});
  fork.project.commit("Bare diffs");
  std::string lock = fork.project.read("mlxpatch.lock");
  lock.replace(lock.find("Serve more"), 10, "Serve most");
  fork.project.write("mlxpatch.lock", lock);
  const auto document = nlohmann::json::parse(diff(fork, {"HEAD", "--json"}).out);
  CHECK(document["counts"]["changed"] == 1);
  CHECK(document["patches"][0]["message_changed"] == true);
}

TEST_CASE("diff says what to type where there is nothing to compare") {
  const ForkProject fork;
  refuses(fork, {"diff"}, 1, {"mlxpatch setup"});
  refuses(fork, {"diff", "nowhere"}, 1, {"nowhere", "git log --oneline -- patches"});
  fork.project.git({"rm", "--quiet", "-r", "--cached", "patches"});
  fork.project.git({"commit", "--quiet", "--message", "No patches"});
  refuses(fork, {"diff", "HEAD"}, 1, {"HEAD has no patch directory patches", "git log --oneline -- patches"});
  refuses(fork, {"diff", "HEAD~1", "--last"}, 2, {"--last"});
  refuses(fork, {"diff", "a", "b", "c"}, 2, {"mlxpatch diff REV1 REV2"});
  std::filesystem::remove_all(fork.project / ".git");
  refuses(fork, {"diff", "HEAD"}, 1, {"in no git repository", "mlxpatch diff"});
}
