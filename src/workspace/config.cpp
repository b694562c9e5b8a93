#include <mlxpatch/workspace/config.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "config_values.hpp"
#include "toml_parse.hpp"
#include "toml_section.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_file_name = "mlxpatch.toml";
constexpr std::string_view k_doing = "reading the configuration";
constexpr int k_longest_seconds = 24 * 60 * 60;
constexpr int k_deepest_history = 1'000'000'000;

/// Sets `place` if there is a value.
template <typename Value>
void take(std::optional<Value> value, Value& place) {
  if (value) place = std::move(*value);
}

/// A relative path as git reads it: no scheme, and no ':' before the first '/'.
bool is_relative_path(std::string_view url) {
  return !url.starts_with('/') && url.substr(0, url.find('/')).find(':') == std::string_view::npos;
}

void read_upstream(const TomlSection& document, Config& config) {
  const auto upstream = document.section("upstream", {"url", "branch"});
  const auto url = upstream ? upstream->filled_text("url") : std::nullopt;
  if (!url) {
    const std::string message = "the address of the upstream is missing: upstream.url";
    throw Error((upstream ? upstream->wrong("url", message) : document.wrong("upstream", message))
                    .hint("add to the file:\n[upstream]\nurl = \"https://example.org/project.git\""));
  }
  // The configuration must mean the same wherever a command is called.
  config.upstream_url = is_relative_path(*url) ? (config.root() / *url).lexically_normal().string() : *url;
  if (url->starts_with('-')) throw upstream->wrong("url", "upstream.url begins with '-', which no address does");
  take(ref_name(*upstream, "branch"), config.upstream_branch);
}

void read_checkout(const TomlSection& document, Config& config) {
  const auto checkout = document.section("checkout", {"dir", "remote", "branch"});
  if (checkout) {
    take(inner_directory(*checkout, "dir"), config.checkout_dir);
    take(ref_name(*checkout, "remote"), config.checkout_remote);
    take(ref_name(*checkout, "branch"), config.checkout_branch);
  }
  if (config.checkout_dir.empty()) config.checkout_dir = default_checkout_dir(config.upstream_url);
  if (config.checkout_dir.empty()) {
    throw Error(document.wrong("upstream", "upstream.url has no last part to name the checkout after")
                    .hint("name the checkout's directory:\n[checkout]\ndir = \"upstream-repo\""));
  }
}

void read_patches(const TomlSection& document, Config& config) {
  const auto patches = document.section("patches", {"dir", "format", "numbered"});
  if (patches) {
    take(inner_directory(*patches, "dir"), config.patches_dir);
    take(patches->flag("numbered"), config.patches_numbered);
    const auto format = patches->choice("format", {"mbox", "diff"});
    if (format) config.patches_format = *format == 0 ? Config::Format::mbox : Config::Format::diff;
  }
  const auto checkout = document.section("checkout", {"dir", "remote", "branch"});
  if (!is_inside(config.patches_dir, config.checkout_dir) && !is_inside(config.checkout_dir, config.patches_dir))
    return;
  const TomlSection& blamed = patches && patches->has("dir") ? *patches : checkout ? *checkout : document;
  throw Error(blamed
                  .wrong("dir", fmt::format("patches.dir ('{}') and checkout.dir ('{}') contain each other",
                                            config.patches_dir, config.checkout_dir))
                  .hint("the checkout can be deleted and made anew, the patch files can't: keep them apart"));
}

void read_fetch(const TomlSection& document, Config& config) {
  const auto fetch = document.section("fetch", {"with", "timeout", "depth", "filter"});
  if (!fetch) return;
  const auto with = fetch->choice("with", {"auto", "git", "libgit2"});
  if (with) {
    constexpr std::array k_ways{Config::FetchWith::automatic, Config::FetchWith::git, Config::FetchWith::libgit2};
    config.fetch_with = k_ways.at(*with);
  }
  take(fetch->whole_number("timeout", 0, k_longest_seconds), config.fetch_timeout_seconds);
  take(fetch->whole_number("depth", 0, k_deepest_history), config.fetch_depth);
  take(fetch->filled_text("filter"), config.fetch_filter);
  if (config.fetch_with != Config::FetchWith::libgit2) return;
  for (const std::string_view key : {"depth", "filter"}) {
    if (!fetch->has(key)) continue;
    throw Error(fetch->wrong(key, fmt::format("fetch.{} needs the git program, but fetch.with is \"libgit2\"", key))
                    .hint("set fetch.with to \"git\", or leave it out"));
  }
}

void read_install(const TomlSection& document, Config& config) {
  const auto install = document.section("install", {"venv", "args"});
  if (!install) return;
  config.has_install = true;
  take(install->filled_text("venv"), config.install_venv);
  take(install->texts("args"), config.install_args);
}

Config::Verify read_verify(const TomlSection& section) {
  Config::Verify verify;
  take(section.texts("run"), verify.run);
  if (verify.run.empty() || trim(verify.run.front()).empty()) {
    const std::string message = section.has("run") ? "verify.run is empty" : "this [[verify]] has no key 'run'";
    throw Error(section.wrong("run", message).hint("say what to run, as in run = [\"python\", \"--version\"]"));
  }
  verify.name = section.filled_text("name").value_or(join(verify.run, " "));
  take(section.text("contains"), verify.contains);
  take(section.whole_number("timeout", 0, k_longest_seconds), verify.timeout_seconds);
  return verify;
}

Config::Patch read_patch(const TomlSection& section) {
  Config::Patch patch;
  const auto file = section.filled_text("file");
  if (!file) throw section.wrong("file", "this [[patch]] has no key 'file'");
  if (file->find('/') != std::string::npos) {
    throw Error(section.wrong("file", fmt::format("patch.file is a path: '{}'", *file))
                    .hint("give the name alone; the directory is patches.dir"));
  }
  patch.file = *file;
  take(section.filled_text("subject"), patch.subject);
  take(author(section, "author"), patch.author);
  return patch;
}

void read_patch_notes(const TomlSection& document, Config& config) {
  for (const TomlSection& section : document.sections("patch", {"file", "subject", "author"})) {
    Config::Patch patch = read_patch(section);
    const bool is_twice = std::any_of(config.patches.begin(), config.patches.end(),
                                      [&](const Config::Patch& other) { return other.file == patch.file; });
    if (is_twice) throw section.wrong("file", fmt::format("there are two [[patch]] sections for '{}'", patch.file));
    config.patches.push_back(std::move(patch));
  }
}

}  // namespace

Config parse_config(std::string_view text, const fs::path& file) {
  const TomlContext context{shown_name(file), std::string(k_doing)};
  const toml::table root = parse_toml(text, context);
  const TomlSection document(root, context, "",
                             {"upstream", "checkout", "patches", "fetch", "install", "verify", "patch"});
  Config config;
  std::error_code failed;
  config.file = fs::absolute(file, failed).lexically_normal();
  read_upstream(document, config);
  read_checkout(document, config);
  read_patches(document, config);
  read_fetch(document, config);
  read_install(document, config);
  for (const TomlSection& section : document.sections("verify", {"name", "run", "contains", "timeout"})) {
    config.verify.push_back(read_verify(section));
  }
  read_patch_notes(document, config);
  return config;
}

Config load_config(const fs::path& file) {
  std::optional<std::string> text;
  try {
    text = read_file_if_exists(file, k_largest_toml_file);
  } catch (const Error& error) {
    throw Error(Error(error.what(), ErrorKind::usage).doing(std::string(k_doing)));
  }
  if (!text) {
    throw Error(Error(fmt::format("there is no file '{}'", shown_name(file)), ErrorKind::usage)
                    .doing(std::string(k_doing))
                    .hint("write one with `mlxpatch init`")
                    .hint("or name another directory with -C DIR, another file with --config FILE"));
  }
  return parse_config(*text, file);
}

std::optional<fs::path> find_config(const fs::path& start) {
  std::error_code failed;
  fs::path directory = fs::absolute(start, failed).lexically_normal();
  if (failed) return std::nullopt;
  if (!directory.has_filename()) directory = directory.parent_path();
  for (;;) {
    fs::path candidate = directory / k_file_name;
    // A FIFO or a device is refused by name, not passed over.
    if (fs::exists(candidate, failed) && !fs::is_directory(candidate, failed)) return candidate;
    if (directory == directory.parent_path()) return std::nullopt;
    directory = directory.parent_path();
  }
}

}  // namespace mlxpatch::workspace
