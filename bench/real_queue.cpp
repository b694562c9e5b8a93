#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "contender_parts.hpp"
#include "real_queue.hpp"
#include "shell.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> files_of(const fs::path& directory) {
  std::vector<std::string> files;
  const std::string series = read_file_if_exists(directory / "series").value_or("");
  for (const std::string_view line : split_lines(series)) {
    const std::string_view name = trim(line.substr(0, line.find('#')));
    if (!name.empty()) files.push_back((directory / name).string());
  }
  if (!files.empty()) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".patch") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::size_t write_real_upstream(const fs::path& git_directory, const RealQueue& queue) {
  const bool is_there = fs::is_directory(queue.patches);
  const std::vector<std::string> files = is_there ? files_of(queue.patches) : std::vector<std::string>();
  if (files.empty()) {
    throw Error("there is no patch file", ErrorKind::usage).at(queue.patches.string());
  }
  const std::size_t patches = files.size();
  fs::create_directories(git_directory.parent_path());
  run_quietly(git_directory.parent_path(),
              {"git", "clone", "--quiet", "--bare", queue.upstream.string(), git_directory.string()});
  const auto git = [](const fs::path& directory, std::vector<std::string> words) {
    words.insert(words.begin(), "git");
    return run_quietly(directory, words);
  };
  const auto set = [&](const std::string& branch, const std::string& commit) {
    git(git_directory, {"update-ref", "refs/heads/" + branch, git(git_directory, {"rev-parse", commit + "^0"})});
  };
  set(k_base, queue.base);
  set(k_tip, queue.onto);
  const fs::path work = git_directory.parent_path() / "real-work";
  git(git_directory, {"worktree", "add", "--quiet", "--detach", work.string(), k_base});
  std::vector<std::string> am{"am", "--quiet", "-3"};
  am.insert(am.end(), files.begin(), files.end());
  git(work, am);
  set(queue_branch(patches), git(work, {"rev-parse", "HEAD"}));
  git(work, {"checkout", "--quiet", "--detach", k_tip});
  run_quietly(work, skipping("cherry-pick", fmt::format("{}..{}", k_base, queue_branch(patches))));
  set(expected_branch(patches), git(work, {"rev-parse", "HEAD"}));
  git(git_directory, {"worktree", "remove", "--force", work.string()});
  // As a clone over a network has them; a sandbox takes what is not packed for a contender's.
  git(git_directory, {"repack", "-a", "-d", "-q"});
  return patches;
}

}  // namespace mlxpatch::bench
