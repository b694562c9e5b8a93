#include "fork/resolutions.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/conflict_markers.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolution_text.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_extension = ".txt";

std::string file_name(const git::Oid& key) { return fmt::format("{}{}", key.hex(), k_extension); }

/// std::nullopt for a file that is not named as a resolution.
std::optional<git::Oid> key_of_file(const fs::path& file) {
  if (file.extension() != k_extension) return std::nullopt;
  const auto key = git::Oid::from_hex(file.stem().string());
  return key && file.filename() == file_name(*key) ? key : std::nullopt;
}

}  // namespace

std::string resolutions_directory(const workspace::Config& config) {
  return (fs::path(config.patches_dir) / k_resolutions_directory).generic_string();
}

std::string resolution_path(const workspace::Config& config, const git::Oid& key) {
  return resolutions_directory(config) + "/" + file_name(key);
}

bool is_resolution_path(std::string_view path) {
  return fs::path(path).parent_path().filename() == k_resolutions_directory;
}

fs::path Resolutions::directory() const { return m_project.config.patches_path() / k_resolutions_directory; }

bool Resolutions::any() const {
  std::error_code absent;
  return !m_read.empty() || fs::is_directory(directory(), absent);
}

bool Resolutions::has_place() const {
  std::error_code absent;
  return !fs::exists(fs::symlink_status(directory(), absent)) || fs::is_directory(directory(), absent);
}

void Resolutions::set(const git::Oid& key, std::optional<queue::Resolution> resolution) {
  m_read[key] = std::move(resolution);
  std::erase_if(m_damaged, [&](const Damaged& file) { return file.key == key; });
}

const std::optional<queue::Resolution>& Resolutions::read(const git::Oid& key) {
  const auto known = m_read.find(key);
  if (known != m_read.end()) return known->second;
  std::optional<queue::Resolution>& resolution = m_read[key];
  const std::string path = resolution_path(m_project.config, key);
  try {
    const auto text = read_file_if_exists(m_project.config.root() / path, queue::k_largest_resolution);
    m_project.files_read->note(path, text);
    if (!text) return resolution;
    queue::Resolution read = queue::read_resolution(*text);
    if (queue::key_of(read.conflict) != key) throw Error("its texts are not those that it is named after");
    if (!conflict_markers(read.result).empty()) throw Error("its result has conflict markers");
    resolution = std::move(read);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    m_damaged.push_back({key, path, error.what()});
  }
  return resolution;
}

const queue::Resolution* Resolutions::find(const queue::ConflictTexts& conflict) {
  if (!any()) return nullptr;
  const std::optional<queue::Resolution>& known = read(queue::key_of(conflict));
  return known && known->conflict == conflict ? &*known : nullptr;
}

std::vector<Resolutions::Stored> Resolutions::all() {
  std::vector<git::Oid> keys;
  std::error_code failed;
  fs::directory_iterator entry(directory(), failed);
  for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    if (const auto key = key_of_file(entry->path())) keys.push_back(*key);
  }
  for (const auto& [key, resolution] : m_read) keys.push_back(key);
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  std::vector<Stored> stored;
  for (const git::Oid& key : keys) {
    if (const auto& resolution = read(key)) stored.push_back({key, *resolution});
  }
  return stored;
}

void note_damaged(const Project& project, const Resolutions& resolutions, std::vector<std::string>& notes) {
  for (const Resolutions::Damaged& file : resolutions.damaged()) {
    notes.push_back(fmt::format("{} is ignored: {}", project.shown(file.path), file.what));
  }
}

}  // namespace mlxpatch::ops
