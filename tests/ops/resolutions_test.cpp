#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/resolutions.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using report::PatchState;
using report::ResolutionsAction;

namespace {

namespace fs = std::filesystem;

const std::string k_resolved = [] {
  std::string text = k_server;
  return text.replace(text.find("SIZE = 10\n"), 10, "SIZE = 200\n");
}();

class Remembering : public ForkProject {
 public:
  report::Update update(ops::KnownConflicts known = ops::KnownConflicts::stop) {
    ops::UpdateOptions options;
    options.known = known;
    return ops::update(place(), options, reporter);
  }
  report::Update dry_run() {
    ops::UpdateOptions options;
    options.effect = ops::Effect::dry_run;
    return ops::update(place(), options, reporter);
  }
  report::Update go_on() { return ops::continue_update(place(), reporter); }
  report::Resolutions resolutions(ResolutionsAction action, const std::vector<std::string>& keys = {}) {
    return ops::resolutions(place(), {action, keys}, reporter);
  }
  fs::path directory() const { return project / "patches" / ".resolutions"; }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    if (!fs::exists(directory())) return names;
    for (const auto& entry : fs::directory_iterator(directory())) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

  /// The conflict of serve-more is resolved once, and the update taken back.
  void learn() {
    stop_at_serve_more();
    resolve_serve_more();
    REQUIRE_FALSE(go_on().stop);
    ops::undo(place(), reporter);
  }
  void expect_known_stop(const report::Update& update) const {
    REQUIRE(update.stop);
    REQUIRE(update.stop->known.size() == 1);
    CHECK(update.stop->known[0].path == "server.py");
    CHECK(update.stop->known[0].resolutions.at(0).patch == "serve-more.patch");
    CHECK(update.stop->known[0].resolutions.at(0).author == "Carl Committer <carl@example.com>");
    CHECK(checkout().read("server.py") == k_resolved);
    CHECK(checkout().git({"ls-files", "--unmerged", "--", "server.py"}) != "");
  }
};

}  // namespace

TEST_CASE("what a person makes of a conflict is a file beside the patches") {
  Remembering fork;
  fork.stop_at_serve_more();
  CHECK(fork.files().empty());
  fork.resolve_serve_more();
  const report::Update update = fork.go_on();
  REQUIRE(fork.files().size() == 1);
  const std::string file = "patches/.resolutions/" + fork.files()[0];
  CHECK(update.remembered == std::vector{file});
  const std::string text = fork.project.read(file);
  CHECK_THAT(text, ContainsSubstring("\nPatch: serve-more.patch\n") && ContainsSubstring(" Twice the size (#7)\n") &&
                       ContainsSubstring("\nPath: server.py\n") &&
                       ContainsSubstring("= base\n|SIZE = 10\n= ours\n|SIZE = 20\n= theirs\n|SIZE = 100\n") &&
                       ContainsSubstring("= result\n|SIZE = 200\n= end\n"));
  // It is no patch, and in nobody's way.
  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(status.replay->patches.size() == 3);
  fork.done({"regen"});
  fork.done({"check"});
  CHECK(fork.files().size() == 1);
}

TEST_CASE("a conflict that was resolved once is met three times: after undo, after abort, on another machine") {
  Remembering fork;
  fork.learn();

  const report::Update after_undo = fork.update();
  fork.expect_known_stop(after_undo);
  ops::abort_update(fork.place(), fork.reporter);
  CHECK(fork.files().size() == 1);

  const report::Update after_abort = fork.update();
  fork.expect_known_stop(after_abort);
  const report::Update accepted = fork.go_on();
  CHECK_FALSE(accepted.stop);
  CHECK(accepted.remembered.empty());
  CHECK(fork.checkout().read("server.py") == k_resolved);
  CHECK(fork.checkout().git({"status", "--porcelain"}) == "");
  ops::undo(fork.place(), fork.reporter);
  fork.project.git({"add", "--all"});
  fork.project.commit("Remember");

  const GitRepo other = GitRepo::clone(fork.project.path().string(), fork.world / "other");
  expect_exit(run_mlxpatch({"setup"}, other.path()), 0);
  const CommandResult stopped = run_mlxpatch({"update"}, other.path());
  expect_exit(stopped, 3);
  CHECK(GitRepo(other / "app-repo").read("server.py") == k_resolved);
  golden("resolution_known", shown("mlxpatch update", stopped));
  expect_exit(run_mlxpatch({"continue"}, other.path()), 0);
  CHECK(GitRepo(other / "app-repo").git({"show", "local-patches:server.py"}) + "\n" == k_resolved);
}

TEST_CASE("a resolution counts for exactly the same texts only") {
  Remembering fork;
  fork.learn();
  const std::string change = GENERATE("another line above", "another value", "a line further down");
  CAPTURE(change);
  if (change == "another line above") {
    fork.upstream.write("server.py", fork.upstream.read("server.py").replace(0, 3, "# Small.\n\"\"\""));
    std::string text = fork.upstream.read("server.py");
    fork.upstream.write("server.py", text.replace(text.find("import cache\n"), 13, "import cache as kept\n"));
  } else {
    std::string text = fork.upstream.read("server.py");
    const std::string part = change == "another value" ? "SIZE = 20\n" : "    print(\"stopped\")\n";
    fork.upstream.write("server.py", text.replace(text.find(part), part.size(), "SIZE = 30\n"));
  }
  fork.upstream.git({"add", "--all"});
  fork.upstream.git({"commit", "--quiet", "--amend", "--message", "Another size (#7)"});
  const report::Update update = fork.update();
  REQUIRE(update.stop);
  const bool is_known = change == "a line further down";
  CHECK(update.stop->known.size() == (is_known ? 1 : 0));
  CHECK((fork.checkout().read("server.py").find("<<<<<<<") == std::string::npos) == is_known);
  if (is_known) CHECK_THAT(fork.checkout().read("server.py"), ContainsSubstring("SIZE = 200\n"));
}

TEST_CASE("what a person changes of a known file is theirs to mark as resolved, and is remembered instead") {
  Remembering fork;
  fork.learn();
  fork.update();
  std::string text = k_resolved;
  text.replace(text.find("SIZE = 200"), 10, "SIZE = 300");
  fork.checkout().write("server.py", text);
  CHECK_THROWS_AS(fork.go_on(), Error);
  CHECK(fork.checkout().read("server.py") == text);
  fork.checkout().git({"add", "server.py"});
  const report::Update update = fork.go_on();
  CHECK(update.remembered.size() == 1);
  CHECK(fork.files().size() == 1);
  CHECK_THAT(fork.project.read("patches/.resolutions/" + fork.files()[0]), ContainsSubstring("|SIZE = 300\n"));
}

TEST_CASE("what is remembered makes exactly what the person made of the stop, or nothing") {
  Remembering fork;
  fork.learn();
  fork.update();
  const std::string way = GENERATE("another line as well", "another file", "removed", "executable");
  CAPTURE(way);
  const GitRepo checkout = fork.checkout();
  if (way == "another line as well") {
    // The whole file is remembered then, and the older answer for its conflict would do as well.
    checkout.write("server.py", k_resolved + "# Ours.\n");
  } else if (way == "another file") {
    checkout.write("README.md", "An app that serves 200.\n");
  } else if (way == "removed") {
    checkout.git({"rm", "--quiet", "--force", "server.py"});
  } else {
    fs::permissions(checkout / "server.py", fs::perms::owner_exec, fs::perm_options::add);
  }
  if (way != "removed") checkout.git({"add", "--all"});
  REQUIRE_FALSE(fork.go_on().stop);
  const std::string tree = checkout.tree("local-patches");
  ops::undo(fork.place(), fork.reporter);
  const report::Update again = fork.update(ops::KnownConflicts::reuse);
  CHECK(again.stop.has_value() == (way != "another line as well"));
  if (way == "another line as well") CHECK(checkout.tree("local-patches") == tree);
  if (way == "another file") fork.expect_known_stop(again);
  if (way == "removed" || way == "executable") CHECK(again.stop->known.empty());
}

TEST_CASE("an answer for one conflict replaces an older one for the whole file") {
  Remembering fork;
  fork.stop_at_serve_more();
  fork.checkout().write("server.py", k_resolved + "# Wrong.\n");
  fork.checkout().git({"add", "server.py"});
  fork.go_on();
  ops::undo(fork.place(), fork.reporter);
  fork.update();
  fork.resolve_serve_more();
  fork.go_on();
  ops::undo(fork.place(), fork.reporter);
  CHECK_FALSE(fork.update(ops::KnownConflicts::reuse).stop);
  CHECK(fork.checkout().read("server.py") == k_resolved);
  CHECK(fork.files().size() == 1);
}

TEST_CASE("of equal conflicts of one patch that are resolved in different ways none is remembered") {
  Remembering fork;
  fork.set_up();
  for (const char* name : {"one", "two"}) fork.upstream.write(name, "a\nb\nc\nOLD\nd\ne\nf\n");
  fork.upstream.git({"add", "--all"});
  fork.upstream.commit("Two alike");
  fork.done({"update"});
  fork.done({"regen"});
  for (const char* name : {"one", "two"}) fork.checkout().write(name, "a\nb\nc\nMINE\nd\ne\nf\n");
  fork.checkout().git({"commit", "--quiet", "--all", "--message", "Mine"});
  fork.done({"regen"});
  for (const char* name : {"one", "two"}) fork.upstream.write(name, "a\nb\nc\nTHEIRS\nd\ne\nf\n");
  fork.upstream.commit("Theirs");
  REQUIRE(fork.update().stop);
  fork.checkout().write("one", "a\nb\nc\nFIRST\nd\ne\nf\n");
  fork.checkout().write("two", "a\nb\nc\nSECOND\nd\ne\nf\n");
  fork.checkout().git({"add", "one", "two"});
  CHECK(fork.go_on().remembered.empty());
  ops::undo(fork.place(), fork.reporter);
  CHECK(fork.update(ops::KnownConflicts::reuse).stop);
}

TEST_CASE("prune keeps what the next update needs, though its patch has another name now") {
  Remembering fork;
  fork.learn();
  fork.done({"rename", "serve-more", "serve-much-more"});
  CHECK(fork.resolutions(ResolutionsAction::prune).resolutions.empty());
  CHECK(fork.files().size() == 1);
}

TEST_CASE("check, status and a dry run say whose resolution is known") {
  Remembering fork;
  fork.learn();
  fork.advance_against_log_requests();
  const report::Update dry = fork.dry_run();
  REQUIRE(dry.replay.patches.size() == 3);
  CHECK(dry.replay.patches[0].resolution_known);
  CHECK_FALSE(dry.replay.patches[1].resolution_known);
  CHECK(dry.replay.patches[1].state == PatchState::conflict);
  ops::CheckOptions options;
  const report::Check check = ops::check(fork.place(), options, fork.reporter);
  CHECK(check.replay.patches[0].resolution_known);
  CHECK_FALSE(check.replay.patches[1].resolution_known);
  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(status.replay->patches[0].resolution_known);
  golden("resolution_known_check", shown("mlxpatch check", fork.run({"check"})));
  CHECK_THAT(fork.run({"check", "--json"}).out, ContainsSubstring("\"resolution_known\": true"));
}

TEST_CASE("update --reuse goes on by itself where all is known, and the audit names it") {
  Remembering fork;
  fork.learn();
  const std::string tip = fork.advance_against_log_requests();
  const report::Update stopped = fork.update(ops::KnownConflicts::reuse);
  REQUIRE(stopped.stop);
  CHECK(stopped.stop->patch == "log-requests.patch");
  CHECK(fork.checkout().read("server.py") == k_resolved);
  fork.resolve_log_requests();
  const report::Update ended = fork.go_on();
  REQUIRE(ended.audit);
  CHECK(ended.audit->resolved == 1);
  REQUIRE(ended.audit->reused.size() == 1);
  CHECK(ended.audit->reused[0].name == "serve-more.patch");
  REQUIRE(ended.audit->reused[0].resolutions.size() == 1);
  CHECK(ended.audit->reused[0].resolutions[0].author == "Carl Committer <carl@example.com>");
  const std::string tree = fork.checkout().tree("local-patches");

  // The second time nobody is needed, on another day, on which no commit is as it was.
  ops::undo(fork.place(), fork.reporter);
  fork.world.advance(std::chrono::hours(24));
  fork.done({"status"});
  const report::Update all = fork.update(ops::KnownConflicts::reuse);
  CHECK_FALSE(all.stop);
  CHECK(all.outcome == report::Outcome::done);
  REQUIRE(all.audit);
  CHECK(all.audit->resolved == 0);
  CHECK(all.audit->reused.size() == 2);
  CHECK(fork.checkout().tree("local-patches") == tree);
  CHECK(fork.checkout().git({"status", "--porcelain"}) == "");
  CHECK(fork.checkout().git({"merge-base", "local-patches", tip}) == tip);
  // It is written as after any resolution: once a person has looked.
  CHECK_FALSE(all.next.empty());
  fork.done({"regen"});
  fork.done({"check"});
}

TEST_CASE("what continue has just remembered is known at the next stop of the same update") {
  Remembering fork;
  fork.set_up();
  // The last of three patches does again what the first one did.
  const GitRepo checkout = fork.checkout();
  const std::string server = checkout.read("server.py");
  const auto with_size = [&](const std::string& size) {
    std::string text = server;
    checkout.write("server.py", text.replace(text.find("SIZE = 100\n"), 11, "SIZE = " + size + "\n"));
  };
  with_size("10");
  checkout.commit("Serve as few as before");
  with_size("100");
  checkout.commit("Serve more after all");
  fork.done({"regen"});
  fork.advance_against_serve_more();
  const auto known = GENERATE(ops::KnownConflicts::stop, ops::KnownConflicts::reuse);
  REQUIRE(fork.update(known).stop);
  fork.resolve_serve_more();
  const report::Update second = fork.go_on();
  REQUIRE(second.stop);
  CHECK(second.stop->known.empty());
  with_size("20");
  checkout.git({"add", "server.py"});
  const report::Update third = fork.go_on();
  if (known == ops::KnownConflicts::stop) {
    fork.expect_known_stop(third);
    CHECK_FALSE(fork.go_on().stop);
  } else {
    CHECK_FALSE(third.stop);
    REQUIRE(third.audit);
    REQUIRE(third.audit->reused.size() == 1);
    CHECK(third.audit->reused[0].resolutions.size() == 1);
  }
  CHECK(checkout.read("server.py") == k_resolved);
  CHECK(fork.files().size() == 2);
  fork.done({"regen"});
  fork.done({"check"});
}

TEST_CASE("where a file is in the place of their directory, no resolution is remembered, and that is said") {
  Remembering fork;
  fork.stop_at_serve_more();
  fork.project.write("patches/.resolutions", "Mine.\n");
  fork.resolve_serve_more();
  const report::Update update = fork.go_on();
  CHECK_FALSE(update.stop);
  CHECK(update.remembered.empty());
  REQUIRE_FALSE(update.notes.empty());
  CHECK_THAT(update.notes.back(), ContainsSubstring("patches/.resolutions is no directory"));
  CHECK(fork.project.read("patches/.resolutions") == "Mine.\n");
  CHECK(fork.resolutions(ResolutionsAction::list).resolutions.empty());
}

TEST_CASE("update --reuse stops if the person had changed another file along with the conflict") {
  Remembering fork;
  fork.stop_at_serve_more();
  fork.resolve_serve_more();
  fork.checkout().write("README.md", "An app that serves 200.\n");
  fork.checkout().git({"add", "README.md"});
  fork.go_on();
  ops::undo(fork.place(), fork.reporter);
  const report::Update update = fork.update(ops::KnownConflicts::reuse);
  fork.expect_known_stop(update);
  CHECK(update.stop->known[0].resolutions.at(0).also == std::vector<std::string>{"README.md"});
  CHECK(fork.checkout().read("README.md") == "An app.\n");
}

TEST_CASE("a damaged resolution is ignored and named, and never opens anything but its own file") {
  Remembering fork;
  fork.learn();
  const std::string name = fork.files().at(0);
  const std::string file = "patches/.resolutions/" + name;
  const std::string text = fork.project.read(file);
  const std::string damage = GENERATE("markers", "markers in the result", "cut off", "other texts", "huge");
  CAPTURE(damage);
  if (damage == "markers") fork.project.write(file, "<<<<<<< HEAD\n" + text);
  if (damage == "markers in the result") {
    std::string edited = text;
    fork.project.write(file,
                       edited.replace(edited.find("= result\n"), 9, "= result\n|<<<<<<< ours\n|>>>>>>> theirs\n"));
  }
  if (damage == "cut off") fork.project.write(file, text.substr(0, text.size() / 2));
  if (damage == "other texts") {
    std::string other = text;
    fork.project.write(file, other.replace(other.find("|SIZE = 20\n"), 11, "|SIZE = 21\n"));
  }
  if (damage == "huge") fork.project.write(file, text + std::string(1U << 20U, '\n'));
  fork.project.write("patches/.resolutions/README", "Hands off.\n");
  const report::Resolutions listed = fork.resolutions(ResolutionsAction::list);
  CHECK(listed.resolutions.empty());
  REQUIRE(listed.damaged.size() == 1);
  CHECK(listed.damaged[0].file == file);
  const auto names_it = [&](const std::vector<std::string>& notes) {
    return notes.size() == 1 && notes[0].find(name) != std::string::npos &&
           notes[0].find("is ignored") != std::string::npos;
  };
  CHECK(names_it(ops::status(fork.place(), fork.reporter).notes));
  CHECK(names_it(ops::check(fork.place(), {}, fork.reporter).notes));
  const report::Update update = fork.update(GENERATE(ops::KnownConflicts::stop, ops::KnownConflicts::reuse));
  REQUIRE(update.stop);
  CHECK(update.stop->known.empty());
  CHECK(names_it(update.notes));
  // What is resolved now takes its place.
  fork.resolve_serve_more();
  fork.go_on();
  CHECK(fork.resolutions(ResolutionsAction::list).resolutions.size() == 1);
}

TEST_CASE("a damaged resolution is forgotten by its key, and can't be shown") {
  Remembering fork;
  fork.learn();
  const std::string name = fork.files().at(0);
  const std::string key = name.substr(0, 7);
  const std::string text = "<<<<<<< HEAD\n" + fork.project.read("patches/.resolutions/" + name);
  fork.project.write("patches/.resolutions/" + name, text);
  const CommandResult refused = fork.run({"resolutions", "show", key});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring(name) && ContainsSubstring("mlxpatch resolutions forget " + key));
  CHECK_THAT(fork.done({"resolutions", "forget", key, "--dry-run"}).out,
             ContainsSubstring(name.substr(0, 8) + "  a damaged file, patches/.resolutions/" + name));
  const report::Resolutions forgotten = fork.resolutions(ResolutionsAction::forget, {key});
  REQUIRE(forgotten.resolutions.size() == 1);
  CHECK(forgotten.resolutions[0].file == "patches/.resolutions/" + name);
  CHECK(forgotten.damaged.empty());
  CHECK(fork.files().empty());
  ops::undo(fork.place(), fork.reporter);
  CHECK(fork.project.read("patches/.resolutions/" + name) == text);
}

TEST_CASE("a link among the resolutions is refused like any other in the patch directory") {
  Remembering fork;
  fork.learn();
  const std::string name = fork.files().at(0);
  fs::rename(fork.directory() / name, fork.world / "elsewhere");
  fs::create_symlink(fork.world / "elsewhere", fork.directory() / name);
  CHECK_THROWS_AS(fork.update(), Error);
}

TEST_CASE("resolutions are listed, shown, forgotten and brought back") {
  Remembering fork;
  fork.learn();
  const report::Resolutions listed = fork.resolutions(ResolutionsAction::list);
  REQUIRE(listed.resolutions.size() == 1);
  const std::string key = listed.resolutions[0].key;
  CHECK(fork.files() == std::vector{key + ".txt"});
  golden("resolutions_list", shown("mlxpatch resolutions", fork.done({"resolutions"})));
  golden("resolutions_show",
         shown("mlxpatch resolutions show KEY", fork.done({"resolutions", "show", key.substr(0, 7)})));

  CHECK_THROWS_AS(fork.resolutions(ResolutionsAction::show, {"xyz"}), Error);
  expect_exit(fork.run({"resolutions", "forget"}), 2);
  expect_exit(fork.run({"resolutions", "lose"}), 2);
  expect_exit(fork.run({"resolutions", "list", key}), 2);
  fork.done({"resolutions", "forget", key, "--dry-run"});
  CHECK(fork.files().size() == 1);
  const std::string text = fork.project.read("patches/.resolutions/" + key + ".txt");
  CHECK(fork.resolutions(ResolutionsAction::forget, {key}).left == 0);
  CHECK(fork.files().empty());
  ops::undo(fork.place(), fork.reporter);
  CHECK(fork.project.read("patches/.resolutions/" + key + ".txt") == text);
  fork.update();
  CHECK_THROWS_AS(fork.resolutions(ResolutionsAction::prune), Error);
}

TEST_CASE("prune forgets what the base is past, and what belongs to a patch that left") {
  Remembering fork;
  fork.learn();
  CHECK(fork.resolutions(ResolutionsAction::prune).resolutions.empty());
  fork.update();
  fork.go_on();
  const std::string way = GENERATE("regen", "drop");
  CAPTURE(way);
  if (way == "drop") {
    ops::undo(fork.place(), fork.reporter);
    fork.done({"drop", "serve-more"});
  } else {
    CHECK(fork.resolutions(ResolutionsAction::prune).resolutions.empty());
    fork.done({"regen"});
  }
  const report::Resolutions pruned = fork.resolutions(ResolutionsAction::prune);
  REQUIRE(pruned.resolutions.size() == 1);
  const auto why = way == "drop" ? report::Outdated::patch_left : report::Outdated::base_past;
  CHECK(pruned.resolutions[0].outdated == why);
  CHECK(fork.files().empty());
}

TEST_CASE("git's own rerere, if it is switched on, notes conflicts and resolutions and puts them in again") {
  Remembering fork;
  fork.set_up();
  fork.checkout().git({"config", "rerere.enabled", "true"});
  fork.advance_against_serve_more();
  fork.update();
  fork.resolve_serve_more();
  fork.go_on();
  ops::undo(fork.place(), fork.reporter);
  fs::remove_all(fork.directory());

  const report::Update update = fork.update();
  REQUIRE(update.stop);
  CHECK(update.stop->known.empty());
  CHECK(update.notes == std::vector<std::string>{"git rerere: Resolved 'server.py' using previous resolution."});
  CHECK(fork.checkout().read("server.py") == k_resolved);
  // It is git's, so that git's rule holds.
  CHECK_THROWS_AS(fork.go_on(), Error);
  fork.checkout().git({"add", "server.py"});
  CHECK_FALSE(fork.go_on().stop);

  // Another git would note a conflict that was given up as resolved by whatever is in the file later.
  ops::undo(fork.place(), fork.reporter);
  fs::remove_all(fork.directory());
  fork.update();
  ops::abort_update(fork.place(), fork.reporter);
  CHECK(fork.checkout().git({"rerere", "status"}) == "");
}

TEST_CASE("without rerere.enabled git's rerere is left alone") {
  Remembering fork;
  fork.stop_at_serve_more();
  fork.resolve_serve_more();
  fork.go_on();
  CHECK_FALSE(fs::exists(fork.checkout_path() / ".git" / "rr-cache"));
}
