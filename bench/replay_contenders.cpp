#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process.hpp>

#include "contender.hpp"
#include "contender_parts.hpp"
#include "shell.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* k_task = "replay";
constexpr const char* k_result = "bench-result";

/// The tree that a replay reports, by itself at the beginning of a line.
std::string reported_tree(const fs::path& log) {
  const std::string text = read_file(log);
  constexpr std::string_view k_before = "\n \"tree\": \"";
  const std::size_t at = text.find(k_before);
  if (at == std::string::npos) return "no tree";
  const std::size_t begin = at + k_before.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

Contender mlxpatch_replay(const Arena& arena, const std::string& name, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments{"replay", "--onto", k_tip, queue_range(arena)};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  Contender contender = ours_in(arena, k_task, name, std::move(arguments));
  contender.prepare = [&sandbox = arena.sandbox] { sandbox.reset(k_base); };
  return contender;
}

/// One that all patches have to get through.
Contender whole_replay(const Arena& arena, const std::string& name, std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--branch", k_result});
  Contender contender = mlxpatch_replay(arena, name, flags);
  contender.result = tree_at(arena, k_result);
  return contender;
}

/// One that leaves out what conflicts.
Contender partial_replay(const Arena& arena, const std::string& name, std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--keep-going", "--json"});
  Contender contender = mlxpatch_replay(arena, name, flags);
  contender.good_exits = {0, k_check_failed};
  contender.result = reported_tree;
  return contender;
}

Contender with_command(Contender contender, std::vector<std::string> command) {
  contender.command = std::move(command);
  return contender;
}

/// git's own replay in memory, since 2.44. It prints ref updates; later versions make them themselves unless told not
/// to.
Contender git_replay(const Arena& arena) {
  const std::string usage = find_program("git") ? run_process({"git", "replay", "-h"}).output : "";
  const char* print = usage.find("--ref-action") != std::string::npos ? "--ref-action=print" : "";
  const std::string range = fmt::format("{}..{}", k_base, k_result);
  Contender contender = contender_in(
      arena, k_task, "git replay",
      {"sh", "-c", fmt::format("git replay {} --onto {} {} | git update-ref --stdin", print, k_tip, range)});
  if (usage.find("git replay") == std::string::npos) contender.absent = "needs git 2.44";
  contender.prepare = [arena] {
    arena.sandbox.reset(k_base);
    arena.sandbox.git({"branch", k_result, queue_branch(arena.patches)});
  };
  contender.result = tree_at(arena, k_result);
  return contender;
}

Contender git_rebase(const Arena& arena) {
  Contender contender = contender_in(arena, k_task, "git rebase", {"git", "rebase", "--quiet", k_tip});
  contender.prepare = [arena] {
    arena.sandbox.reset(queue_branch(arena.patches));
    arena.sandbox.git({"checkout", "--quiet", "-b", k_result});
  };
  contender.result = tree_at(arena, "HEAD");
  return contender;
}

Contender git_cherry_pick(const Arena& arena) {
  Contender contender = contender_in(arena, k_task, "git cherry-pick", {"git", "cherry-pick", queue_range(arena)});
  contender.prepare = [&sandbox = arena.sandbox] { sandbox.reset(k_tip); };
  contender.result = tree_at(arena, "HEAD");
  return contender;
}

Contender git_format_patch_am(const Arena& arena) {
  Contender contender =
      contender_in(arena, k_task, "git format-patch, git am -3",
                   {"sh", "-c", fmt::format("git format-patch --stdout {} | git am -q -3", queue_range(arena))});
  contender.prepare = [&sandbox = arena.sandbox] { sandbox.reset(k_tip); };
  contender.result = tree_at(arena, "HEAD");
  return contender;
}

Contender stg_rebase(const Arena& arena) {
  Contender contender = contender_in(arena, k_task, "stg rebase", {"stg", "rebase", k_tip});
  contender.prepare = [arena] {
    arena.sandbox.reset(queue_branch(arena.patches));
    arena.sandbox.git({"checkout", "--quiet", "-b", k_result});
    run_quietly(arena.sandbox.directory(), {"stg", "init"});
    run_quietly(arena.sandbox.directory(), {"stg", "uncommit", "-n", std::to_string(arena.patches)});
  };
  contender.result = tree_at(arena, "HEAD");
  return contender;
}

Contender quilt_push(const Arena& arena) {
  Contender contender =
      contender_in(arena, k_task, "quilt push -a",
                   {"env", fmt::format("QUILT_PATCHES={}", patch_folder(arena).string()), "quilt", "push", "-a", "-q"});
  if (!find_program("quilt")) contender.absent = "not installed";
  contender.prepare = [&sandbox = arena.sandbox] { sandbox.reset(k_tip); };
  contender.result = [&sandbox = arena.sandbox](const fs::path&) { return sandbox.tree_of_files({".pc"}); };
  return contender;
}

Contender gbp_import(const Arena& arena) {
  Contender contender = contender_in(arena, k_task, "gbp pq import", {"gbp", "pq", "import"});
  contender.prepare = [arena] {
    arena.sandbox.reset(k_tip);
    arena.sandbox.git({"checkout", "--quiet", "-b", "debian"});
    const fs::path debian = arena.sandbox.directory() / "debian";
    fs::create_directories(debian);
    fs::copy(patch_folder(arena), debian / "patches", fs::copy_options::recursive);
    write_output_file(debian / "changelog",
                      "bench (1-1) unstable; urgency=low\n\n  * Begin\n\n"
                      " -- Ada Example <ada@example.org>  Thu, 01 Jan 2026 10:00:00 +0000\n");
    write_output_file(debian / "control",
                      "Source: bench\nMaintainer: Ada Example <ada@example.org>\n\nPackage: bench\nArchitecture: all\n"
                      "Description: nothing\n");
    arena.sandbox.git({"add", "debian"});
    arena.sandbox.git({"commit", "--quiet", "--message", "Add the packaging"});
  };
  contender.result = [&sandbox = arena.sandbox](const fs::path&) { return sandbox.tree_of_files({"debian"}); };
  return contender;
}

}  // namespace

std::vector<Contender> replay_contenders(const Arena& arena) {
  std::vector<Contender> contenders{whole_replay(arena, "mlxpatch replay", {}),
                                    whole_replay(arena, "mlxpatch replay --direct", {"--direct"}),
                                    git_replay(arena),
                                    git_rebase(arena),
                                    git_cherry_pick(arena),
                                    git_format_patch_am(arena),
                                    stg_rebase(arena),
                                    quilt_push(arena),
                                    gbp_import(arena)};
  for (Contender& contender : contenders) contender.expected = expected_tree(arena);
  return contenders;
}

std::vector<Contender> real_contenders(const Arena& arena) {
  std::vector<Contender> contenders{
      partial_replay(arena, "mlxpatch replay", {}), partial_replay(arena, "mlxpatch replay --direct", {"--direct"}),
      git_replay(arena), with_command(git_rebase(arena), skipping("rebase", fmt::format("--quiet {}", k_tip))),
      with_command(git_cherry_pick(arena), skipping("cherry-pick", queue_range(arena)))};
  for (Contender& contender : contenders) contender.expected = expected_tree(arena);
  return contenders;
}

std::vector<Contender> culprit_contenders(const Arena& arena) {
  const std::string range = fmt::format("{}..{}", k_base, conflicting_branch(arena.patches));
  Contender contender = ours_in(arena, "culprit", "mlxpatch culprit", {"culprit", "--onto", k_tip, range});
  contender.prepare = [&sandbox = arena.sandbox] { sandbox.reset(k_base); };
  const std::string words = fmt::format("{} patches conflict", k_conflicting_patches);
  contender.result = [words](const fs::path& log) {
    return read_file(log).find(words) != std::string::npos ? words : "another number of conflicts";
  };
  contender.expected = words;
  return {contender};
}

}  // namespace mlxpatch::bench
