#include "filter.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {
namespace {

constexpr const char* k_converting = "converting a file's line endings";

using OwnedBlob = git::Owned<git_blob, git_blob_free>;

git::OwnedFilterList load_filters(const git::Repository& repository, const std::string& path, git_filter_mode_t mode) {
  git_filter_list* raw = nullptr;
  git::check(
      git_filter_list_load(&raw, repository.handle().get(), nullptr, path.c_str(), mode, GIT_FILTER_ALLOW_UNSAFE),
      "finding out how a file's lines end", escape_control(path));
  return git::OwnedFilterList(raw);
}

std::string apply(git_filter_list* filters, std::string bytes, const std::string& path) {
  git::Buffer out;
  git::check(git_filter_list_apply_to_buffer(out.get(), filters, bytes.data(), bytes.size()), k_converting,
             escape_control(path));
  return out.string();
}

bool is_word(std::string_view text) { return text.find_first_of("*?[\\\"/!") == std::string_view::npos; }

std::vector<std::filesystem::path> global_attributes_files(const git::Repository& repository) {
  std::vector<std::filesystem::path> files = {"/etc/gitattributes", repository.common_directory() / "info/attributes"};
  git::Buffer own;
  if (git_config_get_path(own.get(), repository.handle().config(), "core.attributesfile") == 0) {
    files.emplace_back(own.string());
  }
  const auto home = git::environment("HOME");
  if (const auto configuration = git::environment("XDG_CONFIG_HOME"); configuration && !configuration->empty()) {
    files.push_back(std::filesystem::path(*configuration) / "git/attributes");
  } else if (home) {
    files.push_back(std::filesystem::path(*home) / ".config/git/attributes");
  }
  return files;
}

}  // namespace

bool is_attributes_file(std::string_view path) { return path == ".gitattributes" || path.ends_with("/.gitattributes"); }

bool WorktreeFilter::Rules::reaches(const std::string& lower_case_name) const {
  return every_name || std::any_of(suffixes.begin(), suffixes.end(),
                                   [&](const std::string& suffix) { return lower_case_name.ends_with(suffix); });
}

WorktreeFilter::WorktreeFilter(const git::Repository& repository) : m_repository(repository) {
  m_every_path = to_lower(repository.config_string("core.eol").value_or("")) == "crlf";
  const std::string autocrlf = to_lower(repository.config_string("core.autocrlf").value_or("false"));
  m_every_path = m_every_path || (autocrlf != "false" && autocrlf != "input");
  for (const auto& file : global_attributes_files(repository)) add_global_rules(file);
}

WorktreeFilter::Rules WorktreeFilter::read_rules(std::string_view attributes) {
  Rules rules;
  for (const std::string_view line : split_lines(attributes)) {
    const std::string_view text = trim(line);
    if (text.starts_with('#')) continue;
    if (text.find("eol=crlf") == std::string_view::npos && text.find("ident") == std::string_view::npos) continue;
    std::string_view pattern = text.substr(0, text.find_first_of(" \t"));
    if (pattern.starts_with('*')) pattern.remove_prefix(1);
    if (is_word(pattern) && !pattern.empty()) {
      rules.suffixes.push_back(to_lower(pattern));
    } else {
      rules.every_name = true;
    }
  }
  return rules;
}

void WorktreeFilter::add_global_rules(const std::filesystem::path& file) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(file, unreadable)) return;
  const Rules rules = read_rules(read_file_if_exists(file).value_or(""));
  m_global.every_name = m_global.every_name || rules.every_name;
  m_global.suffixes.insert(m_global.suffixes.end(), rules.suffixes.begin(), rules.suffixes.end());
}

const WorktreeFilter::Rules& WorktreeFilter::rules_of_directory(const std::string& directory) {
  const auto known = m_by_directory.find(directory);
  if (known != m_by_directory.end()) return known->second;
  const std::string path = directory + ".gitattributes";
  const std::filesystem::path file = m_repository.work_directory() / path;
  std::error_code unreadable;
  Rules rules;
  if (std::filesystem::is_regular_file(std::filesystem::symlink_status(file, unreadable))) {
    rules = read_rules(read_file_if_exists(file).value_or(""));
  } else {
    // If the worktree does not have the file, the index's counts.
    const auto index =
        git::take<git::OwnedIndex>("reading the index", git_repository_index, m_repository.handle().get());
    rules.every_name = git_index_get_bypath(index.get(), path.c_str(), 0) != nullptr;
  }
  return m_by_directory.emplace(directory, std::move(rules)).first->second;
}

/// libgit2 looks at twenty files and directories to answer this for one path. If lines end with LF by default, only an
/// attributes line with "eol=crlf" or "ident" (even in a macro) can change what is written, so for most paths there is
/// no need to ask it.
bool WorktreeFilter::may_change_on_checkout(const std::string& path) {
  if (m_every_path || is_attributes_file(path)) return true;
  const std::string name = to_lower(path.substr(path.rfind('/') + 1));
  if (m_global.reaches(name)) return true;
  for (std::size_t end = 0; end != std::string::npos;) {
    if (rules_of_directory(path.substr(0, end)).reaches(name)) return true;
    const std::size_t slash = path.find('/', end);
    end = slash == std::string::npos ? slash : slash + 1;
  }
  return false;
}

std::string WorktreeFilter::to_worktree(const std::string& path, std::string bytes, const git::Oid& blob) {
  if (!may_change_on_checkout(path)) return bytes;
  const git::OwnedFilterList filters = load_filters(m_repository, path, GIT_FILTER_TO_WORKTREE);
  if (!filters) return bytes;
  if (git_filter_list_contains(filters.get(), "ident") == 1) {
    // libgit2 knows the id to put into `$Id$` only if the blob is stored.
    const git_oid raw = git::to_git(blob);
    const auto object =
        git::take_if_found<OwnedBlob>("reading a file's content", git_blob_lookup, m_repository.handle().get(), &raw);
    if (object) {
      git::Buffer out;
      git::check(git_filter_list_apply_to_blob(out.get(), filters.get(), object.get()), k_converting,
                 escape_control(path));
      return out.string();
    }
  }
  return apply(filters.get(), std::move(bytes), path);
}

std::string WorktreeFilter::to_blob(const std::string& path, std::string bytes) const {
  const git::OwnedFilterList filters = load_filters(m_repository, path, GIT_FILTER_TO_ODB);
  return filters ? apply(filters.get(), std::move(bytes), path) : bytes;
}

}  // namespace mlxpatch::worktree
