#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/initial_config.hpp>

#include "parts.hpp"
#include "target.hpp"
#include "utf8.hpp"

namespace {

using namespace mlxpatch;
using workspace::Config;

constexpr const char* k_file = "/project/mlxpatch.toml";
constexpr int k_day = 24 * 60 * 60;

std::optional<Config> read(std::string_view text) {
  try {
    return workspace::parse_config(text, k_file);
  } catch (const Error& error) {
    fuzz::require(error.kind() == ErrorKind::usage, "a mistake in the file is a mistake in the usage");
    fuzz::require(!error.places().empty() && error.places().front().starts_with(k_file), "a mistake has its place");
    return std::nullopt;
  }
}

bool is_plain(std::string_view text) {
  return fuzz::is_utf8(text) && std::none_of(text.begin(), text.end(), [](char letter) {
           return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
         });
}

/// A path below the project, looked at without the standard library's idea of a path.
void check_directory(std::string_view directory) {
  fuzz::require(is_plain(directory) && directory.find('\\') == std::string_view::npos, "a directory is plain text");
  fuzz::Parts parts(directory, '/');
  fuzz::require(parts.are_left() && !directory.ends_with('/'), "a directory has a name");
  while (parts.are_left()) {
    std::string part = parts.string();
    fuzz::require(!part.empty() && part != "." && part != "..", "no directory leaves the project");
    std::transform(part.begin(), part.end(), part.begin(), [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    fuzz::require(part != ".git", "no directory is in a .git");
  }
}

void check_ref(std::string_view name) {
  fuzz::require(is_plain(name) && !name.empty(), "a name of a ref is plain text");
  fuzz::require(!name.starts_with('-') && !name.starts_with('/') && !name.ends_with('/'), "a ref is no option");
  fuzz::require(name.find("..") == std::string_view::npos && name.find_first_of(" ~^:?*[\\") == std::string_view::npos,
                "git accepts the name of a ref");
}

bool contain_each_other(const std::string& one, const std::string& other) {
  return (one + "/").starts_with(other + "/") || (other + "/").starts_with(one + "/");
}

void check_values(const Config& config) {
  fuzz::require(!config.upstream_url.empty() && !config.upstream_url.starts_with('-'), "an address is no option");
  fuzz::require(is_plain(config.upstream_url), "an address is plain text");
  check_directory(config.checkout_dir);
  check_directory(config.patches_dir);
  fuzz::require(!contain_each_other(config.checkout_dir, config.patches_dir), "checkout and patch files are apart");
  for (const std::string* name : {&config.upstream_branch, &config.checkout_remote, &config.checkout_branch}) {
    check_ref(*name);
  }
  fuzz::require(config.fetch_timeout_seconds >= 0 && config.fetch_timeout_seconds <= k_day, "a timeout is a time");
  fuzz::require(config.fetch_depth >= 0, "a depth is a number of commits");
  for (const Config::Verify& verify : config.verify) {
    fuzz::require(!verify.run.empty() && !verify.run.front().empty(), "a [[verify]] has something to run");
    fuzz::require(verify.timeout_seconds >= 0 && verify.timeout_seconds <= k_day, "a timeout is a time");
  }
  for (const Config::Patch& patch : config.patches) {
    fuzz::require(is_plain(patch.file) && patch.file.find('/') == std::string::npos, "a patch's file is a name");
    const auto is_it = [&](const Config::Patch& other) { return other.file == patch.file; };
    fuzz::require(std::count_if(config.patches.begin(), config.patches.end(), is_it) == 1, "a file has one [[patch]]");
  }
}

/// The values that `init` writes.
struct Values {
  std::string url, branch, directory, remote, own_branch;
};

/// Writes a file with these values. It reads as the same, or is refused where the values were not `accepted` before.
void check_written(const Values& values, bool accepted) {
  std::string text;
  try {
    text = workspace::initial_config(values.url, values.branch, values.directory, values.remote, values.own_branch);
  } catch (const Error&) {
    fuzz::require(!accepted, "what was read can be written");
    return;
  }
  const std::optional<Config> again = read(text);
  fuzz::require(again.has_value() || !accepted, "what is written can be read");
  if (!again) return;
  check_values(*again);
  // A relative path is made absolute; git takes what has a ':' before its first '/' for a host.
  const bool is_preserved = values.url.find_first_of(":/") < values.url.size() &&
                            (values.url.starts_with('/') || values.url[values.url.find_first_of(":/")] == ':');
  fuzz::require(!is_preserved || again->upstream_url == values.url, "the address is preserved");
  fuzz::require(again->upstream_branch == values.branch, "the branch is preserved");
  fuzz::require(again->checkout_remote == values.remote, "the remote is preserved");
  fuzz::require(again->checkout_branch == values.own_branch, "the queue's branch is preserved");
  fuzz::require(!accepted || again->checkout_dir == values.directory, "the directory is preserved");
}

}  // namespace

/// A configuration; after a '=' the values for `init` to write.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (text.starts_with('=')) {
    fuzz::Parts parts(text.substr(1));
    Values values;
    for (std::string* value : {&values.url, &values.branch, &values.directory, &values.remote, &values.own_branch}) {
      *value = parts.string();
    }
    check_written(values, false);
    return 0;
  }
  const std::optional<Config> config = read(text);
  fuzz::require(read(std::string(text) + "\n# end\n") == config, "a comment at the end changes nothing");
  if (!config) return 0;
  check_values(*config);
  const bool has_room = !contain_each_other(config->checkout_dir, "patches");
  if (!has_room) return 0;
  check_written({config->upstream_url, config->upstream_branch, config->checkout_dir, config->checkout_remote,
                 config->checkout_branch},
                true);
  return 0;
}
