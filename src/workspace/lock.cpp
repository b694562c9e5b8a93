#include <mlxpatch/workspace/lock.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/oid.hpp>

#include "toml_parse.hpp"
#include "toml_section.hpp"
#include "toml_text.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

constexpr int k_version = 1;
constexpr std::string_view k_doing = "reading the lock file";
constexpr std::string_view k_how_to_restore = "the file is written by mlxpatch: restore it with `git checkout -- {}`";

std::string hint_for(const TomlContext& context) { return fmt::format(fmt::runtime(k_how_to_restore), context.file); }

/// Comes before the check for unknown keys, which a newer version may well have.
void refuse_newer_version(const toml::table& root, const TomlContext& context) {
  const auto* version = root.get_as<std::int64_t>("version");
  if (version == nullptr || version->get() <= k_version) return;
  throw Error(toml_error(context, version->source().begin,
                         fmt::format("the lock file has version {}; this mlxpatch knows versions up to {}",
                                     version->get(), k_version))
                  .hint("install the newer mlxpatch that wrote it"));
}

std::string required_text(const TomlSection& section, std::string_view key, const TomlContext& context) {
  auto text = section.text(key);
  if (!text)
    throw Error(section.wrong(key, fmt::format("{} is missing", section.full_name(key))).hint(hint_for(context)));
  return std::move(*text);
}

git::Oid read_base(const TomlSection& document, const TomlContext& context) {
  const std::string hex = required_text(document, "base", context);
  const auto base = git::Oid::from_hex(hex);
  if (!base || base->is_zero()) {
    throw Error(document.wrong("base", "base: expected the 40 hexadecimal digits of a commit").hint(hint_for(context)));
  }
  return *base;
}

Lock::Patch read_patch(const TomlSection& section, const TomlContext& context) {
  Lock::Patch patch;
  patch.file = required_text(section, "file", context);
  patch.author = required_text(section, "author", context);
  patch.date = required_text(section, "date", context);
  patch.message = required_text(section, "message", context);
  patch.change = section.text("change").value_or("");
  return patch;
}

}  // namespace

Lock parse_lock(std::string_view text, const fs::path& file) {
  const TomlContext context{shown_name(file), std::string(k_doing)};
  const toml::table root = parse_toml(text, context);
  refuse_newer_version(root, context);
  const TomlSection document(root, context, "", {"version", "base", "describe", "date", "patch"});
  if (!document.whole_number("version", 1, k_version)) {
    throw Error(document.wrong("version", "version is missing").hint(hint_for(context)));
  }
  Lock lock;
  lock.base = read_base(document, context);
  lock.describe = document.text("describe").value_or("");
  lock.date = document.text("date").value_or("");
  for (const TomlSection& section : document.sections("patch", {"file", "author", "date", "change", "message"})) {
    lock.patches.push_back(read_patch(section, context));
  }
  return lock;
}

std::optional<std::string> read_lock_text(const fs::path& file) {
  return read_file_if_exists(file, k_largest_toml_file);
}

std::optional<Lock> read_lock(const fs::path& file) {
  const std::optional<std::string> text = read_lock_text(file);
  if (!text) return std::nullopt;
  return parse_lock(*text, file);
}

std::string serialize_lock(const Lock& lock) {
  std::string text = fmt::format(
      "# written by mlxpatch: the upstream commit that the patch files are made for\n"
      "version = {}\nbase = {}\ndescribe = {}\ndate = {}\n",
      k_version, toml_quoted(lock.base.hex()), toml_quoted(lock.describe), toml_quoted(lock.date));
  for (const Lock::Patch& patch : lock.patches) {
    text += fmt::format("\n[[patch]]\nfile = {}\nauthor = {}\ndate = {}\n", toml_quoted(patch.file),
                        toml_quoted(patch.author), toml_quoted(patch.date));
    if (!patch.change.empty()) text += fmt::format("change = {}\n", toml_quoted(patch.change));
    text += fmt::format("message = {}\n", toml_quoted_lines(patch.message));
  }
  return text;
}

}  // namespace mlxpatch::workspace
