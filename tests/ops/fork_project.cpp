#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

namespace mlxpatch::tests {

const std::string k_server = R"("""A small server."""

import cache

SIZE = 10
PORT = 8080


def start():
    print("starting")
    cache.fill(SIZE)
    listen(PORT)


def listen(port):
    print("listening on", port)


def stop():
    cache.clear()
    print("stopped")
)";

const std::string k_cache = R"("""Keeps answers."""

_store = {}


def fill(size):
    for number in range(size):
        _store[number] = None


def get(key):
    return _store.get(key)


def clear():
    _store.clear()
)";

const std::string k_guide = "# Guide\n\nStart it.\n\nStop it.\n";

namespace {

/// `text` with its one occurrence of `part` replaced.
std::string with(std::string text, const std::string& part, const std::string& replacement) {
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), replacement);
}

void edit(const GitRepo& repository, const std::string& file, const std::string& part, const std::string& replacement) {
  repository.write(file, with(repository.read(file), part, replacement));
}

}  // namespace

ForkProject::ForkProject() : upstream(GitRepo::init(world / "upstream")), project(GitRepo::init(world / "project")) {
  begin_upstream();
  base = upstream.rev_parse();
  write_config();
  write_patches();
  project.write("mlxpatch.lock", "version = 1\nbase = \"" + base + "\"\n");
  project.write("README.md", "A project that keeps a fork.\n");
  project.commit("Keep a fork");
}

void ForkProject::begin_upstream() const {
  upstream.write("server.py", k_server);
  upstream.write("README.md", "An app.\n");
  upstream.commit("Begin");
  upstream.git({"tag", "-a", "-m", "First", "v1.0"});
  upstream.commit_file("cache.py", k_cache, "Keep answers (#2)");
  upstream.write(".gitignore", "*.log\n");
  upstream.commit_file("docs/guide.md", k_guide, "Write a guide (#3)");
}

void ForkProject::write_config(const std::string& more) const {
  project.write("mlxpatch.toml",
                "[upstream]\nurl = \"" + upstream.path().string() + "\"\n\n[checkout]\ndir = \"app-repo\"\n" + more);
}

void ForkProject::write_patches() const {
  const GitRepo maker = GitRepo::clone(upstream.path().string(), world / "maker");
  maker.git({"config", "user.name", "Paula Patch"});
  World::current().set_environment("GIT_AUTHOR_NAME", "Paula Patch");
  World::current().set_environment("GIT_AUTHOR_EMAIL", "paula@example.com");
  edit(maker, "server.py", "SIZE = 10\n", "SIZE = 100\n");
  maker.commit("Serve more\n\nTen were too few for us.\n");
  edit(maker, "cache.py", "    return _store.get(key)\n", "    log.say(\"get\", key)\n    return _store.get(key)\n");
  maker.write("log.py", "def say(*words):\n    print(*words)\n");
  maker.commit("Log requests\n");
  edit(maker, "docs/guide.md", "Stop it.\n", "Stop it.\n\nRead the log.\n");
  maker.commit("Tell about the log\n");
  World::current().set_environment("GIT_AUTHOR_NAME", "Ada Author");
  World::current().set_environment("GIT_AUTHOR_EMAIL", "ada@example.com");

  const std::vector<std::string> names{"serve-more.patch", "log-requests.patch", "tell-about-log.patch"};
  std::string series;
  for (std::size_t i = 0; i < names.size(); ++i) {
    CommandOptions options;
    options.directory = maker.path();
    const std::string commit = "HEAD~" + std::to_string(names.size() - 1 - i);
    project.write("patches/" + names[i], run_git({"format-patch", "-1", "--stdout", commit}, options));
    series += names[i] + "\n";
  }
  project.write("patches/series", series);
  std::filesystem::remove_all(maker.path());
}

CommandResult ForkProject::run(const std::vector<std::string>& words) const {
  return run_mlxpatch(words, project.path());
}

CommandResult ForkProject::done(const std::vector<std::string>& words) const {
  CommandResult result = run(words);
  expect_exit(result, 0);
  return result;
}

std::string ForkProject::advance_cleanly() const {
  upstream.commit_file("README.md", "An app of ours.\n", "Tell whose it is (#4)");
  edit(upstream, "server.py", "    print(\"stopped\")\n", "    print(\"stopped at last\")\n");
  upstream.commit("Say it better (#5)");
  return upstream.commit_file("docs/more.md", "More.\n", "Tell more (#6)");
}

std::string ForkProject::advance_against_serve_more() const {
  edit(upstream, "server.py", "SIZE = 10\n", "SIZE = 20\n");
  return upstream.commit("Twice the size (#7)");
}

std::string ForkProject::advance_against_log_requests() const {
  edit(upstream, "cache.py", "    return _store.get(key)\n", "    return _store.get(key, \"\")\n");
  return upstream.commit("Never answer with nothing (#8)");
}

void ForkProject::stop_at_serve_more() const {
  set_up();
  advance_against_serve_more();
  expect_exit(run({"update"}), 3);
}

void ForkProject::resolve_serve_more() const {
  checkout().write("server.py", with(k_server, "SIZE = 10\n", "SIZE = 200\n"));
  checkout().git({"add", "server.py"});
}

void ForkProject::resolve_log_requests() const {
  checkout().write("cache.py", with(k_cache, "    return _store.get(key)\n",
                                    "    log.say(\"get\", key)\n    return _store.get(key, \"\")\n"));
  checkout().git({"add", "cache.py"});
}

Snapshot ForkProject::snapshot() const {
  Snapshot snapshot;
  add_directory(snapshot, "project/", project.path(), {project / ".git", checkout_path()});
  add_repository(snapshot, "project ", project);
  add_directory(snapshot, "checkout/", checkout_path(), {checkout() / ".git"});
  if (std::filesystem::exists(checkout() / ".git")) add_repository(snapshot, "checkout ", checkout());
  return snapshot;
}

void ForkProject::check_files() const {
  CHECK(tree_by_git_am(*this, base) == checkout().tree());
  done({"check"});
  done({"regen", "--check"});
}

void ForkProject::refuses(const std::vector<std::string>& words, int exit, const std::vector<std::string>& said) const {
  CAPTURE(words);
  const Snapshot before = snapshot();
  const CommandResult result = run(words);
  expect_exit(result, exit);
  for (const std::string& text : said) CHECK_THAT(result.err, Catch::Matchers::ContainsSubstring(text));
  CHECK(differences(before, snapshot()) == "");
}

void expect_exit(const CommandResult& result, int exit) {
  INFO(result.out << result.err);
  REQUIRE(result.exit == exit);
}

std::string shown(std::string_view command, const CommandResult& result) {
  // A name from `git describe` ends in "g" and an id.
  return hide_ids(replaced(transcript(command, result), "-g[0-9a-f]{7,40}", "-g<id>"));
}

std::string tree_by_git_am(const ForkProject& fork, const std::string& commit, const std::vector<std::string>& files) {
  std::filesystem::remove_all(fork.world / k_clone_of_git_am);
  const GitRepo twin = GitRepo::clone(fork.upstream.path().string(), fork.world / k_clone_of_git_am);
  twin.git({"checkout", "--quiet", "--detach", commit});
  std::vector<std::string> command{"am", "--quiet", "--keep-non-patch"};
  command.insert(command.end(), files.begin(), files.end());
  twin.git(command);
  return twin.tree();
}

std::string tree_by_git_am(const ForkProject& fork, const std::string& commit) {
  std::vector<std::string> files;
  std::istringstream series(fork.project.read("patches/series"));
  for (std::string name; std::getline(series, name);) {
    if (!name.empty() && name.front() != '#') files.push_back((fork.project / "patches" / name).string());
  }
  return tree_by_git_am(fork, commit, files);
}

}  // namespace mlxpatch::tests
