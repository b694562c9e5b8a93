#include "attributes.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fnmatch.h>

#include <mlxpatch/base/quoting.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/outer_attributes.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

namespace mlxpatch::merge {

namespace {

using State = AttributeValue::State;
using Assignment = AttributeRules::Assignment;

constexpr std::string_view k_blanks = " \t\r\n";
constexpr std::string_view k_macro_mark = "[attr]";
constexpr std::size_t k_longest_line = 2048;  ///< git ignores longer ones

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(k_blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(k_blanks));
  text.remove_prefix(word.size());
  return word;
}

/// A pattern with blanks is quoted; one with broken quotes is taken as it is.
std::string take_pattern(std::string_view& text) {
  std::string_view rest = text;
  if (rest.starts_with('"')) {
    if (auto pattern = consume_quoted_path(rest)) {
      text = rest;
      return std::move(*pattern);
    }
  }
  return std::string(take_word(text));
}

/// "name", "-name", "!name" or "name=text".
Assignment read_assignment(std::string_view word) {
  if (consume(word, "-")) return {std::string(word), {State::unset, {}}};
  if (consume(word, "!")) return {std::string(word), {State::unspecified, {}}};
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {std::string(word), {State::set, {}}};
  return {std::string(word.substr(0, equals)), {State::text, std::string(word.substr(equals + 1))}};
}

std::vector<Assignment> read_assignments(std::string_view text) {
  std::vector<Assignment> assignments;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    assignments.push_back(read_assignment(word));
  }
  return assignments;
}

bool matches_part(std::string_view pattern, std::string_view part, LetterCase letter_case) {
  const int flags = FNM_PATHNAME | (letter_case == LetterCase::ignored ? FNM_CASEFOLD : 0);
  return ::fnmatch(std::string(pattern).c_str(), std::string(part).c_str(), flags) == 0;
}

/// Compares part by part. "**" matches any number of directories; at the end, everything below. If the parts after one
/// "**" do not match, only that one is tried further along: an earlier one could do no better.
bool matches_path(std::string_view pattern, std::string_view path, LetterCase letter_case) {
  constexpr std::size_t k_none = std::string_view::npos;
  const std::vector<std::string_view> wanted = split(pattern, '/');
  const std::vector<std::string_view> parts = split(path, '/');
  std::size_t last_any = k_none;
  std::size_t tried_from = 0;
  std::size_t want = 0;
  std::size_t at = 0;
  while (at < parts.size()) {
    if (want < wanted.size() && wanted[want] == "**") {
      if (want + 1 == wanted.size()) return true;
      last_any = want++;
      tried_from = at;
    } else if (want < wanted.size() && matches_part(wanted[want], parts[at], letter_case)) {
      ++want;
      ++at;
    } else if (last_any != k_none) {
      want = last_any + 1;
      at = ++tried_from;
    } else {
      return false;
    }
  }
  return want == wanted.size();
}

std::optional<AttributeRules> rules_of(const std::optional<std::string>& text) {
  return text ? std::optional<AttributeRules>(AttributeRules(*text)) : std::nullopt;
}

}  // namespace

AttributeRules::AttributeRules(std::string_view text) {
  consume(text, "\xef\xbb\xbf");  // a byte order mark
  for (std::string_view line : split_lines(text)) {
    line.remove_prefix(std::min(line.find_first_not_of(k_blanks), line.size()));
    if (line.empty() || line.front() == '#' || line.size() > k_longest_line) continue;
    if (consume(line, k_macro_mark)) {
      const std::string name(take_word(line));
      m_macros.insert_or_assign(name, read_assignments(line));
      continue;
    }
    std::string pattern = take_pattern(line);
    // Git allows neither: directories have no attributes, and no rule can be revoked.
    if (pattern.ends_with('/') || pattern.starts_with('!')) continue;
    const bool has_directory = pattern.find('/') != std::string::npos;
    if (pattern.starts_with('/')) pattern.erase(0, 1);
    m_rules.push_back({std::move(pattern), has_directory, read_assignments(line)});
  }
}

bool attribute_pattern_matches(const AttributeRules::Rule& rule, std::string_view path, LetterCase letter_case) {
  if (rule.has_directory) return matches_path(rule.pattern, path, letter_case);
  return matches_part(rule.pattern, path.substr(path.rfind('/') + 1), letter_case);
}

/// Goes through the sources, the most important first, and in each from the last line up: the first value found counts.
/// A macro that is set sets the attributes it names.
class Attributes::Question {
 public:
  Question(const std::vector<Source>& sources, std::string_view path, std::string_view name, LetterCase letter_case)
      : m_sources(sources), m_path(path), m_name(name), m_letter_case(letter_case) {}

  AttributeValue answer() {
    for (const Source& source : m_sources) {
      for (const AttributeRules::Rule& rule : std::views::reverse(source.rules->rules())) {
        if (!attribute_pattern_matches(rule, m_path.substr(source.directory_length), m_letter_case)) continue;
        decide_all(rule.assignments);
        if (const auto found = m_decided.find(m_name); found != m_decided.end()) return found->second;
      }
    }
    return {};
  }

 private:
  void decide_all(const std::vector<Assignment>& assignments) {
    for (const Assignment& assignment : std::views::reverse(assignments)) {
      const bool is_new = m_decided.emplace(assignment.name, assignment.value).second;
      if (is_new && assignment.value.state == State::set) expand(assignment.name);
    }
  }

  /// Only files at the root and outside the tree define macros.
  void expand(const std::string& macro) {
    for (const Source& source : m_sources) {
      if (source.directory_length > 0) continue;
      const auto found = source.rules->macros().find(macro);
      if (found != source.rules->macros().end()) return decide_all(found->second);
    }
    if (macro == "binary") {
      decide_all({{"diff", {State::unset, {}}}, {"merge", {State::unset, {}}}, {"text", {State::unset, {}}}});
    }
  }

  const std::vector<Source>& m_sources;
  std::string_view m_path;
  std::string_view m_name;
  LetterCase m_letter_case;
  std::map<std::string, AttributeValue, std::less<>> m_decided;
};

Attributes::Attributes(objects::ObjectStore& store) : m_store(store) {}

AttributeValue Attributes::value(const objects::OverlayTree& tree, const std::string& path, std::string_view name) {
  if (!std::exchange(m_has_read_outer, true)) read_outer_files();
  std::vector<Source> sources;
  if (m_info) sources.push_back({&*m_info, 0});
  const std::vector<objects::OverlayTree::FileAbove> in_tree = tree.files_above(path, ".gitattributes");
  for (const objects::OverlayTree::FileAbove& file : std::views::reverse(in_tree)) {
    sources.push_back({&rules_in(file.entry.oid), file.directory_length});
  }
  if (m_user) sources.push_back({&*m_user, 0});
  if (m_system) sources.push_back({&*m_system, 0});
  return sources.empty() ? AttributeValue{} : Question(sources, path, name, m_letter_case).answer();
}

const AttributeRules& Attributes::rules_in(const git::Oid& blob) {
  const auto known = m_by_blob.find(blob);
  if (known != m_by_blob.end()) return known->second;
  return m_by_blob.emplace(blob, AttributeRules(*m_store.read(blob, git::ObjectType::blob))).first->second;
}

void Attributes::read_outer_files() {
  const git::Repository& repository = m_store.repository();
  if (repository.config_bool("core.ignoreCase").value_or(false)) m_letter_case = LetterCase::ignored;
  const OuterAttributes outer = read_outer_attributes(repository);
  m_info = rules_of(outer.info);
  m_user = rules_of(outer.user);
  m_system = rules_of(outer.system);
}

}  // namespace mlxpatch::merge
