#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <stdlib.h>

#include <support/command.hpp>
#include <support/world.hpp>

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks the program to declare it

namespace mlxpatch::tests {
namespace {

constexpr std::int64_t k_first_date = 1'767'225'600;  // 2026-01-01T00:00:00Z

// With useConfigOnly, git does not make up an identity from the machine's name once forget_identity() was called.
constexpr std::string_view k_git_config =
    "[init]\n\tdefaultBranch = main\n"
    "[user]\n\tuseConfigOnly = true\n"
    "[gc]\n\tauto = 0\n"
    "[maintenance]\n\tauto = false\n"
    "[core]\n\tfsync = none\n"
    "[advice]\n\tdetachedHead = false\n"
    "[protocol \"file\"]\n\tallow = always\n";

World* g_current = nullptr;

/// The same directory for every world of this process, created again if the one before removed it.
std::filesystem::path make_root() {
  if (g_current != nullptr) {
    throw std::logic_error("there is a World already");
  }
  static std::filesystem::path root;
  if (!root.empty() && std::filesystem::create_directory(root)) {
    return root;
  }
  std::string name = (std::filesystem::canonical(std::filesystem::temp_directory_path()) / "mlxpatch-test-XXXXXX");
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("can't make a temporary folder " + name);
  }
  root = name;
  return root;
}

bool is_foreign(const std::string& name) {
  for (const char* prefix : {"GIT_", "XDG_", "LC_", "MLXPATCH_"}) {
    if (name.starts_with(prefix)) {
      return name != "MLXPATCH_BINARY" && name != "MLXPATCH_ACCEPT" && !name.starts_with("MLXPATCH_TEST_");
    }
  }
  for (const char* other : {"EMAIL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "VIRTUAL_ENV", "EDITOR", "VISUAL",
                            "PAGER", "SSH_ASKPASS", "LANGUAGE", "COLUMNS", "QUILT_PATCHES", "HOME", "CI"}) {
    if (name == other) {
      return true;
    }
  }
  return false;
}

}  // namespace

World::World() : m_root(make_root()), m_previous_directory(std::filesystem::current_path()), m_now(k_first_date) {
  g_current = this;
  std::vector<std::string> foreign;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const std::string name = line.substr(0, line.find('='));
    if (is_foreign(name)) {
      foreign.push_back(name);
    }
  }
  for (const std::string& name : foreign) {
    unset_environment(name);
  }
  set_environment("HOME", home());
  set_environment("XDG_CONFIG_HOME", home() / ".config");
  set_environment("XDG_CACHE_HOME", home() / ".cache");
  set_environment("XDG_DATA_HOME", home() / ".local/share");
  set_environment("XDG_STATE_HOME", home() / ".local/state");
  set_environment("GIT_CONFIG_NOSYSTEM", "1");
  set_environment("GIT_TERMINAL_PROMPT", "0");
  set_environment("GIT_EDITOR", "true");
  set_environment("TZ", "UTC");
  set_environment("LANG", "C");
  set_environment("LC_ALL", "C");
  set_environment("TERM", "dumb");
  for (const char* who : {"GIT_AUTHOR", "GIT_COMMITTER"}) {
    const bool author = std::string_view(who) == "GIT_AUTHOR";
    set_environment(std::string(who) + "_NAME", author ? "Ada Author" : "Carl Committer");
    set_environment(std::string(who) + "_EMAIL", author ? "ada@example.com" : "carl@example.com");
  }
  publish_date();
  write_bytes(home() / ".gitconfig", k_git_config);
}

World::~World() {
  for (const auto& [name, value] : m_before) {
    if (value) {
      setenv(name.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name.c_str());
    }
  }
  std::error_code ignored;
  std::filesystem::current_path(m_previous_directory, ignored);
  std::filesystem::remove_all(m_root, ignored);
  g_current = nullptr;
}

World& World::current() {
  if (g_current == nullptr) {
    throw std::logic_error("this needs a World");
  }
  return *g_current;
}

void World::remember(const std::string& name) {
  const char* value = getenv(name.c_str());
  m_before.try_emplace(name, value == nullptr ? std::nullopt : std::optional<std::string>(value));
}

void World::set_environment(const std::string& name, const std::string& value) {
  remember(name);
  setenv(name.c_str(), value.c_str(), 1);
}

void World::unset_environment(const std::string& name) {
  remember(name);
  unsetenv(name.c_str());
}

void World::forget_identity() {
  for (const char* name : {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"}) {
    unset_environment(name);
  }
}

void World::advance(std::chrono::seconds by) {
  m_now += by.count();
  publish_date();
}

void World::publish_date() {
  const std::string date = std::to_string(m_now) + " +0000";
  set_environment("GIT_AUTHOR_DATE", date);
  set_environment("GIT_COMMITTER_DATE", date);
}

std::string World::hide_paths(std::string_view text) const {
  std::string result(text);
  const std::string path = m_root.string();
  for (std::size_t at = result.find(path); at != std::string::npos; at = result.find(path, at)) {
    result.replace(at, path.size(), "$WORLD");
  }
  return result;
}

}  // namespace mlxpatch::tests
