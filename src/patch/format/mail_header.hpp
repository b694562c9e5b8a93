#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>

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

/// The length of the name if the line starts a field, "Name: value"; 0 otherwise.
std::size_t field_name_length(std::string_view line);

/// Reads fields up to a blank line, which is consumed, or the end. Throws Error at a line that is not a field.
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

/// Reads name and address as in From: ("Name <address>", "address (Name)", "address"); the date stays zero. Returns
/// std::nullopt if the text is none of these, or holds characters that no signature can.
std::optional<git::Signature> read_mailbox(std::string_view text);

}  // namespace mlxpatch::patch
