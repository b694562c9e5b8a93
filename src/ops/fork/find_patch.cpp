#include "fork/find_patch.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

namespace {

std::string stem_of(const std::string& name) {
  return name.ends_with(".patch") || name.ends_with(".diff") ? name.substr(0, name.rfind('.')) : name;
}

/// A file's name without the number in front of it.
std::string without_number(const std::string& name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string::npos && name[digits] == '-' ? name.substr(digits + 1) : name;
}

/// What a patch may be called, in small letters: its name, with or without ".patch" and the number in front, its
/// subject, a name made from that.
std::vector<std::string> names_of(const PatchTitle& patch) {
  const std::string stem = to_lower(stem_of(patch.name));
  return {stem, without_number(stem), to_lower(patch.subject), to_lower(patch::file_name_for(patch.subject))};
}

/// Whether a name made from the subject has all the words of `wanted`, in this order.
bool has_words(const PatchTitle& patch, const std::string& wanted) {
  const std::string words = to_lower(patch::file_name_for(wanted));
  return !words.empty() &&
         ("-" + to_lower(patch::file_name_for(patch.subject)) + "-").find("-" + words + "-") != std::string::npos;
}

std::vector<std::size_t> matching(const std::vector<PatchTitle>& queue,
                                  const std::function<bool(const PatchTitle&)>& matches) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    if (matches(queue[i])) found.push_back(i);
  }
  return found;
}

Error none_error(const std::vector<PatchTitle>& queue, const std::string& requested, std::string_view command) {
  std::vector<std::string> names;
  names.reserve(queue.size());
  for (const PatchTitle& patch : queue) names.push_back(to_lower(without_number(stem_of(patch.name))));
  Error error(fmt::format("the queue has no patch \"{}\"", requested), ErrorKind::usage);
  for (const std::string& near : near_names(to_lower(requested), names))
    error.hint(fmt::format("{} {}", command, near));
  return error.hint("mlxpatch status            list the patches");
}

}  // namespace

std::vector<PatchTitle> titles_of(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                  const std::map<git::Oid, std::string>& names) {
  std::vector<PatchTitle> titles;
  titles.reserve(commits.size());
  for (const git::Oid& commit : commits) titles.push_back({names.at(commit), store.commit(commit).subject()});
  return titles;
}

std::size_t find_patch(const std::vector<PatchTitle>& queue, const workspace::Config& config,
                       const std::string& requested, std::string_view command) {
  const std::string prefix = std::filesystem::path(config.patches_dir).generic_string() + "/";
  const std::string typed = stem_of(requested.starts_with(prefix) ? requested.substr(prefix.size()) : requested);
  const auto of_name = matching(queue, [&](const PatchTitle& patch) { return stem_of(patch.name) == typed; });
  if (!of_name.empty()) return of_name.front();
  for (std::size_t i = 0; i < queue.size(); ++i) {
    if (std::to_string(i + 1) == requested) return i;
  }
  const std::string wanted = to_lower(typed);
  // From the strictest kind of match to the loosest: the first kind that meets any patch decides.
  std::vector<std::size_t> found =
      matching(queue, [&](const PatchTitle& patch) { return std::ranges::count(names_of(patch), wanted) > 0; });
  if (found.empty()) {
    found = matching(queue, [&](const PatchTitle& patch) {
      return std::ranges::any_of(names_of(patch), [&](const std::string& name) { return name.starts_with(wanted); });
    });
  }
  if (found.empty()) found = matching(queue, [&](const PatchTitle& patch) { return has_words(patch, wanted); });
  if (found.empty()) throw none_error(queue, requested, command);
  if (found.size() == 1) return found.front();
  Error error(fmt::format("\"{}\" means {} patches", requested, found.size()), ErrorKind::usage);
  for (const std::size_t i : found) error.hint(fmt::format("{} {}", command, stem_of(queue[i].name)));
  throw error;
}

}  // namespace mlxpatch::ops
