#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>

#include "contender.hpp"
#include "contender_parts.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

Contender contender_in(const Arena& arena, std::string_view task, std::string_view name,
                       std::vector<std::string> command) {
  Contender contender;
  contender.task = task;
  contender.name = name;
  if (command.front().find('/') == std::string::npos && !find_program(command.front())) {
    contender.absent = "not installed";
  }
  contender.command = std::move(command);
  contender.directory = arena.sandbox.directory();
  return contender;
}

Contender ours_in(const Arena& arena, std::string_view task, std::string_view name,
                  std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), arena.mlxpatch.string());
  Contender contender = contender_in(arena, task, name, std::move(arguments));
  contender.side = Side::ours;
  return contender;
}

std::string expected_tree(const Arena& arena) { return arena.sandbox.tree_of(expected_branch(arena.patches)); }

std::function<std::string(const fs::path&)> tree_at(const Arena& arena, const std::string& commit) {
  return [&sandbox = arena.sandbox, commit](const fs::path&) { return sandbox.tree_of(commit); };
}

std::vector<std::string> skipping(std::string_view verb, std::string_view arguments) {
  // What git keeps of a command that has stopped.
  constexpr const char* k_goes_on =
      "d=$(git rev-parse --git-dir); [ -d $d/rebase-merge ] || [ -d $d/sequencer ] || "
      "[ -e $d/CHERRY_PICK_HEAD ]";
  return {"sh", "-c",
          fmt::format("git {} {}; while {}; do git {} --skip; done; true", verb, arguments, k_goes_on, verb)};
}

std::string queue_range(const Arena& arena) { return fmt::format("{}..{}", k_base, queue_branch(arena.patches)); }

fs::path patch_folder(const Arena& arena) {
  fs::path folder = arena.scratch / fmt::format("patches-{}", arena.patches);
  if (fs::exists(folder)) return folder;
  arena.sandbox.git({"format-patch", "--quiet", "--output-directory", folder.string(), queue_range(arena)});
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  write_output_file(folder / "series", fmt::format("{}\n", fmt::join(names, "\n")));
  return folder;
}

std::vector<std::string> patch_files(const Arena& arena) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(patch_folder(arena))) {
    if (entry.path().extension() == ".patch") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace mlxpatch::bench
