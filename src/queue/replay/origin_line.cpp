#include <mlxpatch/queue/replay/origin_line.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_picked = "(cherry picked from commit ";
constexpr std::size_t k_hex = 40;

}  // namespace

std::vector<git::Oid> origins_in(std::string_view message) {
  std::vector<git::Oid> origins;
  for (const std::string_view line : split_lines(message)) {
    if (!line.starts_with(k_picked)) continue;
    if (const auto oid = git::Oid::from_hex(line.substr(k_picked.size(), k_hex))) origins.push_back(*oid);
  }
  return origins;
}

std::string add_origin_line(std::string_view message, const git::Oid& commit) {
  const std::string_view text = trim_end(message);
  return fmt::format("{}{}{}{})\n", text, ends_in_trailers(text) ? "\n" : "\n\n", k_picked, commit.hex());
}

}  // namespace mlxpatch::queue
