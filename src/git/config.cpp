#include "config.hpp"

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <git2.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::git {
namespace {

/// Section and name compare without regard to case; a subsection (between the first and the last dot) with it.
std::string comparable_key(std::string_view key) {
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  if (first == std::string_view::npos) return to_lower(key);
  return to_lower(key.substr(0, first)) + std::string(key.substr(first, last - first)) + to_lower(key.substr(last));
}

}  // namespace

std::optional<std::string> config_from_environment(std::string_view key) {
  const auto count_text = environment("GIT_CONFIG_COUNT");
  if (!count_text) return std::nullopt;
  int count = 0;
  if (std::from_chars(count_text->data(), count_text->data() + count_text->size(), count).ec != std::errc()) {
    return std::nullopt;
  }
  const std::string wanted = comparable_key(key);
  for (int i = count; i-- > 0;) {
    const auto name = environment(fmt::format("GIT_CONFIG_KEY_{}", i).c_str());
    if (!name || comparable_key(*name) != wanted) continue;
    if (auto value = environment(fmt::format("GIT_CONFIG_VALUE_{}", i).c_str())) return value;
  }
  return std::nullopt;
}

std::optional<std::string> config_file_value(const std::filesystem::path& file, const char* key) {
  git_config* raw = nullptr;
  if (git_config_open_ondisk(&raw, file.c_str()) < 0) return std::nullopt;
  const OwnedConfig config(raw);
  Buffer value;
  if (git_config_get_string_buf(value.get(), config.get(), key) < 0) return std::nullopt;
  return value.string();
}

}  // namespace mlxpatch::git
