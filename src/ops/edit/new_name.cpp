#include "edit/new_name.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "edit/queue_edit.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

/// Whether a series can list it: a blank ends a name there, and a '#' at the beginning makes a remark.
bool is_listable(const std::string& name) {
  const auto ends_name = [](char character) { return character == ' ' || is_control(character); };
  return objects::is_safe_path(name) && !name.starts_with('#') && !name.starts_with('.') &&
         std::ranges::none_of(name, ends_name) && to_lower(name) != "series";
}

Error refusal(const std::string& what, std::string_view doing) {
  return Error(what, ErrorKind::usage).doing(fmt::format("{} (nothing was changed)", doing));
}

}  // namespace

std::string new_name(OpenQueue& queue, const std::string& typed, std::string_view like, std::string_view doing) {
  const std::string directory = std::filesystem::path(queue.fork().config().patches_dir).generic_string() + "/";
  std::string name = typed.starts_with(directory) ? typed.substr(directory.size()) : typed;
  if (!std::filesystem::path(name).has_extension()) name += std::filesystem::path(like).extension().string();
  if (!is_listable(name)) {
    throw refusal(fmt::format("a patch file can't be named \"{}\"", escape_control(typed)), doing)
        .hint("a name has no blanks, does not begin with '.' or '#', and stays below " + directory);
  }
  for (const PatchTitle& patch : queue.titles()) {
    if (to_lower(patch.name) != to_lower(name)) continue;
    throw refusal(fmt::format("there is a patch {} already", patch.name), doing).hint("take another name");
  }
  return name;
}

}  // namespace mlxpatch::ops
