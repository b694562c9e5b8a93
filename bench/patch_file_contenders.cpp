#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "contender.hpp"
#include "contender_parts.hpp"
#include "shell.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

namespace {

/// Patch files to commits, by us and by git, on `commit`.
void add_am(std::vector<Contender>& contenders, const Arena& arena, const std::string& commit) {
  const std::string task = fmt::format("am on the {}", commit);
  std::vector<std::string> git_command{"git", "am", "-q", "-3"};
  for (std::string& file : patch_files(arena)) git_command.push_back(std::move(file));
  for (Contender contender : {ours_in(arena, task, "mlxpatch am", {"am", patch_folder(arena).string()}),
                              contender_in(arena, task, "git am -3", std::move(git_command))}) {
    // On a branch, as people are.
    contender.prepare = [&sandbox = arena.sandbox, commit] {
      sandbox.reset(commit);
      sandbox.git({"checkout", "--quiet", "-b", "bench-result"});
    };
    contender.result = tree_at(arena, "HEAD");
    contender.expected = commit == k_tip ? expected_tree(arena) : arena.sandbox.tree_of(queue_branch(arena.patches));
    contenders.push_back(std::move(contender));
  }
}

void add_format_patch(std::vector<Contender>& contenders, const Arena& arena) {
  const fs::path out = arena.scratch / "out";
  for (Contender contender : {ours_in(arena, "format-patch", "mlxpatch format-patch",
                                      {"format-patch", "-o", out.string(), queue_range(arena)}),
                              contender_in(arena, "format-patch", "git format-patch",
                                           {"git", "format-patch", "-q", "-o", out.string(), queue_range(arena)})}) {
    contender.prepare = [&sandbox = arena.sandbox, out] {
      sandbox.reset(k_base);
      fs::remove_all(out);
      fs::create_directories(out);
    };
    // The files must make the queue's tree again when git applies them.
    contender.result = [&sandbox = arena.sandbox, out](const fs::path&) {
      sandbox.git({"checkout", "--quiet", "-b", "bench-result"});
      run_quietly(sandbox.directory(), {"sh", "-c", fmt::format("git am -q {}/*.patch", shell_quoted(out.string()))});
      return sandbox.tree_of("HEAD");
    };
    contender.expected = arena.sandbox.tree_of(queue_branch(arena.patches));
    contenders.push_back(std::move(contender));
  }
}

/// One of our commands in a project: the sandbox is the checkout of a fork whose project is the folder around it,
/// fetched up to the tip.
Contender in_project(const Arena& arena, std::string_view task, std::vector<std::string> arguments) {
  const fs::path project = arena.sandbox.directory().parent_path();
  const std::string name = fmt::format("mlxpatch {}", fmt::join(arguments, " "));
  Contender contender = ours_in(arena, task, name, std::move(arguments));
  contender.directory = project;
  contender.prepare = [arena, project] {
    Sandbox& sandbox = arena.sandbox;
    sandbox.reset(queue_branch(arena.patches));
    sandbox.git({"checkout", "--quiet", "-b", "local-patches"});
    sandbox.git({"remote", "add", "upstream", (sandbox.directory() / ".git").string()});
    sandbox.git({"update-ref", "refs/remotes/upstream/tip", k_tip});
    for (const char* old : {"mlxpatch.toml", "mlxpatch.lock", "patches"}) fs::remove_all(project / old);
    const std::string checkout = sandbox.directory().filename().string();
    run_quietly(project, {arena.mlxpatch.string(), "init", "--adopt", checkout, "--branch", k_tip});
  };
  return contender;
}

}  // namespace

std::vector<Contender> patch_file_contenders(const Arena& arena) {
  std::vector<Contender> contenders;
  add_am(contenders, arena, k_base);
  add_am(contenders, arena, k_tip);
  add_format_patch(contenders, arena);
  return contenders;
}

std::vector<Contender> tag_contenders(const Arena& arena) {
  std::vector<Contender> contenders{in_project(arena, "regen", {"regen"}), in_project(arena, "check", {"check"}),
                                    in_project(arena, "update", {"update", "--dry-run"}),
                                    in_project(arena, "status", {"status"})};
  for (Contender& contender : contenders) contender.good_exits = {0, k_check_failed};
  return contenders;
}

std::vector<Contender> status_contenders(const Arena& arena) {
  Contender version = ours_in(arena, "start", "mlxpatch --version", {"--version"});
  Contender git_version = contender_in(arena, "start", "git --version", {"git", "--version"});
  Contender status = in_project(arena, "status", {"status"});
  Contender git_status = contender_in(arena, "status", "git status", {"git", "status"});
  git_status.prepare = [arena] { arena.sandbox.reset(queue_branch(arena.patches)); };
  return {version, git_version, status, git_status};
}

}  // namespace mlxpatch::bench
