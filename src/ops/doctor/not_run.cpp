#include "doctor/not_run.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> active_hooks(const git::Repository& repository) {
  fs::path directory = repository.common_directory() / "hooks";
  // A relative core.hooksPath is relative to where hooks run: the worktree.
  if (const auto configured = repository.config_string("core.hooksPath")) {
    directory = repository.work_directory() / *configured;
  }
  std::vector<std::string> hooks;
  std::error_code problem;
  for (fs::directory_iterator entry(directory, problem), last; !problem && entry != last; entry.increment(problem)) {
    const fs::path& file = entry->path();
    const bool is_active =
        file.extension() != ".sample" && entry->is_regular_file(problem) && access(file.c_str(), X_OK) == 0;
    if (is_active) hooks.push_back(file.filename().string());
  }
  std::ranges::sort(hooks);
  return hooks;
}

/// What the repository's own attributes give as the value of one: "filter=" names the filter programs.
std::vector<std::string> values_of(const git::Repository& repository, std::string_view attribute) {
  std::vector<std::string> names;
  for (const fs::path& file :
       {repository.work_directory() / ".gitattributes", repository.common_directory() / "info" / "attributes"}) {
    std::error_code absent;
    if (!fs::is_regular_file(fs::symlink_status(file, absent))) continue;
    const std::string text = read_file_if_exists(file).value_or("");
    for (const std::string_view line : split_lines(text)) {
      if (line.starts_with('#')) continue;
      for (const std::string_view word : split(trim(line), ' ')) {
        if (word.starts_with(attribute)) names.emplace_back(word.substr(attribute.size()));
      }
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

std::vector<std::string> not_run_here(const git::Repository& repository) {
  std::vector<std::string> sentences;
  if (const auto hooks = active_hooks(repository); !hooks.empty()) {
    sentences.push_back(fmt::format("hooks are not run: {}", join(hooks, ", ")));
  }
  if (repository.config_bool("commit.gpgsign").value_or(false)) {
    sentences.emplace_back("commits are not signed, although commit.gpgsign is set");
  }
  if (const auto names = values_of(repository, "filter="); !names.empty()) {
    sentences.push_back(
        fmt::format("filter programs are not run ({}): such files are checked out as stored, LFS files "
                    "as pointers",
                    join(names, ", ")));
  }
  if (const auto names = values_of(repository, "working-tree-encoding="); !names.empty()) {
    sentences.push_back(fmt::format("working-tree-encoding is not heeded ({}): such files are checked out as stored",
                                    join(names, ", ")));
  }
  return sentences;
}

}  // namespace mlxpatch::ops
