#include "file_swap.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <ranges>
#include <string>

#include <fmt/format.h>
#include <sys/stat.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/trace.hpp>

#include "new_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

FileSwap::~FileSwap() {
  take_back();
  for (const std::string& path : m_prepared) {
    try {
      m_directory.remove_temporary(path);
      m_directory.remove_empty_directories_above(path);
    } catch (const std::exception& error) {
      trace(fmt::format("a temporary file stays: {}", error.what()));
    }
  }
}

void FileSwap::note_prepared(const std::string& path) {
  m_prepared.insert(std::upper_bound(m_prepared.begin(), m_prepared.end(), path), path);
}

void FileSwap::prepare(const std::string& path, const NewFile& file) {
  note_prepared(path);
  m_directory.prepare_file(path, file);
}

void FileSwap::prepare_symlink(const std::string& path, const std::string& target) {
  note_prepared(path);
  m_directory.prepare_symlink(path, target);
}

void FileSwap::prepare_whole(const std::string& path, const NewFile& file) {
  if (!m_new_directories.write(path, file)) prepare(path, file);
}

void FileSwap::prepare_symlink_whole(const std::string& path, const std::string& target) {
  if (!m_new_directories.write_symlink(path, target)) prepare_symlink(path, target);
}

bool FileSwap::is_prepared(const std::string& path) const {
  return m_new_directories.has(path) || std::binary_search(m_prepared.begin(), m_prepared.end(), path);
}

std::optional<struct stat> FileSwap::replace(const std::string& path, const PathState& seen) {
  if (m_new_directories.has(path)) {
    return m_new_directories.place(path, [&](const std::string& placed, const struct stat& stat) {
      note_prepared(placed);
      m_steps.push_back({placed, false, false, {true, false, {true, {}, stat}}});
    });
  }
  const Replaced replaced = m_directory.replace(path, seen);
  if (!replaced.done) return std::nullopt;
  m_steps.push_back({path, seen.exists, false, replaced});
  return replaced.placed.stat;
}

bool FileSwap::remove(const std::string& path, const PathState& seen) {
  if (!m_directory.take_away(path, seen)) return false;
  if (seen.exists) m_steps.push_back({path, true, true, {}});
  return true;
}

bool FileSwap::take_back(const Step& step) {
  if (step.removed) {
    if (m_directory.put_back(step.path)) return true;
    m_directory.remove_temporary(step.path);
    return false;
  }
  if (step.replaced.kept_old) return m_directory.swap_back(step.path, step.replaced.placed);
  // Where the file system can't swap the old file is gone, and the new one better than none.
  return !step.had_old && m_directory.take_away(step.path, step.replaced.placed);
}

bool FileSwap::take_back() {
  bool all = true;
  for (const Step& step : std::views::reverse(m_steps)) {
    try {
      if (!take_back(step)) all = false;
    } catch (const std::exception& error) {
      trace(fmt::format("{} is not taken back: {}", step.path, error.what()));
      all = false;
    }
  }
  m_steps.clear();
  return all;
}

bool FileSwap::finish() {
  bool all = true;
  for (const Step& step : m_steps) {
    if (!step.removed && !step.replaced.kept_old) continue;
    try {
      m_directory.remove_temporary(step.path);
    } catch (const Error& error) {
      trace(fmt::format("an old file stays: {}", error.what()));
      all = false;
    }
  }
  m_steps.clear();
  m_prepared.clear();
  return all;
}

}  // namespace mlxpatch::worktree
