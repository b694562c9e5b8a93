#include "options/shared.hpp"

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/options.hpp>

#include "flags.hpp"

namespace mlxpatch::cli {

namespace {

using std::filesystem::path;

/// At most a tebibyte, so that its bytes can be counted.
std::size_t mebibytes_of(const std::string& option, const std::string& word) {
  constexpr int k_most = 1 << 20;
  const int number = number_of(option, word);
  if (number >= 1 && number <= k_most) return static_cast<std::size_t>(number);
  throw Error(fmt::format("{} takes a number of mebibytes from 1 to {}, not {}", option, k_most, number),
              ErrorKind::usage);
}

int strip_of(const std::string& word) {
  constexpr int k_most = 99;
  const int strip = number_of("-p", word);
  if (strip <= k_most) return strip;
  throw Error(fmt::format("-p takes a number from 0 to {}, not {}", k_most, strip), ErrorKind::usage);
}

/// A directory of the repository, without "./" in front and '/' at its end.
std::string path_prefix_of(const std::string& word) {
  std::string directory = path(word).lexically_normal().generic_string();
  while (directory.ends_with('/')) directory.pop_back();
  if (directory == ".") return {};
  const bool is_outside = directory.empty() || directory.starts_with('/') || directory.starts_with("..");
  if (!is_outside) return directory;
  throw Error(fmt::format("--directory takes a directory of the repository, not \"{}\"", word), ErrorKind::usage)
      .hint("name it relative to the repository's root");
}

}  // namespace

void declare_dry_run(Flags& flags, ops::Effect& effect) {
  flags.flag("--dry-run", effect, ops::Effect::dry_run, "Say what would happen; change nothing");
}

void declare_paths(Flags& flags, ops::PatchPaths& paths) {
  flags.option_of("-p", "N", "Strip N leading parts from the paths, in every form of diff (default: as the files need)",
                  [&paths](const std::string& word) { paths.strip = strip_of(word); });
  flags.option_of("--directory", "DIR", "Prepend DIR to all paths",
                  [&paths](const std::string& word) { paths.directory = path_prefix_of(word); });
}

void declare_limits(Flags& flags, ops::PatchLimits& limits) {
  flags.option_of("--max-patch", "MIB", "Refuse a patch larger than this (default: 64)",
                  [&limits](const std::string& word) { limits.patch_mib = mebibytes_of("--max-patch", word); });
  flags.option_of("--max-line", "MIB", "Refuse a line longer than this (default: 1)",
                  [&limits](const std::string& word) { limits.line_mib = mebibytes_of("--max-line", word); });
}

int number_of(const std::string& option, const std::string& word) {
  int number = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stopped != end || number < 0) {
    throw Error(fmt::format("{} takes a number, not \"{}\"", option, word), ErrorKind::usage);
  }
  return number;
}

path resolved(const path& directory, const path& given) {
  const path joined = directory / given;
  return joined.empty() ? path(".") : joined;
}

void check_range(const std::string& range) {
  const std::size_t dots = range.find("..");
  const bool has_both = dots != std::string::npos && dots != 0 && dots + 2 < range.size() && range[dots + 2] != '.';
  if (has_both) return;
  throw Error(fmt::format("\"{}\" is not a range BASE..TIP", range), ErrorKind::usage)
      .hint("name both ends, e.g. upstream/main..local-patches");
}

Error contradiction(std::string_view one, std::string_view other, std::string_view reason) {
  return Error(fmt::format("{} and {} contradict each other: {}", one, other, reason), ErrorKind::usage);
}

}  // namespace mlxpatch::cli
