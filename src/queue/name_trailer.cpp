#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/tree.hpp>
#include <mlxpatch/queue/store.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_trailer = "Patch-Name: ";

/// Whether a line looks like "Token: value", as git's trailers do.
bool is_trailer(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == 0 || colon == std::string_view::npos) return false;
  return line.substr(0, colon).find_first_of(" \t") == std::string_view::npos;
}

/// Whether the message's last paragraph consists of trailers alone (and is not the subject).
bool ends_in_trailers(std::string_view message) {
  const auto lines = split_lines(trim_end(message));
  std::size_t count = 0;
  while (count < lines.size() && is_trailer(lines[lines.size() - 1 - count])) ++count;
  return count > 0 && count < lines.size() && trim(lines[lines.size() - 1 - count]).empty();
}

}  // namespace

NamedMessage split_name_trailer(std::string_view message) {
  NamedMessage result;
  const auto lines = split_lines(message);
  std::size_t last = lines.size();
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (trim(lines[i]).empty()) break;
    if (lines[i].starts_with(k_trailer)) last = i;
  }
  if (last == lines.size() || last == 0 || !ends_in_trailers(message)) return {std::string(message), {}};
  result.name = trim(lines[last].substr(k_trailer.size()));
  if (!git::is_safe_path(result.name)) return {std::string(message), {}};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != last) result.message += lines[i];
  }
  result.message = std::string(trim_end(result.message)) + "\n";
  return result;
}

std::string add_name_trailer(std::string_view message, std::string_view name) {
  const std::string_view text = trim_end(message);
  return fmt::format("{}{}{}{}\n", text, ends_in_trailers(message) ? "\n" : "\n\n", k_trailer, name);
}

}  // namespace mlxpatch::queue
