#pragma once

#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::tests {

/// "place, place: message | hint | hint" of the Error that reading a text throws, without the parts that it does not
/// have; "" if none is thrown. The Error must be of this kind, and say that this was being done.
template <typename Read>
std::string complaint_of(Read read, ErrorKind kind, std::string_view doing) {
  try {
    read();
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    CHECK(error.doing() == doing);
    std::string words = error.places().empty() ? "" : join(error.places(), ", ") + ": ";
    words += error.what();
    for (const std::string& hint : error.hints()) words += " | " + hint;
    return words;
  }
  return "";
}

}  // namespace mlxpatch::tests
