#include "human/commit_words.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/report/commit_line.hpp>

#include "human/escaped.hpp"

namespace mlxpatch::ui {

std::string short_id(std::string_view id) { return escaped(id.substr(0, 8)); }

std::string day_of(std::string_view date) { return escaped(date.substr(0, 10)); }

std::string commit_name(const report::CommitLine& commit) {
  const std::string id = short_id(commit.id);
  return commit.number ? fmt::format("{} (#{})", id, *commit.number) : id;
}

std::string commit_words(const report::CommitLine& commit) {
  std::string words = commit_name(commit);
  if (!commit.date.empty()) words += "  " + day_of(commit.date);
  if (!commit.author.empty()) words += "  " + escaped(commit.author);
  return words;
}

std::string subject_words(const report::CommitLine& commit) {
  std::string_view subject = commit.subject;
  if (commit.number) {
    const std::string ending = fmt::format(" (#{})", *commit.number);
    if (subject.ends_with(ending)) subject.remove_suffix(ending.size());
  }
  return escaped(subject);
}

std::string place_words(const report::CommitLine& commit) {
  std::string words = short_id(commit.id);
  if (!commit.date.empty()) words += "  " + day_of(commit.date);
  const bool tells_more = !commit.describe.empty() && !commit.id.starts_with(commit.describe);
  if (tells_more) words += "  " + escaped(commit.describe);
  if (!commit.subject.empty()) words += "  " + escaped(commit.subject);
  return words;
}

}  // namespace mlxpatch::ui
