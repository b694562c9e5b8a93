#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <mlxpatch/base/error.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::workspace {

/// Line and column, from 1; zero: no place of its own.
struct TomlPlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const TomlPlace&, const TomlPlace&) = default;
};

struct TomlEntry;

/// A value of a TOML document and where it stands.
struct TomlValue {
  enum class Kind { text, whole_number, fraction, flag, date, list, section };

  Kind kind = Kind::section;
  TomlPlace place;
  std::string text;
  std::int64_t number = 0;
  bool flag = false;
  std::vector<TomlValue> items;    ///< of a list
  std::vector<TomlEntry> entries;  ///< of a section, in the document's order

  const TomlValue* find(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  TomlPlace place;  ///< of the key
  TomlValue value;
};

/// What a file is called in messages, and what was being done with it.
struct TomlContext {
  std::string file;   ///< as shown, e.g. "mlxpatch.toml"
  std::string doing;  ///< e.g. "reading the configuration"
};

/// The name of a file for messages: from the current folder where it lies in it, else as given.
std::string shown_name(const std::filesystem::path& file);

/// Throws Error(usage) with line and column where the text is not TOML.
TomlValue parse_toml(std::string_view text, const TomlContext& context);

/// One section of a document, read key by key. Every failure is Error(usage) at the line and column in question.
class TomlSection {
 public:
  /// Refuses any key that is not in `known`. `name` is "" for the whole document.
  TomlSection(const TomlValue& value, const TomlContext& context, std::string name, std::vector<std::string> known);

  bool has(std::string_view key) const { return m_value.find(key) != nullptr; }
  /// Nothing where the key is missing; a value of another kind is an error that says what was expected.
  std::optional<std::string> text(std::string_view key) const;
  /// As text(), but "" and text with control characters are refused.
  std::optional<std::string> filled_text(std::string_view key) const;
  std::optional<int> whole_number(std::string_view key, int least, int most) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<std::vector<std::string>> texts(std::string_view key) const;
  /// One of `choices`, as its index.
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& choices) const;
  std::optional<TomlSection> section(std::string_view key, std::vector<std::string> known) const;
  /// The sections of [[key]].
  std::vector<TomlSection> sections(std::string_view key, std::vector<std::string> known) const;

  /// An error at the key's value; at the section where the key is missing.
  Error wrong(std::string_view key, const std::string& what_is_wrong) const;
  /// "checkout.dir", for messages.
  std::string full_name(std::string_view key) const;

 private:
  Error error_at(TomlPlace place, const std::string& what_is_wrong) const;
  void expect(const TomlValue& value, TomlValue::Kind kind, const std::string& full_key) const;
  const TomlValue* find(std::string_view key, TomlValue::Kind kind) const;
  void refuse_unknown_keys(const std::vector<std::string>& known) const;

  const TomlValue& m_value;
  const TomlContext& m_context;
  std::string m_name;
};

}  // namespace mlxpatch::workspace
