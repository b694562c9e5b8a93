#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "contender.hpp"
#include "measure.hpp"
#include "sandbox.hpp"
#include "tournament.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::size_t k_files_named = 3;

std::string last_line_of(const std::filesystem::path& log) {
  const std::string text = read_file(log);
  const std::vector<std::string_view> lines = split_lines(trim_end(text));
  return lines.empty() ? "" : escape_control(trim(lines.back()));
}

std::string difference(const Sandbox& sandbox, const std::string& result, const std::string& expected) {
  constexpr std::size_t k_tree_digits = 40;
  if (expected.size() != k_tree_digits || result.size() != k_tree_digits) return result;
  const std::vector<std::string> paths = sandbox.differing_paths(expected, result);
  std::string words = count_of(paths.size(), "file");
  for (std::size_t i = 0; i < paths.size() && i < k_files_named; ++i) words += (i == 0 ? ": " : ", ") + paths[i];
  return paths.size() > k_files_named ? words + ", …" : words;
}

void judge(Standing& standing, const MeasuredRun& run, const Sandbox& sandbox, const std::filesystem::path& log) {
  const Contender& contender = *standing.contender;
  if (!contender.good_exits.contains(run.exit_code)) {
    standing.verdict = Verdict::failed;
    standing.words = fmt::format("exit code {}: {}", run.exit_code, last_line_of(log));
  } else if (!contender.result) {
    standing.verdict = Verdict::nothing_to_compare;
  } else if (const std::string result = contender.result(log); result == contender.expected) {
    standing.verdict = Verdict::as_expected;
  } else {
    standing.verdict = Verdict::differs;
    standing.words = difference(sandbox, result, contender.expected);
  }
}

}  // namespace

std::vector<Standing> run_tournament(const std::vector<Contender>& contenders, const Sandbox& sandbox,
                                     const TournamentRules& rules) {
  std::vector<Standing> standings(contenders.size());
  for (std::size_t i = 0; i < contenders.size(); ++i) standings[i].contender = &contenders[i];
  for (std::size_t round = 0; round < rules.rounds; ++round) {
    for (Standing& standing : standings) {
      const Contender& contender = *standing.contender;
      if (!contender.absent.empty() || standing.verdict == Verdict::failed) continue;
      if (!standing.costs.empty() && standing.costs.front().wall_seconds > rules.patience_seconds) continue;
      fmt::print(stderr, "round {}: {}: {} ... ", round + 1, contender.task, contender.name);
      if (contender.prepare) contender.prepare();
      const MeasuredRun run = run_measured(contender.command, contender.directory, rules.log);
      standing.costs.push_back(run.cost);
      // Comparing takes longer than many a run; one round's result stands for all, but that nobody may fail later.
      if (round == 0 || !contender.good_exits.contains(run.exit_code)) judge(standing, run, sandbox, rules.log);
      fmt::print(stderr, "{:.3f} s CPU, {:.3f} s{}{}\n", run.cost.cpu_seconds, run.cost.wall_seconds,
                 standing.words.empty() ? "" : ", ", standing.words);
    }
  }
  return standings;
}

}  // namespace mlxpatch::bench
