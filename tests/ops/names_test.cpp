#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A project whose queue was committed by hand and written by `regen`: 0001-Be-loud.patch, which changes the line of
/// upstream that advance() changes, and two files of its own.
class NumberedQueue {
 public:
  NumberedQueue() {
    fs::remove_all(m_fork.project / "patches");
    m_fork.set_up();
    const GitRepo checkout = m_fork.checkout();
    commit_loud("print(\"STARTING\")", "Be loud");
    checkout.commit_file("two.py", "two = 2\nand_more = 3\n", "Have two");
    checkout.commit_file("three.py", "three = 3\nand_more = 4\n", "Have three");
    m_fork.done({"regen"});
    REQUIRE(files() == k_all);
  }

  const ForkProject& fork() const { return m_fork; }
  std::string series() const { return m_fork.project.read("patches/series"); }
  std::string read(const std::string& name) const { return m_fork.project.read("patches/" + name); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(m_fork.project / "patches")) {
      if (entry.path().extension() == ".patch") names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Upstream changes the line of the first patch: to what that patch makes of it, or to something else.
  void advance(const std::string& line) const {
    m_fork.upstream.commit_file("server.py", server_with(line), "Start in other words (#7)");
  }

  void commit_loud(const std::string& line, const std::string& message) const {
    m_fork.checkout().commit_file("server.py", server_with(line), message);
  }

  static std::string server_with(const std::string& line) {
    std::string text = k_server;
    const std::string old = "print(\"starting\")";
    return text.replace(text.find(old), old.size(), line);
  }

  static const std::vector<std::string> k_all;

 private:
  ForkProject m_fork;
};

const std::vector<std::string> NumberedQueue::k_all{"0001-Be-loud.patch", "0002-Have-two.patch",
                                                    "0003-Have-three.patch"};

}  // namespace

TEST_CASE("regen leaves the files of the other patches alone when the first ones leave the branch") {
  const NumberedQueue queue;
  const std::string three = queue.read("0003-Have-three.patch");
  const GitRepo checkout = queue.fork().checkout();
  const std::string last = checkout.rev_parse();
  checkout.git({"reset", "--quiet", "--hard", "HEAD~3"});
  checkout.git({"cherry-pick", last});
  // Two of three are lost, and that has to be meant.
  const CommandResult refused = queue.fork().run({"regen"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("2 of 3") && !ContainsSubstring("0003-Have-three.patch"));
  queue.fork().done({"regen", "--force"});
  CHECK(queue.files() == std::vector<std::string>{"0003-Have-three.patch"});
  CHECK(queue.read("0003-Have-three.patch") == three);
  CHECK(queue.series() == "0003-Have-three.patch\n");
  queue.fork().done({"regen", "--renumber"});
  CHECK(queue.series() == "0001-Have-three.patch\n");
  CHECK(queue.read("0001-Have-three.patch") == three);
  // The new number is what the branch knows from now on.
  checkout.git({"commit", "--quiet", "--amend", "-m", "Have three, at last"});
  queue.fork().done({"regen"});
  CHECK(queue.files() == std::vector<std::string>{"0001-Have-three.patch"});
}

TEST_CASE("an update that loses patches to upstream removes their files, and keeps the names of the others") {
  const NumberedQueue queue;
  queue.advance("print(\"STARTING\")");
  queue.fork().upstream.commit_file("two.py", "two = 2\nand_more = 3\n", "Have two (#8)");
  const CommandResult result = queue.fork().done({"update"});
  CHECK_THAT(result.out, ContainsSubstring("2 upstreamed") && !ContainsSubstring("no longer in the branch"));
  CHECK(queue.files() == std::vector<std::string>{"0003-Have-three.patch"});
  // An update puts the names into the commits.
  CHECK_THAT(queue.fork().checkout().message(), ContainsSubstring("\nPatch-Name: 0003-Have-three.patch\n"));
  CHECK_THAT(queue.read("0003-Have-three.patch"), !ContainsSubstring("Patch-Name"));
  queue.fork().done({"check"});
}

TEST_CASE("a queue of one: skip, and then regen, removes the file without --force") {
  const NumberedQueue queue;
  const GitRepo checkout = queue.fork().checkout();
  checkout.git({"reset", "--quiet", "--hard", "HEAD~2"});
  queue.fork().done({"regen", "--force"});
  queue.advance("print(\"ready\")");
  expect_exit(queue.fork().run({"update"}), 3);
  queue.fork().done({"skip"});
  const CommandResult result = queue.fork().done({"regen"});
  CHECK_THAT(result.out, ContainsSubstring("0001-Be-loud.patch") && ContainsSubstring("skipped"));
  CHECK(queue.files().empty());
  CHECK(queue.series().empty());
  // What was left out then is no excuse for another queue.
  queue.commit_loud("print(\"READY\")", "Be loud again");
  queue.fork().done({"regen"});
  checkout.git({"reset", "--quiet", "--hard", "HEAD~1"});
  expect_exit(queue.fork().run({"regen"}), 1);
}

TEST_CASE("a patch that was resolved by hand keeps its file, with a message of one's own too") {
  for (const bool commits_by_hand : {false, true}) {
    CAPTURE(commits_by_hand);
    const NumberedQueue queue;
    queue.advance("print(\"ready\")");
    expect_exit(queue.fork().run({"update"}), 3);
    const GitRepo checkout = queue.fork().checkout();
    checkout.write("server.py", NumberedQueue::server_with("print(\"READY\")"));
    checkout.git({"add", "server.py"});
    if (commits_by_hand) {
      checkout.git({"commit", "--quiet", "-m", "Say it out loud", "--author=Else <else@example.com>"});
    }
    queue.fork().done({"continue"});
    queue.fork().done({"regen"});
    CHECK(queue.files() == NumberedQueue::k_all);
    CHECK_THAT(queue.read("0001-Be-loud.patch"), ContainsSubstring("+    print(\"READY\")"));
    CHECK_THAT(queue.read("0001-Be-loud.patch"), ContainsSubstring(commits_by_hand ? "Say it out loud" : "Be loud"));
    queue.fork().done({"check"});
  }
}

TEST_CASE("a squash of commits with trailers has the first one's file, and no trailer in its message") {
  const NumberedQueue queue;
  queue.fork().done({"setup", "--fresh"});
  const GitRepo checkout = queue.fork().checkout();
  const std::string message = checkout.message("HEAD~1") + "\n" + checkout.message();
  checkout.git({"reset", "--quiet", "--soft", "HEAD~2"});
  checkout.git({"commit", "--quiet", "-F", "-"}, message);
  queue.fork().done({"regen"});
  CHECK(queue.files() == std::vector<std::string>{"0001-Be-loud.patch", "0002-Have-two.patch"});
  CHECK_THAT(queue.read("0002-Have-two.patch"), ContainsSubstring("Have three") && !ContainsSubstring("Patch-Name"));
}

TEST_CASE("a merge of upstream keeps the names, and regen says that it moved the branch") {
  const NumberedQueue queue;
  queue.fork().advance_cleanly();
  queue.fork().done({"update", "--merge"});
  const GitRepo checkout = queue.fork().checkout();
  const std::string merged = checkout.rev_parse();
  const CommandResult result = queue.fork().done({"regen"});
  CHECK(queue.files() == NumberedQueue::k_all);
  CHECK_THAT(result.out, ContainsSubstring("local-patches moved from " + merged.substr(0, 8) + " to " +
                                           checkout.rev_parse().substr(0, 8)));
  CHECK(checkout.log("upstream/main..HEAD").size() == 3);
}

TEST_CASE("status and why name files that exist, and a commit that has none by its subject") {
  const NumberedQueue queue;
  queue.fork().checkout().commit_file("four.py", "four = 4\n", "Have four");
  const std::string shown = queue.fork().done({"status"}).out;
  CHECK_THAT(shown, ContainsSubstring("0002-Have-two.patch") && ContainsSubstring("Have four") &&
                        !ContainsSubstring("Have-four"));
  for (const std::string name : {"0002-Have-two.patch", "0002-Have-two", "patches/0002-Have-two.patch", "2", "Have two",
                                 "Have-two.patch", "0002"}) {
    CAPTURE(name);
    CHECK_THAT(queue.fork().done({"why", name}).out, ContainsSubstring("0002-Have-two.patch"));
  }
  CHECK_THAT(queue.fork().done({"why", "Have four"}).out, ContainsSubstring("Have four"));
  expect_exit(queue.fork().run({"why", "Have"}), 2);
}

TEST_CASE("regen writes a series anew that is missing, damaged, or lists what does not exist") {
  for (const std::string damage : {"", "nosuch.patch\n", "\x05\x5b\x92{\x10\n\x01\x02\n"}) {
    CAPTURE(damage);
    const NumberedQueue queue;
    const std::string series = "# ours\n" + queue.series();
    queue.fork().project.write("patches/series", series);
    const bool lists_too_much = damage == "nosuch.patch\n";
    if (damage.empty()) fs::remove(queue.fork().project / "patches/series");
    if (!damage.empty()) queue.fork().project.write("patches/series", lists_too_much ? series + damage : damage);
    if (!damage.empty()) {
      const CommandResult refused = queue.fork().run({"status"});
      expect_exit(refused, 1);
      CHECK_THAT(refused.err, ContainsSubstring("mlxpatch regen"));
    }
    const std::string before = queue.read("0001-Be-loud.patch");
    const CommandResult result = queue.fork().done({"regen"});
    CHECK_THAT(result.out, ContainsSubstring("series"));
    CHECK(queue.series() == (lists_too_much ? series : series.substr(series.find('\n') + 1)));
    CHECK(queue.files() == NumberedQueue::k_all);
    CHECK(queue.read("0001-Be-loud.patch") == before);
    queue.fork().done({"check"});
  }
}

TEST_CASE("comments in the series go with their patches, whatever becomes of the queue") {
  const ForkProject fork;
  fork.set_up();
  fork.project.write("patches/series",
                     "# for the server\nserve-more.patch # until 2.0\n# for the log\nlog-requests.patch\n"
                     "# for readers\ntell-about-log.patch # ours\n");
  fork.done({"move", "serve-more", "--last"});
  CHECK(fork.project.read("patches/series") ==
        "# for the log\nlog-requests.patch\n# for readers\ntell-about-log.patch # ours\n"
        "# for the server\nserve-more.patch # until 2.0\n");
  fork.done({"rename", "serve-more", "serve-many"});
  fork.checkout().write("README.md", "An app of ours.\n");
  fork.done({"new", "readme", "-m", "Readme"});
  CHECK(fork.project.read("patches/series") ==
        "# for the log\nlog-requests.patch\n# for readers\ntell-about-log.patch # ours\n"
        "# for the server\nserve-many.patch # until 2.0\nreadme.patch\n");
  fork.done({"drop", "readme"});
  fork.done({"check"});
}

TEST_CASE("a file that a person gave another name keeps that name") {
  const NumberedQueue queue;
  fs::rename(queue.fork().project / "patches/0001-Be-loud.patch", queue.fork().project / "patches/loud.patch");
  queue.fork().project.write("patches/series", "loud.patch\n0002-Have-two.patch\n0003-Have-three.patch\n");
  CHECK_THAT(queue.fork().done({"regen"}).out, ContainsSubstring("nothing to write"));
  queue.fork().done({"setup"});
  queue.fork().project.write("patches/series", "\x01\n");
  queue.fork().done({"regen"});
  CHECK(queue.series() == "loud.patch\n0002-Have-two.patch\n0003-Have-three.patch\n");
}

TEST_CASE("a trailer renames all files at once without --force, and undo brings the names back") {
  const NumberedQueue queue;
  const GitRepo checkout = queue.fork().checkout();
  const std::string first = checkout.rev_parse("HEAD~2");
  checkout.git({"reset", "--quiet", "--hard", first});
  queue.fork().done({"regen", "--force"});
  checkout.git({"commit", "--quiet", "--amend", "-m", "Be loud\n\nPatch-Name: sub/loud.patch"});
  const CommandResult result = queue.fork().done({"regen"});
  CHECK_THAT(result.out, ContainsSubstring("renamed  patches/0001-Be-loud.patch to patches/sub/loud.patch"));
  CHECK(queue.series() == "sub/loud.patch\n");
  queue.fork().done({"undo"});
  CHECK(queue.series() == "0001-Be-loud.patch\n");
}

TEST_CASE("an update and a reword keep what a person wrote into a patch file") {
  const NumberedQueue queue;
  const std::string name = "patches/0001-Be-loud.patch";
  std::string text = queue.fork().project.read(name);
  text.insert(text.find("---\n") + 4, "v2: read by a reviewer\n server.py | 99 +++\n");
  queue.fork().project.write(name, text + "-- \nA remark at the end\n");
  queue.fork().done({"setup"});
  queue.fork().upstream.commit_file("server.py", "# Above\n\n" + k_server, "Add a line above");
  queue.fork().done({"update"});
  std::string updated = queue.fork().project.read(name);
  CHECK_THAT(updated, ContainsSubstring("@@ -9,7 +9,7 @@"));
  // The stat is right still, since the lines were only moved.
  CHECK_THAT(updated, ContainsSubstring("---\nv2: read by a reviewer\n server.py | 99 +++\n") &&
                          ContainsSubstring("-- \nA remark at the end\n"));
  const GitRepo checkout = queue.fork().checkout();
  checkout.git({"reset", "--quiet", "--hard", "HEAD~2"});
  checkout.git({"commit", "--quiet", "--amend", "-m", "Be louder"});
  queue.fork().done({"regen", "--force"});
  updated = queue.fork().project.read(name);
  CHECK_THAT(updated, ContainsSubstring("[PATCH] Be louder") && ContainsSubstring("---\nv2: read by a reviewer\n\n") &&
                          !ContainsSubstring("| 99") && ContainsSubstring("-- \nA remark at the end\n"));
  queue.fork().done({"check"});
}

TEST_CASE("a bare diff whose commit gets a message of its own becomes a mail; until then it stays as it is") {
  const NumberedQueue queue;
  const std::string name = "patches/0003-Have-three.patch";
  const std::string mail = queue.fork().project.read(name);
  queue.fork().project.write(name, mail.substr(mail.find("diff --git")));
  queue.fork().done({"setup"});
  CHECK_THAT(queue.fork().done({"regen"}).out, ContainsSubstring("nothing to write"));
  const GitRepo checkout = queue.fork().checkout();
  checkout.git({"commit", "--quiet", "--amend", "-m", "Have three, and say so"});
  queue.fork().done({"regen"});
  CHECK(queue.files() == NumberedQueue::k_all);
  CHECK_THAT(queue.fork().project.read(name), ContainsSubstring("Subject: [PATCH] Have three, and say so\n"));
}

TEST_CASE("a queue that is squashed into one patch needs no --force, and the audit says where the changes are") {
  const NumberedQueue queue;
  const GitRepo checkout = queue.fork().checkout();
  checkout.git({"reset", "--quiet", "--soft", "HEAD~2"});
  checkout.git({"commit", "--quiet", "--amend", "--no-edit"});
  const CommandResult done = queue.fork().done({"regen"});
  CHECK_THAT(done.out, ContainsSubstring("its change is in the other patches"));
  CHECK(queue.files() == std::vector<std::string>{"0001-Be-loud.patch"});
}
