#include <mlxpatch/queue/files/name_trailer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <string>
#include <string_view>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_trailer = "Patch-Name: ";
constexpr std::array<std::string_view, 2> k_foreign_trailers = {"Patch-Filename: ", "Gbp-Pq: Name "};
constexpr std::string_view k_topic = "Gbp-Pq: Topic ";

/// Whether a line looks like "Token: value", as git's trailers do.
bool is_trailer(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == 0 || colon == std::string_view::npos) return false;
  return line.substr(0, colon).find_first_of(" \t") == std::string_view::npos;
}

/// Whether the message's last paragraph consists of trailers only (and is not the subject).
bool ends_in_trailers(std::string_view message) {
  const auto lines = split_lines(trim_end(message));
  std::size_t count = 0;
  while (count < lines.size() && is_trailer(lines[lines.size() - 1 - count])) ++count;
  return count > 0 && count < lines.size() && trim(lines[lines.size() - 1 - count]).empty();
}

/// Where the names in a message's trailers go.
struct Names {
  std::string* ours;
  std::string* foreign;
  std::string* topic;
};

/// Stores the name in a trailer and empties its line; false if the line is not such a trailer.
bool take_name(std::string_view& line, const Names& names) {
  const auto take = [&line](std::string_view token, std::string& name) {
    if (!line.starts_with(token)) return false;
    const std::string_view value = trim(line.substr(token.size()));
    if (!objects::is_safe_path(value)) return false;
    if (name.empty()) name = value;
    line = {};
    return true;
  };
  if (take(k_trailer, *names.ours) || take(k_topic, *names.topic)) return true;
  return std::any_of(k_foreign_trailers.begin(), k_foreign_trailers.end(),
                     [&](std::string_view token) { return take(token, *names.foreign); });
}

}  // namespace

NamedMessage split_name_trailer(std::string_view message) {
  if (!ends_in_trailers(message)) return {std::string(message), {}};
  auto lines = split_lines(message);
  std::string name;
  std::string foreign_name;
  std::string topic;
  bool found = false;
  for (std::size_t i = lines.size(); i > 0 && !trim(lines[i - 1]).empty(); --i) {
    found = take_name(lines[i - 1], {&name, &foreign_name, &topic}) || found;
  }
  if (!found) return {std::string(message), {}};
  if (!topic.empty() && !foreign_name.empty()) foreign_name = topic + "/" + foreign_name;
  NamedMessage result;
  result.name = name.empty() ? foreign_name : name;
  for (const std::string_view line : lines) result.message += line;
  result.message = std::string(trim_end(result.message)) + "\n";
  return result;
}

std::string add_name_trailer(std::string_view message, std::string_view name) {
  const std::string_view text = trim_end(message);
  return fmt::format("{}{}{}{}\n", text, ends_in_trailers(message) ? "\n" : "\n\n", k_trailer, name);
}

}  // namespace mlxpatch::queue
