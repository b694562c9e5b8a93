#include <mlxpatch/ui/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>

#include "as_called.hpp"
#include "json/exchange.hpp"
#include "json/history.hpp"
#include "json/plumbing.hpp"
#include "json/project.hpp"
#include "json/status.hpp"
#include "json/update.hpp"
#include "json/values.hpp"

namespace mlxpatch::ui {

namespace {

/// JSON itself escapes the ASCII control characters; those above it (C1, which some terminals obey too, and DEL) are
/// written as \u00NN here. They occur in strings only.
std::string for_terminals(const std::string& text) {
  std::string safe;
  safe.reserve(text.size());
  const auto put = [&safe](unsigned value) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    safe += "\\u00";
    safe += k_digits[value >> 4U];
    safe += k_digits[value & 0xFU];
  };
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    const auto following = index + 1 < text.size() ? static_cast<unsigned char>(text[index + 1]) : 0U;
    if (byte == 0x7F) {
      put(byte);
    } else if (byte == 0xC2 && following >= 0x80 && following < 0xA0) {
      put(following);
      ++index;
    } else {
      safe += text[index];
    }
  }
  return safe;
}

/// Writes the commands to type as the person would type them.
void put_program(Json& document, const std::string& program) {
  constexpr std::pair<const char*, const char*> k_places[] = {
      {"next", "command"}, {"kept", "command"}, {"findings", "cure"}};
  for (const auto& [list, member] : k_places) {
    if (!document.contains(list)) continue;
    for (Json& item : document[list]) {
      if (item[member].is_string()) item[member] = as_called(item[member].get<std::string>(), program);
    }
  }
}

std::string dump(const Json& document) { return for_terminals(document.dump(1)) + "\n"; }

Json begin(const std::string& command) { return {{"schema", 1}, {"command", json_text(command)}}; }

const char* name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed:
      return "failed";
    case ErrorKind::damaged:
      return "damaged";
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::interrupted:
      return "interrupted";
  }
  return "failed";
}

}  // namespace

std::string json(const report::Result& result, const std::string& command, const std::string& program) {
  Json document = begin(command);
  std::visit([&document](const auto& value) { put(document, value); }, result);
  // What the demo prints is typed in the demo's own directory.
  if (!std::holds_alternative<report::Demo>(result)) put_program(document, program);
  return dump(document);
}

std::string json(const Error& error, const std::string& command, const std::string& program) {
  std::vector<std::string> hints;
  hints.reserve(error.hints().size());
  for (const std::string& hint : error.hints()) hints.push_back(as_called(hint, program));
  Json document = begin(command);
  document["command"] = json_id(command);
  document["error"] = {{"kind", name_of(error.kind())},
                       {"doing", json_id(error.doing())},
                       {"message", json_text(error.what())},
                       {"places", json_texts(error.places())},
                       {"hints", json_texts(hints)}};
  return dump(document);
}

}  // namespace mlxpatch::ui
