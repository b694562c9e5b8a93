#include "toml_document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <mlxpatch/base/text.hpp>
#include <system_error>
#include <utility>

#include "toml_characters.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

TomlPlace place_of(const toml::source_region& source) { return {source.begin.line, source.begin.column}; }

TomlValue convert(const toml::node& node) {
  TomlValue value;
  value.place = place_of(node.source());
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, child] : *table) {
      value.entries.push_back({std::string(key.str()), place_of(key.source()), convert(child)});
    }
    // The parser keeps keys by name; the first mistake in the file is the first one to tell.
    const auto stands_before = [](const TomlEntry& a, const TomlEntry& b) { return a.place < b.place; };
    std::stable_sort(value.entries.begin(), value.entries.end(), stands_before);
  } else if (const toml::array* array = node.as_array()) {
    value.kind = TomlValue::Kind::list;
    for (const toml::node& item : *array) value.items.push_back(convert(item));
  } else if (const auto* text = node.as_string()) {
    value.kind = TomlValue::Kind::text;
    value.text = text->get();
  } else if (const auto* number = node.as_integer()) {
    value.kind = TomlValue::Kind::whole_number;
    value.number = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    value.kind = TomlValue::Kind::flag;
    value.flag = flag->get();
  } else {
    value.kind = node.is_floating_point() ? TomlValue::Kind::fraction : TomlValue::Kind::date;
  }
  return value;
}

/// The kind for "expected ..., found ...".
std::string_view words_for(TomlValue::Kind kind) {
  switch (kind) {
    case TomlValue::Kind::text:
      return "text in quotes";
    case TomlValue::Kind::whole_number:
      return "a whole number";
    case TomlValue::Kind::fraction:
      return "a number with a fraction";
    case TomlValue::Kind::flag:
      return "true or false";
    case TomlValue::Kind::date:
      return "a date or time without quotes";
    case TomlValue::Kind::list:
      return "a list";
    case TomlValue::Kind::section:
      return "a section";
  }
  return "something else";
}

std::string shown_place(const TomlContext& context, TomlPlace place) {
  if (place.line == 0) return context.file;
  return fmt::format("{}:{}:{}", context.file, place.line, place.column);
}

Error toml_error(const TomlContext& context, TomlPlace place, const std::string& what_is_wrong) {
  Error error(what_is_wrong, ErrorKind::usage);
  error.doing(context.doing).at(shown_place(context, place));
  return error;
}

void refuse_characters(std::string_view text, const TomlContext& context) {
  const auto refused = find_refused_character(text);
  if (!refused) return;
  throw toml_error(context, refused->place,
                   fmt::format("this is not valid TOML: '{}' can't stand here", escape_control(refused->bytes)))
      .hint(
          "text stands between straight quotes (\"...\") and is UTF-8; control characters are written as \\uXXXX "
          "there");
}

/// A merge of two branches may have left git's markers; the parser's words about them would help nobody.
void refuse_conflict_markers(std::string_view text, const TomlContext& context) {
  std::uint32_t line_number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++line_number;
    if (!line.starts_with("<<<<<<< ")) continue;
    throw toml_error(context, {line_number, 1}, "the file holds the markers of an unresolved git merge")
        .hint(
            fmt::format("keep one side with `git checkout --ours {0}` or `git checkout --theirs {0}`, or edit the file",
                        context.file));
  }
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const TomlEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string shown_name(const fs::path& file) {
  std::error_code failed;
  const fs::path here = fs::current_path(failed);
  if (failed || !file.is_absolute()) return escape_control(file.string());
  const fs::path from_here = file.lexically_relative(here);
  const bool lies_below = !from_here.empty() && *from_here.begin() != "..";
  return escape_control((lies_below ? from_here : file).string());
}

TomlValue parse_toml(std::string_view text, const TomlContext& context) {
  refuse_characters(text, context);
  refuse_conflict_markers(text, context);
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    throw toml_error(context, place_of(error.source()),
                     fmt::format("this is not valid TOML: {}", escape_control(error.description())))
        .hint("text stands in quotes, as in name = \"value\"; the format is explained at https://toml.io");
  }
}

TomlSection::TomlSection(const TomlValue& value, const TomlContext& context, std::string name,
                         std::vector<std::string> known)
    : m_value(value), m_context(context), m_name(std::move(name)) {
  refuse_unknown_keys(known);
}

void TomlSection::refuse_unknown_keys(const std::vector<std::string>& known) const {
  for (const TomlEntry& entry : m_value.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string where = m_name.empty() ? "" : fmt::format(" in [{}]", m_name);
    Error error = error_at(entry.place, fmt::format("unknown key '{}'{}", escape_control(entry.key), where));
    const std::vector<std::string> near = near_names(entry.key, known, 1);
    if (!near.empty()) error.hint(fmt::format("did you mean '{}'?", near.front()));
    throw Error(error.hint(fmt::format("the keys{} are: {}", where.empty() ? " here" : where, join(known, ", "))));
  }
}

Error TomlSection::error_at(TomlPlace place, const std::string& what_is_wrong) const {
  return toml_error(m_context, place.line != 0 ? place : m_value.place, what_is_wrong);
}

Error TomlSection::wrong(std::string_view key, const std::string& what_is_wrong) const {
  const TomlValue* value = m_value.find(key);
  return error_at(value != nullptr ? value->place : m_value.place, what_is_wrong);
}

std::string TomlSection::full_name(std::string_view key) const {
  return m_name.empty() ? std::string(key) : fmt::format("{}.{}", m_name, key);
}

void TomlSection::expect(const TomlValue& value, TomlValue::Kind kind, const std::string& full_key) const {
  if (value.kind == kind) return;
  throw error_at(value.place,
                 fmt::format("{}: expected {}, found {}", full_key, words_for(kind), words_for(value.kind)));
}

const TomlValue* TomlSection::find(std::string_view key, TomlValue::Kind kind) const {
  const TomlValue* value = m_value.find(key);
  if (value != nullptr) expect(*value, kind, full_name(key));
  return value;
}

std::optional<std::string> TomlSection::text(std::string_view key) const {
  const TomlValue* value = find(key, TomlValue::Kind::text);
  return value == nullptr ? std::nullopt : std::optional(value->text);
}

std::optional<std::string> TomlSection::filled_text(std::string_view key) const {
  const TomlValue* value = find(key, TomlValue::Kind::text);
  if (value == nullptr) return std::nullopt;
  if (trim(value->text).empty()) throw error_at(value->place, fmt::format("{} is empty", full_name(key)));
  if (escape_control(value->text) != value->text) {
    throw error_at(value->place,
                   fmt::format("{} holds control characters: '{}'", full_name(key), escape_control(value->text)));
  }
  return value->text;
}

std::optional<int> TomlSection::whole_number(std::string_view key, int least, int most) const {
  const TomlValue* value = find(key, TomlValue::Kind::whole_number);
  if (value == nullptr) return std::nullopt;
  if (value->number < least || value->number > most) {
    throw error_at(value->place, fmt::format("{}: expected a whole number from {} to {}, found {}", full_name(key),
                                             least, most, value->number));
  }
  return static_cast<int>(value->number);
}

std::optional<bool> TomlSection::flag(std::string_view key) const {
  const TomlValue* value = find(key, TomlValue::Kind::flag);
  return value == nullptr ? std::nullopt : std::optional(value->flag);
}

std::optional<std::vector<std::string>> TomlSection::texts(std::string_view key) const {
  const TomlValue* value = m_value.find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == TomlValue::Kind::text) {
    // The likeliest slip: a command line in place of its words.
    throw error_at(value->place, fmt::format("{}: expected a list of texts, found text in quotes", full_name(key)))
        .hint(fmt::format("write one text a word, as in {} = [\"python\", \"--version\"]", key));
  }
  expect(*value, TomlValue::Kind::list, full_name(key));
  std::vector<std::string> texts;
  for (const TomlValue& item : value->items) {
    expect(item, TomlValue::Kind::text, fmt::format("{}[{}]", full_name(key), texts.size()));
    texts.push_back(item.text);
  }
  return texts;
}

std::optional<std::size_t> TomlSection::choice(std::string_view key, const std::vector<std::string>& choices) const {
  const TomlValue* value = find(key, TomlValue::Kind::text);
  if (value == nullptr) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), value->text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  Error error = error_at(value->place, fmt::format("{}: expected one of {}, found '{}'", full_name(key),
                                                   join(choices, ", "), escape_control(value->text)));
  const std::vector<std::string> near = near_names(value->text, choices, 1);
  if (!near.empty()) error.hint(fmt::format("did you mean '{}'?", near.front()));
  throw Error(error);
}

std::optional<TomlSection> TomlSection::section(std::string_view key, std::vector<std::string> known) const {
  const TomlValue* value = find(key, TomlValue::Kind::section);
  if (value == nullptr) return std::nullopt;
  return TomlSection(*value, m_context, full_name(key), std::move(known));
}

std::vector<TomlSection> TomlSection::sections(std::string_view key, std::vector<std::string> known) const {
  const TomlValue* value = m_value.find(key);
  if (value == nullptr) return {};
  const std::string name = full_name(key);
  const bool holds_sections = value->kind == TomlValue::Kind::list &&
                              std::all_of(value->items.begin(), value->items.end(),
                                          [](const TomlValue& item) { return item.kind == TomlValue::Kind::section; });
  if (!holds_sections) {
    throw error_at(value->place, fmt::format("{}: expected sections, found {}", name, words_for(value->kind)))
        .hint(fmt::format("begin each one with a line [[{}]]", name));
  }
  std::vector<TomlSection> sections;
  for (const TomlValue& item : value->items) sections.emplace_back(item, m_context, name, known);
  return sections;
}

}  // namespace mlxpatch::workspace
