// The one unit that compiles the parser itself; the others see its declarations (TOML_HEADER_ONLY=0).
#define TOML_IMPLEMENTATION
#include "toml_parse.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

#include "toml_precheck.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

void refuse_defects(std::string_view text, const TomlContext& context) {
  const std::optional<TomlDefect> defect = find_toml_defect(text);
  if (defect) throw Error(toml_error(context, defect->place, defect->what_is_wrong).hint(defect->hint));
}

/// A merge of two branches may have left git's markers, about which the parser's own words would help nobody.
void refuse_conflict_markers(std::string_view text, const TomlContext& context) {
  std::uint32_t line_number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++line_number;
    if (!line.starts_with(k_conflict_marker)) continue;
    throw Error(toml_error(context, {line_number, 1}, "the file holds the markers of an unresolved git merge")
                    .hint(fmt::format(
                        "keep one side with `git checkout --ours {0}` or `git checkout --theirs {0}`, or edit the file",
                        context.file)));
  }
}

}  // namespace

toml::table parse_toml(std::string_view text, const TomlContext& context) {
  refuse_conflict_markers(text, context);
  refuse_defects(text, context);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error(toml_error(context, error.source().begin,
                           fmt::format("this is not valid TOML: {}", escape_control(error.description())))
                    .hint("put text in quotes, as in name = \"value\"; https://toml.io explains the format"));
  }
}

Error toml_error(const TomlContext& context, const toml::source_position& place, const std::string& what_is_wrong) {
  Error error(what_is_wrong, ErrorKind::usage);
  error.doing(context.doing);
  error.at(place ? fmt::format("{}:{}:{}", context.file, place.line, place.column) : context.file);
  return error;
}

std::string shown_name(const fs::path& file) {
  std::error_code failed;
  const fs::path here = fs::current_path(failed);
  if (failed || !file.is_absolute()) return escape_control(file.string());
  const fs::path from_here = file.lexically_relative(here);
  const bool is_below = !from_here.empty() && *from_here.begin() != "..";
  return escape_control((is_below ? from_here : file).string());
}

}  // namespace mlxpatch::workspace
