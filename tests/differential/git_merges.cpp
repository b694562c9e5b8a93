#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>
#include "support/command.hpp"
#include "support/git_repo.hpp"

#include "git_merges.hpp"

namespace mlxpatch::tests {
namespace {

/// Commits for the trees, so that git finds `base` as the merge base: their ids by their marks, which count from 1.
std::vector<std::string> import_commits(const GitRepo& repository, const std::vector<AskedMerge>& merges) {
  std::ostringstream stream;
  std::size_t mark = 0;
  const auto commit = [&](const std::string& tree, std::size_t parent) {
    ++mark;
    stream << "commit refs/asked/merge\nmark :" << mark << "\ncommitter Ask <ask@example.com> " << mark
           << " +0000\ndata 0\n";
    if (parent > 0) {
      stream << "from :" << parent << "\n";
    }
    stream << "M 040000 " << tree << " \n\n";
    return mark;
  };
  for (const AskedMerge& merge : merges) {
    stream << "reset refs/asked/merge\n\n";
    const std::size_t base = commit(merge.base, 0);
    commit(merge.ours, base);
    commit(merge.theirs, base);
  }
  stream << "done\n";
  const std::filesystem::path marks = World::current() / "asked-marks";
  repository.git({"fast-import", "--quiet", "--force", "--done", "--export-marks=" + marks.string()}, stream.str());
  std::vector<std::string> commits(mark + 1);
  std::istringstream lines(read_bytes(marks));
  for (std::string number, id; lines >> number >> id;) {
    commits.at(std::stoul(number.substr(1))) = id;
  }
  return commits;
}

/// Cuts the answers of `git merge-tree --write-tree --stdin` apart: for each merge "1" or "0", the tree, "mode id
/// stage<tab>path" for each conflicted stage, an empty field; then for each message the number of its paths, these, its
/// type and its text; and an empty field. An answer that is cut short is left out.
std::vector<GitMerge> read_answers(const std::string& text) {
  std::vector<GitMerge> answers;
  std::size_t at = 0;
  const auto field = [&] {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    std::string value = text.substr(at, end - at);
    at = end + 1;
    return value;
  };
  while (at < text.size()) {
    GitMerge answer;
    answer.verdict = field() == "1" ? GitMerge::Verdict::clean : GitMerge::Verdict::conflict;
    answer.tree = field();
    while (!field().empty()) {
    }
    for (std::string paths = field(); !paths.empty(); paths = field()) {
      for (std::size_t left = std::stoul(paths) + 1; left > 0; --left) {
        field();
      }
      answer.messages += field();
    }
    if (at <= text.size()) {
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

/// Asks git, one question per line. If git dies of one, the rest is asked again in halves until that one is alone.
std::vector<GitMerge> ask(const GitRepo& repository, const std::vector<std::string>& questions) {
  std::string input;
  for (const std::string& question : questions) {
    input += question;
  }
  const CommandResult result = repository.try_git({"merge-tree", "--write-tree", "--messages", "--stdin"}, input);
  std::vector<GitMerge> answers = read_answers(result.out);
  if (answers.size() == questions.size() || questions.size() == 1) {
    answers.resize(questions.size(), {GitMerge::Verdict::died, "", result.err});
    return answers;
  }
  const auto open = questions.begin() + static_cast<std::ptrdiff_t>(answers.size());
  const auto middle = open + (questions.end() - open + 1) / 2;
  for (const auto& part : {std::vector(open, middle), std::vector(middle, questions.end())}) {
    const std::vector<GitMerge> rest = part.empty() ? std::vector<GitMerge>() : ask(repository, part);
    answers.insert(answers.end(), rest.begin(), rest.end());
  }
  return answers;
}

}  // namespace

namespace {

/// Whether it is git 2.`minor` or newer.
bool git_is_since(int minor) {
  int major = 0;
  int own_minor = 0;
  const std::string version = run_git({"version"});
  return std::sscanf(version.c_str(), "git version %d.%d", &major, &own_minor) == 2 &&
         (major > 2 || (major == 2 && own_minor >= minor));
}

}  // namespace

bool git_merges_many() { return git_is_since(39); }

bool git_counts_last_lines() { return git_is_since(44); }

bool git_compares_twice() { return git_is_since(54); }

std::vector<GitMerge> merge_with_git(const GitRepo& repository, const std::vector<AskedMerge>& merges) {
  if (merges.empty()) {
    return {};
  }
  const std::vector<std::string> commits = import_commits(repository, merges);
  std::vector<std::string> questions;
  questions.reserve(merges.size());
  for (std::size_t i = 0; i < merges.size(); ++i) {
    questions.push_back(commits.at(3 * i + 2) + " " + commits.at(3 * i + 3) + "\n");
  }
  return ask(repository, questions);
}

}  // namespace mlxpatch::tests
