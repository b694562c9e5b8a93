#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include <catch2/catch_message.hpp>
#include <string>
#include <vector>
#include "support/command.hpp"
#include "support/git_repo.hpp"
#include "support/history_generator.hpp"

#include "histories.hpp"

namespace mlxpatch::tests {
namespace {

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::stoull(value);
}

std::vector<std::string> fields_of(const std::string& text) {
  std::vector<std::string> fields;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\0', start), text.size());
    fields.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return fields;
}

/// git's fields for each commit of a range, oldest first.
std::vector<std::vector<std::string>> log_fields(const GitRepo& repository, const std::string& range,
                                                 const std::vector<std::string>& placeholders) {
  std::string format = "--format=tformat:";
  for (std::size_t i = 0; i < placeholders.size(); ++i) {
    format += (i == 0 ? "" : "%x00") + placeholders[i];
  }
  const std::vector<std::string> fields =
      fields_of(repository.git({"log", "-z", "--reverse", "--topo-order", "--date=raw", format, range, "--"}));
  std::vector<std::vector<std::string>> commits;
  for (std::size_t i = 0; i + placeholders.size() <= fields.size(); i += placeholders.size()) {
    commits.emplace_back(fields.begin() + static_cast<std::ptrdiff_t>(i),
                         fields.begin() + static_cast<std::ptrdiff_t>(i + placeholders.size()));
  }
  return commits;
}

/// The tree after each commit that a rebase made, by the author date, which no two commits of a history share.
std::map<std::string, std::string> rebased_trees(const GitRepo& repository, const std::string& onto) {
  std::map<std::string, std::string> trees;
  for (const auto& fields : log_fields(repository, onto + "..HEAD", {"%at", "%T"})) {
    trees[fields[0]] = fields[1];
  }
  return trees;
}

std::string verdict_name(GitOutcome::Verdict verdict) {
  switch (verdict) {
    case GitOutcome::Verdict::made:
      return "made";
    case GitOutcome::Verdict::nothing:
      return "nothing";
    case GitOutcome::Verdict::conflict:
      return "conflict";
  }
  return "";
}

}  // namespace

Histories::Histories(const HistoryProfile& profile, std::size_t part, std::size_t count)
    : m_repository(GitRepo::init(World::current() / "histories")) {
  const std::size_t all = number_from_environment("MLXPATCH_TEST_COUNT", count);
  const std::uint64_t seed = number_from_environment("MLXPATCH_TEST_SEED", 1);
  const std::size_t first = all * part / k_parts;
  const std::size_t end = all * (part + 1) / k_parts;
  m_histories = HistoryGenerator(profile).generate(m_repository, seed + first, end - first);
  if (!m_histories.empty()) {
    m_repository.git({"checkout", "--quiet", "--detach", m_histories.front().base});
  }
}

std::vector<GitOutcome> rebase_with_git(const GitRepo& repository, const GeneratedHistory& history, RebaseDedup dedup) {
  std::vector<std::string> rebase{"rebase", "--quiet", "--empty=keep", "--no-verify"};
  if (dedup == RebaseDedup::off) {
    rebase.emplace_back("--reapply-cherry-picks");
  }
  rebase.insert(rebase.end(), {history.upstream, history.queue});
  std::map<std::string, bool> conflicted;
  CommandResult result = repository.try_git(rebase);
  while (result.exit != 0) {
    const std::filesystem::path stopped_at = repository / ".git/REBASE_HEAD";
    if (!std::filesystem::exists(stopped_at)) {
      throw std::runtime_error("git rebase failed for seed " + std::to_string(history.seed) + "\n" + result.err);
    }
    std::string id = read_bytes(stopped_at);
    id.erase(id.find_last_not_of('\n') + 1);
    if (!conflicted.emplace(id, true).second) {
      throw std::runtime_error("git rebase --skip makes no progress at " + id + "\n" + result.err);
    }
    result = repository.try_git({"rebase", "--skip"});
  }
  if (!conflicted.empty()) {
    repository.git({"clean", "-fdxq"});
  }
  const std::map<std::string, std::string> trees = rebased_trees(repository, history.upstream);
  std::vector<GitOutcome> outcomes;
  std::string tree = repository.tree(history.upstream);
  const auto patches = log_fields(repository, history.base + ".." + history.queue, {"%at", "%H"});
  for (const auto& patch : patches) {
    const auto made = trees.find(patch[0]);
    GitOutcome::Verdict verdict = GitOutcome::Verdict::nothing;
    if (conflicted.contains(patch[1])) {
      verdict = GitOutcome::Verdict::conflict;
    } else if (made != trees.end() && made->second != tree) {
      verdict = GitOutcome::Verdict::made;
      tree = made->second;
    }
    outcomes.push_back({verdict, tree});
  }
  return outcomes;
}

std::string to_string(const std::vector<GitOutcome>& outcomes) {
  std::string text;
  for (const GitOutcome& outcome : outcomes) {
    text.append(verdict_name(outcome.verdict)).append(" ").append(outcome.tree).append("\n");
  }
  return text;
}

std::vector<CarriedCommit> carried_commits(const GitRepo& repository, const std::string& from, const std::string& to) {
  std::vector<CarriedCommit> commits;
  if (to.empty()) {
    return commits;
  }
  std::string tree = repository.tree(from);
  const std::string range = from + ".." + to;
  for (const auto& fields : log_fields(repository, range, {"%T", "%an <%ae>", "%ad", "%B"})) {
    if (fields[0] == tree) {
      continue;
    }
    tree = fields[0];
    std::string message = fields[3];
    message.erase(message.find_last_not_of(" \n\t") + 1);
    commits.push_back({fields[0], fields[1], fields[2], message});
  }
  return commits;
}

std::string to_string(const std::vector<CarriedCommit>& commits) {
  std::string text;
  for (const CarriedCommit& commit : commits) {
    for (const std::string& part : {commit.tree, commit.author, commit.date, commit.message})
      text.append(part).append("\n");
    text += "\n";
  }
  return text;
}

std::string am_with_git(const GitRepo& repository, const std::string& base, const std::string& mbox,
                        const std::vector<std::string>& options) {
  repository.git({"checkout", "--quiet", "--force", "--detach", base});
  std::vector<std::string> am{"am", "--quiet", "--keep-non-patch", "--keep-cr", "--empty=drop"};
  am.insert(am.end(), options.begin(), options.end());
  const CommandResult result = repository.try_git(am, mbox);
  if (result.exit == 0) {
    return repository.rev_parse();
  }
  UNSCOPED_INFO("git am: " << result.out << result.err);
  repository.try_git({"am", "--abort"});
  repository.git({"clean", "-fdxq"});
  return "";
}

}  // namespace mlxpatch::tests
