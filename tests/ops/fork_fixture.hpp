#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/ops/operations.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Keeps what an operation tells on its way.
struct RecordingReporter : report::Reporter {
  std::vector<std::string> steps;
  std::vector<std::string> warnings;
  std::vector<report::Result> episodes;
  void on(const report::Event& event) override {
    if (const auto* step = std::get_if<report::Step>(&event)) steps.push_back(step->text);
    if (const auto* warning = std::get_if<report::Warning>(&event)) warnings.push_back(warning->text);
    if (const auto* episode = std::get_if<report::Episode>(&event)) episodes.push_back(episode->result);
  }
};

/// A sealed world with an upstream of six commits and a project, itself a git repository, that keeps a fork of it: one
/// patch, made for the third commit. Nothing is set up yet.
struct ForkFixture {
  World world;
  GitRepo upstream = GitRepo::init(world / "upstream");
  std::string base;
  std::string tip;
  GitRepo project = GitRepo::init(world / "project");
  RecordingReporter reporter;

  ForkFixture() {
    upstream.commit_file("app.py", "def main():\n    size = 10\n    return size\n", "Begin");
    upstream.commit_file("README.md", "An app.\n", "Tell what it is");
    base = upstream.commit_file("util.py", "def helper():\n    return 1\n", "Help");
    const std::string patch = make_patch();
    upstream.commit_file("README.md", "An app of ours.\n", "Tell whose it is (#4)");
    upstream.commit_file("app.py", "import sys\n\n\ndef main():\n    size = 10\n    return size\n", "Import sys (#5)");
    tip = upstream.commit_file("docs/more.md", "More.\n", "Tell more (#6)");

    write_config();
    project.write("patches/app-size.patch", patch);
    project.write("patches/series", "app-size.patch\n");
    project.write("mlxpatch.lock", "version = 1\nbase = \"" + base + "\"\n");
    project.commit("Keep a fork");
  }

  /// mlxpatch.toml with these lines at its end.
  void write_config(const std::string& more = "") const {
    project.write("mlxpatch.toml",
                  "[upstream]\nurl = \"" + upstream.path().string() + "\"\n\n[checkout]\ndir = \"app-repo\"\n" + more);
  }

  ops::Place place() const { return {project.path(), {}}; }
  std::filesystem::path checkout_path() const { return project / "app-repo"; }
  GitRepo checkout() const { return GitRepo(checkout_path()); }
  void set_up() { ops::setup(place(), {}, reporter); }

 private:
  /// What `git format-patch` writes of the fork's one change.
  std::string make_patch() const {
    upstream.create_branch("side");
    upstream.checkout("side");
    upstream.commit_file("app.py", "def main():\n    size = 1\n    return size\n", "Make it small");
    std::string patch = run_git({"format-patch", "-1", "--stdout"}, {upstream.path(), {}, {}});
    upstream.checkout("main");
    upstream.git({"branch", "-D", "side"});
    return patch;
  }
};

}  // namespace mlxpatch::tests
