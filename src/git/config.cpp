#include <mlxpatch/git/config.hpp>

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {
namespace {

/// Section and name compare without case, a subsection (between the first and the last dot) with it.
std::string comparable_key(std::string_view key) {
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  if (first == std::string_view::npos) return to_lower(key);
  return to_lower(key.substr(0, first)) + std::string(key.substr(first, last - first)) + to_lower(key.substr(last));
}

}  // namespace

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value) return std::nullopt;
  return std::string(value);
}

OwnedConfig open_config(git_repository* repository) {
  auto config = take<OwnedConfig>("reading the git configuration", git_repository_config, repository);
  if (const auto global = environment("GIT_CONFIG_GLOBAL")) {
    // A file that does not exist is an empty level; git leaves the XDG file out as well when the variable is set.
    const std::string nothing = std::string(git_repository_path(repository)) + "no-such-config";
    const std::string& file = global->empty() ? nothing : *global;
    check(git_config_add_file_ondisk(config.get(), file.c_str(), GIT_CONFIG_LEVEL_GLOBAL, repository, 1),
          "reading the file that GIT_CONFIG_GLOBAL names");
    check(git_config_add_file_ondisk(config.get(), nothing.c_str(), GIT_CONFIG_LEVEL_XDG, repository, 1),
          "reading the git configuration");
  }
  return config;
}

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

std::optional<std::string> Repository::config_string(std::string_view key) const {
  if (auto value = config_from_environment(key)) return value;
  Buffer value;
  const std::string name(key);
  const int code = git_config_get_string_buf(value.get(), m_handle->config(), name.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check(code, "reading the git configuration", name);
  return value.string();
}

std::optional<bool> Repository::config_bool(std::string_view key) const {
  const std::string name(key);
  int value = 0;
  if (const auto text = config_from_environment(key)) {
    check(git_config_parse_bool(&value, text->c_str()), "reading the git configuration", name);
    return value != 0;
  }
  const int code = git_config_get_bool(&value, m_handle->config(), name.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check(code, "reading the git configuration", name);
  return value != 0;
}

void Repository::set_config(std::string_view key, std::string_view value) {
  const std::string name(key);
  auto local = take_if_found<OwnedConfig>("opening the repository's own configuration", git_config_open_level,
                                          m_handle->config(), GIT_CONFIG_LEVEL_LOCAL);
  if (!local) throw Error("the repository has no configuration file").doing("writing the git configuration").at(name);
  check(git_config_set_string(local.get(), name.c_str(), std::string(value).c_str()), "writing the git configuration",
        name);
}

}  // namespace mlxpatch::git
