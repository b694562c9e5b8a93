#include <mlxpatch/merge/outer_attributes.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::merge {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> text_of(const fs::path& file) {
  std::error_code ignored;
  if (file.empty() || !fs::is_regular_file(file, ignored)) return std::nullopt;
  return read_file_if_exists(file);
}

fs::path user_file(const git::Repository& repository) {
  const fs::path home = git::environment("HOME").value_or("");
  if (const auto configured = repository.config_string("core.attributesFile")) {
    return configured->starts_with("~/") ? home / configured->substr(2) : fs::path(*configured);
  }
  const auto configuration = git::environment("XDG_CONFIG_HOME");
  if (configuration && !configuration->empty()) return fs::path(*configuration) / "git/attributes";
  return home.empty() ? fs::path() : home / ".config/git/attributes";
}

}  // namespace

OuterAttributes read_outer_attributes(const git::Repository& repository) {
  OuterAttributes attributes;
  attributes.info = text_of(repository.common_directory() / "info" / "attributes");
  attributes.user = text_of(user_file(repository));
  const auto without_system = git::environment("GIT_ATTR_NOSYSTEM");
  const bool has_system = !without_system || without_system->empty() || *without_system == "0";
  if (has_system) attributes.system = text_of("/etc/gitattributes");
  return attributes;
}

}  // namespace mlxpatch::merge
