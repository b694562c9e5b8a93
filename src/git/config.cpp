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

/// How many pairs of a key and a value the environment has.
int count_in_environment() {
  const auto text = environment("GIT_CONFIG_COUNT");
  if (!text) return 0;
  int count = 0;
  return std::from_chars(text->data(), text->data() + text->size(), count).ec == std::errc() ? count : 0;
}

}  // namespace

std::optional<std::string> config_from_environment(std::string_view key) {
  const std::string wanted = comparable_key(key);
  for (int i = count_in_environment(); i-- > 0;) {
    const auto name = environment(fmt::format("GIT_CONFIG_KEY_{}", i).c_str());
    if (!name || comparable_key(*name) != wanted) continue;
    if (auto value = environment(fmt::format("GIT_CONFIG_VALUE_{}", i).c_str())) return value;
  }
  return std::nullopt;
}

std::string config_text_from_environment() {
  std::string text;
  const int count = count_in_environment();
  for (int i = 0; i < count; ++i) {
    text += environment(fmt::format("GIT_CONFIG_KEY_{}", i).c_str()).value_or("");
    const auto value = environment(fmt::format("GIT_CONFIG_VALUE_{}", i).c_str());
    if (value) text.append("=").append(*value);
    text += '\0';
  }
  return text;
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
