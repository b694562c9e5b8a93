#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "contender.hpp"
#include "measure.hpp"

namespace mlxpatch::bench {

enum class Verdict { not_run, nothing_to_compare, as_expected, differs, failed };

/// What came of one contender in all its rounds.
struct Standing {
  const Contender* contender = nullptr;
  std::vector<Cost> costs;
  Verdict verdict = Verdict::not_run;
  std::string words;  ///< in which files it differs, or with which exit code it failed
};

struct TournamentRules {
  std::size_t rounds = 3;
  double patience_seconds = 20;  ///< who takes longer (wall) than this is run once only
  std::filesystem::path log;     ///< a file for what contenders print
};

/// Runs the contenders in turn, each once a round, and compares what they give with what it has to be. Says on stderr
/// who is running.
std::vector<Standing> run_tournament(const std::vector<Contender>& contenders, const Sandbox& sandbox,
                                     const TournamentRules& rules);

}  // namespace mlxpatch::bench
