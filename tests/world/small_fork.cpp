#include "small_fork.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {
namespace {

std::string lines_with(const std::string& line, const std::string& by) {
  std::string text;
  for (int number = 1; number <= 30; ++number) {
    const std::string plain = std::to_string(number);
    text += (plain == line ? by : plain) + "\n";
  }
  return text;
}

GitRepo begin(const World& world, const std::vector<std::string>& init_options) {
  std::vector<std::string> words{"init", "--quiet", "--initial-branch=main"};
  words.insert(words.end(), init_options.begin(), init_options.end());
  words.push_back((world / "up").string());
  run_git(words);
  GitRepo upstream(world / "up");
  upstream.write("a", lines_with("", ""));
  upstream.write("sub/s", lines_with("", ""));
  upstream.commit("Base");
  return upstream;
}

}  // namespace

SmallFork::SmallFork(const std::vector<std::string>& init_options)
    : upstream(begin(world, init_options)), project(GitRepo::init(world / "project")) {
  upstream.commit_file("a", lines_with("20", "twenty"), "Twenty");
  upstream.git({"format-patch", "--quiet", "--no-numbered", "-1", "-o", (project / "patches").string()});
  upstream.git({"reset", "--quiet", "--hard", "HEAD~1"});
  project.write("patches/series", "0001-Twenty.patch\n");
  follow(upstream.path().string());
}

void SmallFork::follow(const std::string& url, const std::string& with) const {
  project.write("mlxpatch.toml",
                "[upstream]\nurl = \"" + url + "\"\n[checkout]\ndir = \"fork\"\n[fetch]\nwith = \"" + with + "\"\n");
}

CommandResult SmallFork::done(const std::vector<std::string>& words) const {
  CommandResult result = run(words);
  if (result.exit != 0) throw std::runtime_error(words.front() + " failed: " + result.err);
  return result;
}

void SmallFork::advance() const {
  upstream.commit_file("a", lines_with("5", "five"), "Five");
  upstream.commit_file("sub/s", lines_with("2", "two"), "Two");
}

std::string SmallFork::state() const {
  std::string text;
  if (std::filesystem::exists(checkout_path() / ".git")) {
    text = checkout().try_git({"for-each-ref"}).out + checkout().try_git({"remote", "-v"}).out;
  }
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project.path())) {
    const std::string path = entry.path().string();
    // What a run writes for itself, and git's own.
    if (path.find("/.git/") != std::string::npos || !entry.is_regular_file()) continue;
    files.push_back(path + "\n" + read_bytes(entry.path()));
  }
  std::ranges::sort(files);
  for (const std::string& file : files) text += file;
  return text;
}

void SmallFork::check_refused(const std::vector<std::string>& command, const std::vector<std::string>& words) const {
  const std::string before = state();
  const CommandResult result = run(command);
  const std::string message = world.hide_paths(result.err);
  INFO(message);
  CHECK(result.exit == 1);
  for (const std::string& word : words) CHECK_THAT(message, Catch::Matchers::ContainsSubstring(word));
  CHECK_FALSE(message.find("object library failed") != std::string::npos);
  CHECK(state() == before);
}

}  // namespace mlxpatch::tests
