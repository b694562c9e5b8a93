#include "toml_section.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

#include "toml_parse.hpp"

namespace mlxpatch::workspace {

namespace {

/// The type for "expected ..., found ...".
std::string_view words_for(toml::node_type type) {
  switch (type) {
    case toml::node_type::string:
      return "text in quotes";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time without quotes";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a section";
    case toml::node_type::none:
      break;
  }
  return "something else";
}

}  // namespace

TomlSection::TomlSection(const toml::table& table, const TomlContext& context, std::string name,
                         const std::vector<std::string>& known)
    : m_table(table), m_context(context), m_name(std::move(name)) {
  refuse_unknown_keys(known);
}

void TomlSection::refuse_unknown_keys(const std::vector<std::string>& known) const {
  // The table is sorted by name; the first mistake in the file is the one to report.
  const toml::key* first = nullptr;
  for (const auto& [key, value] : m_table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    if (first == nullptr || key.source().begin < first->source().begin) first = &key;
  }
  if (first == nullptr) return;
  const std::string where = m_name.empty() ? "" : fmt::format(" in [{}]", m_name);
  Error error = error_at(first->source().begin, fmt::format("unknown key '{}'{}", escape_control(first->str()), where));
  const std::vector<std::string> near = near_names(first->str(), known, 1);
  if (!near.empty()) error.hint(fmt::format("did you mean '{}'?", near.front()));
  throw Error(error.hint(fmt::format("the keys{} are: {}", where.empty() ? " here" : where, join(known, ", "))));
}

Error TomlSection::error_at(const toml::source_position& place, const std::string& what_is_wrong) const {
  return toml_error(m_context, place ? place : m_table.source().begin, what_is_wrong);
}

Error TomlSection::wrong(std::string_view key, const std::string& what_is_wrong) const {
  const toml::node* node = m_table.get(key);
  return error_at(node != nullptr ? node->source().begin : m_table.source().begin, what_is_wrong);
}

std::string TomlSection::full_name(std::string_view key) const {
  return m_name.empty() ? std::string(key) : fmt::format("{}.{}", m_name, key);
}

void TomlSection::expect(const toml::node& node, toml::node_type type, const std::string& full_key) const {
  if (node.type() == type) return;
  throw error_at(node.source().begin,
                 fmt::format("{}: expected {}, found {}", full_key, words_for(type), words_for(node.type())));
}

const toml::node* TomlSection::find(std::string_view key, toml::node_type type) const {
  const toml::node* node = m_table.get(key);
  if (node != nullptr) expect(*node, type, full_name(key));
  return node;
}

std::optional<std::string> TomlSection::text(std::string_view key) const {
  const toml::node* node = find(key, toml::node_type::string);
  return node == nullptr ? std::nullopt : std::optional(node->as_string()->get());
}

std::optional<std::string> TomlSection::filled_text(std::string_view key) const {
  auto text = this->text(key);
  if (!text) return std::nullopt;
  if (trim(*text).empty()) throw wrong(key, fmt::format("{} is empty", full_name(key)));
  if (escape_control(*text) != *text) {
    throw wrong(key, fmt::format("{} holds control characters: '{}'", full_name(key), escape_control(*text)));
  }
  return text;
}

std::optional<int> TomlSection::whole_number(std::string_view key, int least, int most) const {
  const toml::node* node = find(key, toml::node_type::integer);
  if (node == nullptr) return std::nullopt;
  const std::int64_t number = node->as_integer()->get();
  if (number < least || number > most) {
    throw wrong(
        key, fmt::format("{}: expected a whole number from {} to {}, found {}", full_name(key), least, most, number));
  }
  return static_cast<int>(number);
}

std::optional<bool> TomlSection::flag(std::string_view key) const {
  const toml::node* node = find(key, toml::node_type::boolean);
  return node == nullptr ? std::nullopt : std::optional(node->as_boolean()->get());
}

std::optional<std::vector<std::string>> TomlSection::texts(std::string_view key) const {
  const toml::node* node = m_table.get(key);
  if (node == nullptr) return std::nullopt;
  if (node->is_string()) {
    // The likeliest slip: a command line in place of its words.
    throw Error(wrong(key, fmt::format("{}: expected a list of texts, found text in quotes", full_name(key)))
                    .hint(fmt::format("write one text per word, as in {} = [\"python\", \"--version\"]", key)));
  }
  expect(*node, toml::node_type::array, full_name(key));
  std::vector<std::string> texts;
  for (const toml::node& item : *node->as_array()) {
    expect(item, toml::node_type::string, fmt::format("{}[{}]", full_name(key), texts.size()));
    texts.push_back(item.as_string()->get());
  }
  return texts;
}

std::optional<std::size_t> TomlSection::choice(std::string_view key, const std::vector<std::string>& choices) const {
  const std::optional<std::string> chosen = text(key);
  if (!chosen) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), *chosen);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  Error error = wrong(key, fmt::format("{}: expected one of {}, found '{}'", full_name(key), join(choices, ", "),
                                       escape_control(*chosen)));
  const std::vector<std::string> near = near_names(*chosen, choices, 1);
  if (!near.empty()) error.hint(fmt::format("did you mean '{}'?", near.front()));
  throw Error(error);
}

std::optional<TomlSection> TomlSection::section(std::string_view key, const std::vector<std::string>& known) const {
  const toml::node* node = find(key, toml::node_type::table);
  if (node == nullptr) return std::nullopt;
  return TomlSection(*node->as_table(), m_context, full_name(key), known);
}

std::vector<TomlSection> TomlSection::sections(std::string_view key, const std::vector<std::string>& known) const {
  const toml::node* node = m_table.get(key);
  if (node == nullptr) return {};
  const std::string name = full_name(key);
  const toml::array* items = node->as_array();
  const bool holds_sections = items != nullptr && std::all_of(items->begin(), items->end(),
                                                              [](const toml::node& item) { return item.is_table(); });
  if (!holds_sections) {
    throw Error(wrong(key, fmt::format("{}: expected sections, found {}", name, words_for(node->type())))
                    .hint(fmt::format("begin each one with a line [[{}]]", name)));
  }
  std::vector<TomlSection> sections;
  for (const toml::node& item : *items) sections.emplace_back(*item.as_table(), m_context, name, known);
  return sections;
}

}  // namespace mlxpatch::workspace
