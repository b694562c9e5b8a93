#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// One field of a header, unfolded but not decoded.
struct HeaderField {
  std::string name;  ///< in lower case
  std::string value;
  std::size_t line = 0;
};

struct Header {
  std::vector<HeaderField> fields;

  /// The first field of that name (in lower case); null where there is none.
  const HeaderField* find(std::string_view name) const;
};

/// "Name: value", which starts a field. The name's length, or 0 where the line is no such thing.
std::size_t field_name_length(std::string_view line);

/// Reads fields up to a blank line, which is taken too, or the end. Throws Error at a line that is no field.
Header read_header(Cursor& cursor);

/// A header's value like "multipart/mixed; boundary=abc".
struct StructuredValue {
  std::string value;  ///< in lower case
  struct Parameter {
    std::string name;  ///< in lower case
    std::string value;
  };
  std::vector<Parameter> parameters;

  /// "" where there is no such parameter.
  std::string parameter(std::string_view name) const;
};
StructuredValue read_structured(std::string_view text);

/// A name and an address, as From: gives them ("Name <address>", "address (Name)", "address"); the date stays zero.
/// Nothing where the text is none, or where it holds what no signature can.
std::optional<git::Signature> read_mailbox(std::string_view text);

}  // namespace mlxpatch::patch
