#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// One field of a header: unfolded, not decoded.
struct HeaderField {
  std::string name;  ///< in lower case
  std::string value;
  std::size_t line = 0;
};

struct Header {
  std::vector<HeaderField> fields;

  /// The first field of that name (in lower case); nullptr if there is none. Owned by the header.
  const HeaderField* find(std::string_view name) const;
};

/// The field with which our own mails say that their commit is meant to change nothing; a mail without a diff and
/// without this field has lost its diff.
inline constexpr std::string_view k_empty_commit_field = "X-Mlxpatch-Commit";
inline constexpr std::string_view k_empty_commit_value = "empty";

/// The length of the name if the line starts a field, "Name: value"; 0 otherwise.
std::size_t field_name_length(std::string_view line);

/// Reads fields up to a blank line, which is consumed, a line that is not a field, the start of a diff, or the end.
Header read_header(Cursor& cursor);

/// A header's value like "multipart/mixed; boundary=abc".
struct StructuredValue {
  std::string value;  ///< in lower case
  struct Parameter {
    std::string name;  ///< in lower case
    std::string value;
  };
  std::vector<Parameter> parameters;

  /// "" if there is no such parameter.
  std::string parameter(std::string_view name) const;
};
StructuredValue read_structured(std::string_view text);

}  // namespace mlxpatch::patch
