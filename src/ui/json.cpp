#include <mlxpatch/ui/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>

#include "as_called.hpp"
#include "json/absorb.hpp"
#include "json/dependencies.hpp"
#include "json/draft.hpp"
#include "json/exchange.hpp"
#include "json/history.hpp"
#include "json/plumbing.hpp"
#include "json/project.hpp"
#include "json/queue_diff.hpp"
#include "json/queue_edit.hpp"
#include "json/resolutions.hpp"
#include "json/status.hpp"
#include "json/update.hpp"
#include "json/values.hpp"

namespace mlxpatch::ui {

namespace {

/// JSON itself escapes the ASCII control characters; DEL and what is beyond ASCII and a terminal obeys too (C1, marks
/// that turn the direction of a text) is written as \u202e here. All of it occurs in strings only.
std::string for_terminals(const std::string& text) {
  const auto is_ascii = [](char character) { return static_cast<unsigned char>(character) < 0x7F; };
  std::string safe;
  safe.reserve(text.size());
  auto at = text.begin();
  while (at != text.end()) {
    const auto ascii_end = std::find_if_not(at, text.end(), is_ascii);
    safe.append(at, ascii_end);
    at = ascii_end;
    for (; at != text.end() && *at == '\x7F'; ++at) safe += "\\u007f";
    const auto end =
        std::find_if(at, text.end(), [](char character) { return static_cast<unsigned char>(character) < 0x80; });
    safe += escape_control(std::string(at, end));
    at = end;
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
