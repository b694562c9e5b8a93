#pragma once

#include <string>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::tests {

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The mlxpatch::Error that a call throws as one text, with everything that a person would read: what was being done,
/// what is wrong, the places and the hints.
template <typename Call>
std::string thrown_message(Call call) {
  try {
    call();
  } catch (const Error& error) {
    std::string message = error.doing() + ": " + error.what();
    for (const std::string& place : error.places()) message += "\nat " + place;
    for (const std::string& hint : error.hints()) message += "\nhint " + hint;
    return message;
  }
  return "nothing was thrown";
}

}  // namespace mlxpatch::tests
