#include "new_directories.hpp"

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

#include "new_file.hpp"
#include "rename.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

NewDirectories::~NewDirectories() {
  if (!m_site) return;
  m_site.reset();
  std::error_code left_to_the_next_run;
  std::filesystem::remove_all(m_site_path, left_to_the_next_run);
}

/// The directory that is above the path; the end if there is none.
auto NewDirectories::find(auto& directories, const std::string& path) {
  // What sorts between a directory and a path in it is in it, too.
  const auto after = directories.upper_bound(path);
  if (after == directories.begin()) return directories.end();
  const auto above = std::prev(after);
  return path.starts_with(above->first) ? above : directories.end();
}

bool NewDirectories::write(const std::string& path, const NewFile& file) {
  return add(path, [&](const FileName& name, struct stat& stat) { return create_file(name, file, &stat); });
}

bool NewDirectories::write_symlink(const std::string& path, const std::string& target) {
  return add(path, [&](const FileName& name, struct stat& stat) { return create_symlink(name, target, &stat); });
}

bool NewDirectories::add(const std::string& path, const WorktreeDirectory::Creation& create) {
  Directory* directory = directory_for(path);
  if (directory == nullptr) return false;
  // Two names may be one for the file system.
  const std::optional<struct stat> stat = m_site->create(path, create);
  if (stat) directory->files.emplace(path, *stat);
  return stat.has_value();
}

bool NewDirectories::has(const std::string& path) const {
  const auto directory = find(m_directories, path);
  return directory != m_directories.end() && directory->second.state != State::refused &&
         directory->second.files.contains(path);
}

std::optional<struct stat> NewDirectories::place(const std::string& path, const OnPlaced& on_placed) {
  auto& [at, directory] = *find(m_directories, path);
  if (directory.state == State::building) {
    const std::string name = at.substr(0, at.size() - 1);
    directory.state = m_worktree.adopt_directory(name, *m_site) ? State::placed : State::refused;
    if (directory.state == State::placed) {
      for (const auto& [placed, stat] : directory.files) on_placed(placed, stat);
    }
  }
  if (directory.state == State::refused) return std::nullopt;
  return directory.files.at(path);
}

/// The directory in which to build the path's file; null if it can't be built here.
NewDirectories::Directory* NewDirectories::directory_for(const std::string& path) {
  const auto known = find(m_directories, path);
  if (known != m_directories.end()) return known->second.state == State::building ? &known->second : nullptr;
  const std::string directory = m_worktree.missing_directory_above(path);
  const std::string name = directory.substr(0, directory.rfind('/'));
  if (directory.empty() || !m_worktree.may_be_made_apart(name)) return nullptr;
  // Somebody has just removed what was around it.
  const auto inside = m_directories.lower_bound(directory);
  if (inside != m_directories.end() && inside->first.starts_with(directory)) return nullptr;
  // Two names may be one directory for the file system: then the second one's files would go along with the first.
  return open_site() && !m_site->look(name).exists ? &m_directories[directory] : nullptr;
}

/// Of its own, so that nothing that another run left gets into the worktree.
bool NewDirectories::open_site() {
  for (unsigned number = 0; !m_site; ++number) {
    m_site_path = m_worktree.temporaries() / fmt::format("new-{}", number);
    if (::mkdir(m_site_path.c_str(), 0777) == 0) {
      m_site = std::make_unique<WorktreeDirectory>(m_site_path);
    } else if (errno != EEXIST) {
      return false;
    }
  }
  return true;
}

}  // namespace mlxpatch::worktree
