#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include <mlxpatch/base/error.hpp>

#include "toml_parse.hpp"

namespace mlxpatch::workspace {

/// One section of a document, read key by key. Every failure is Error(usage) at the line and column in question. Table
/// and context must outlive it.
class TomlSection {
 public:
  /// Refuses any key that is not in `known`. `name` is "" for the whole document.
  TomlSection(const toml::table& table, const TomlContext& context, std::string name,
              const std::vector<std::string>& known);

  bool has(std::string_view key) const { return m_table.contains(key); }
  /// std::nullopt if the key is missing; a value of another type is an error that says what was expected.
  std::optional<std::string> text(std::string_view key) const;
  /// As text(), but "" and text with control characters are refused.
  std::optional<std::string> filled_text(std::string_view key) const;
  std::optional<int> whole_number(std::string_view key, int least, int most) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<std::vector<std::string>> texts(std::string_view key) const;
  /// One of `choices`, as its index.
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& choices) const;
  std::optional<TomlSection> section(std::string_view key, const std::vector<std::string>& known) const;
  /// The sections of [[key]].
  std::vector<TomlSection> sections(std::string_view key, const std::vector<std::string>& known) const;

  /// An error at the key's value, or at the section if the key is missing.
  Error wrong(std::string_view key, const std::string& what_is_wrong) const;
  /// "checkout.dir", for messages.
  std::string full_name(std::string_view key) const;

 private:
  Error error_at(const toml::source_position& place, const std::string& what_is_wrong) const;
  void expect(const toml::node& node, toml::node_type type, const std::string& full_key) const;
  /// The key's value, which must be of this type; null if the key is missing.
  const toml::node* find(std::string_view key, toml::node_type type) const;
  void refuse_unknown_keys(const std::vector<std::string>& known) const;

  const toml::table& m_table;
  const TomlContext& m_context;
  std::string m_name;
};

}  // namespace mlxpatch::workspace
