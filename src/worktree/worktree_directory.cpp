#include "worktree_directory.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/descriptor.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "descriptor_io.hpp"
#include "file_times.hpp"
#include "new_file.hpp"
#include "rename.hpp"

namespace mlxpatch::worktree {
namespace {

constexpr int k_directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error system_error(std::string_view doing, std::string_view path, int number) {
  Error error(std::strerror(number));
  error.doing(std::string(doing)).at(escape_control(path));
  if (number == ENOSPC || number == EDQUOT) error.hint("free some disk space, then run the command again");
  if (number == EACCES || number == EPERM) error.hint("check the owner and the permissions of the file's directory");
  return error;
}

/// The name that a file has until it is complete. It depends on the file's path alone, so that a later call clears up
/// what a killed one left.
std::string temporary_name(std::string_view path) {
  return fmt::format(".mlxpatch-{:016x}.tmp", std::hash<std::string_view>{}(path));
}

/// Makes a temporary by `create()`, which returns false on failure, with errno. Replaces what a killed call left under
/// the name.
template <typename Create>
bool create_temporary(const FileName& name, Create create) {
  if (create()) return true;
  return errno == EEXIST && ::unlinkat(name.directory, name.name.c_str(), 0) == 0 && create();
}

/// Whether the name is that of the file that was seen, or of nothing if that is what was seen. Renaming it in between
/// is no change.
bool is_as_seen(const FileName& file, const PathState& seen) {
  struct stat now{};
  if (::fstatat(file.directory, file.name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0) return !seen.exists;
  return seen.exists && is_same_content(now, seen.stat);
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  return name.starts_with(".mlxpatch-") && name.ends_with(".tmp") && name.size() == temporary_name("").size();
}

WorktreeDirectory::WorktreeDirectory(const std::filesystem::path& root, std::filesystem::path temporaries)
    : m_path(root),
      m_prefix((root / "").string()),
      m_root(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      m_temporaries(std::move(temporaries)) {
  if (m_root < 0) throw system_error("opening the worktree", root.string(), errno);
}

WorktreeDirectory::~WorktreeDirectory() {
  leave_to(0);
  ::close(m_root);
}

void WorktreeDirectory::leave_to(std::size_t depth) {
  while (m_levels.size() > depth) {
    ::close(m_levels.back().descriptor);
    m_directory.resize(m_directory.size() - m_levels.back().name.size() - 1);
    m_levels.pop_back();
  }
}

WorktreeDirectory::Place WorktreeDirectory::reach(std::string_view path, Missing missing) {
  if (missing == Missing::make) m_missing.clear();
  const std::size_t name_at = path.rfind('/') + 1;
  if (path.substr(0, name_at) == m_directory) return {current(), {}, std::string(path.substr(name_at))};
  const std::vector<std::string_view> parts = split(path, '/');
  std::size_t depth = 0;
  while (depth < m_levels.size() && depth + 1 < parts.size() && m_levels[depth].name == parts[depth]) ++depth;
  leave_to(depth);
  for (; depth + 1 < parts.size(); ++depth) {
    const auto end = static_cast<std::size_t>(parts[depth].data() + parts[depth].size() - path.data());
    const std::string name(parts[depth]);
    int next = ::openat(current(), name.c_str(), k_directory_flags);
    bool is_new = false;
    if (next < 0 && errno == ENOENT) {
      if (missing == Missing::leave) {
        m_missing = path.substr(0, end + 1);
        return {};
      }
      is_new = ::mkdirat(current(), name.c_str(), 0777) == 0;
      if (!is_new && errno != EEXIST) throw system_error("making a directory", path, errno);
      if (!m_levels.empty()) m_levels.back().is_empty = false;
      next = ::openat(current(), name.c_str(), k_directory_flags);
    }
    if (next < 0) {
      if (errno != ENOTDIR && errno != ELOOP) throw system_error("entering a directory of the checkout", path, errno);
      return {-1, std::string(path.substr(0, end)), {}};
    }
    m_levels.push_back({name, next, {}, is_new});
    m_directory.append(name).push_back('/');
  }
  return {current(), {}, std::string(parts.back())};
}

WorktreeDirectory::Place WorktreeDirectory::reach_for_writing(std::string_view path) {
  Place place = reach(path, Missing::make);
  if (place.blocked_by.empty()) return place;
  throw Error(
      fmt::format("{} is a file or a symbolic link where a directory must be, and nothing is written through it",
                  escape_control(place.blocked_by)))
      .doing("writing a file of the checkout")
      .at(escape_control(path))
      .hint("move it away, then run the command again");
}

FileName WorktreeDirectory::temporary(const Place& place, std::string_view path, Temporaries::Missing missing) {
  const int shared = m_temporaries.descriptor(missing);
  if (shared >= 0) {
    std::optional<bool>& is_beside =
        m_levels.empty() ? m_root_is_beside_temporaries : m_levels.back().is_beside_temporaries;
    if (!is_beside && place.directory >= 0) is_beside = m_temporaries.is_beside(place.directory);
    if (is_beside.value_or(true)) return {shared, temporary_name(m_prefix + std::string(path))};
  }
  return {place.directory, temporary_name(place.name)};
}

PathState WorktreeDirectory::look(std::string_view path) {
  if (!m_missing.empty() && path.starts_with(m_missing)) return {};
  const Place place = reach(path, Missing::leave);
  PathState state;
  state.blocked_by = place.blocked_by;
  if (place.directory < 0 || (!m_levels.empty() && m_levels.back().is_empty)) return state;
  state.exists = ::fstatat(place.directory, place.name.c_str(), &state.stat, AT_SYMLINK_NOFOLLOW) == 0;
  if (!state.exists && errno != ENOENT) throw system_error("looking at a file of the checkout", path, errno);
  return state;
}

std::string WorktreeDirectory::read(std::string_view path) {
  constexpr std::string_view k_doing = "reading a file of the checkout";
  const PathState state = look(path);
  if (!state.exists) throw system_error(k_doing, path, ENOENT);
  const std::string name(path.substr(path.rfind('/') + 1));
  if (state.is_symlink()) {
    return read_link(current(), name.c_str(), static_cast<std::size_t>(state.stat.st_size));
  }
  const Descriptor file(::openat(current(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) throw system_error(k_doing, path, errno);
  std::string bytes(static_cast<std::size_t>(state.stat.st_size) + 1, '\0');
  if (!read_all(file.get(), bytes)) throw system_error(k_doing, path, errno);
  return bytes;
}

std::vector<std::string> WorktreeDirectory::list(std::string_view path) {
  constexpr std::string_view k_doing = "listing a directory of the checkout";
  const Place place = reach(path, Missing::leave);
  const int directory = place.directory < 0 ? -1 : ::openat(place.directory, place.name.c_str(), k_directory_flags);
  if (directory < 0) throw system_error(k_doing, path, errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(directory), ::closedir);
  if (!stream) {
    const Descriptor closed(directory);
    throw system_error(k_doing, path, errno);
  }
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

void WorktreeDirectory::prepare_file(std::string_view path, const NewFile& file) {
  const Place place = reach_for_writing(path);
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::make);
  if (!create_temporary(temporary, [&] { return worktree::create_file(temporary, file); })) {
    throw system_error("writing a file of the checkout", path, errno);
  }
}

void WorktreeDirectory::prepare_symlink(std::string_view path, const std::string& target) {
  const Place place = reach_for_writing(path);
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::make);
  if (!create_temporary(temporary, [&] { return worktree::create_symlink(temporary, target); })) {
    throw system_error("making a symbolic link of the checkout", path, errno);
  }
}

std::optional<struct stat> WorktreeDirectory::create(std::string_view path, const Creation& create) {
  const Place place = reach(path, Missing::make);
  struct stat created{};
  if (place.directory < 0) return std::nullopt;
  if (create({place.directory, place.name}, created)) return created;
  if (errno == EEXIST) return std::nullopt;
  throw system_error("writing a file of the checkout", path, errno);
}

std::string WorktreeDirectory::missing_directory_above(std::string_view path) {
  if (m_missing.empty() || !path.starts_with(m_missing)) {
    m_missing.clear();
    reach(path, Missing::leave);
  }
  return m_missing;
}

bool WorktreeDirectory::may_be_made_apart(std::string_view path) {
  const Place place = reach(path, Missing::leave);
  const int shared = m_temporaries.descriptor(Temporaries::Missing::make);
  return place.directory >= 0 && shared >= 0 && m_temporaries.gives_as(place.directory) &&
         temporary(place, path, Temporaries::Missing::leave).directory == shared;
}

bool WorktreeDirectory::adopt_directory(std::string_view path, WorktreeDirectory& from) {
  const Place source = from.reach(path, Missing::leave);
  const Place place = reach(path, Missing::make);
  if (source.directory < 0 || place.directory < 0) return false;
  if (!m_levels.empty()) m_levels.back().is_empty = false;
  const FileName directory{source.directory, source.name};
  const FileName target{place.directory, place.name};
  Renamed renamed = rename_to_free(directory, target);
  // A directory never replaces anything but an empty one.
  if (renamed == Renamed::unsupported &&
      ::renameat(directory.directory, directory.name.c_str(), target.directory, target.name.c_str()) == 0) {
    renamed = Renamed::done;
  }
  return renamed == Renamed::done;
}

Replaced WorktreeDirectory::replace(std::string_view path, const PathState& seen) {
  constexpr std::string_view k_doing = "writing a file of the checkout";
  const Place place = reach(path, Missing::make);
  if (!place.blocked_by.empty()) return {};
  if (!m_levels.empty()) m_levels.back().is_empty = false;
  const FileName file{place.directory, place.name};
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::leave);
  Replaced replaced;
  struct stat written{};
  const bool is_written = ::fstatat(temporary.directory, temporary.name.c_str(), &written, AT_SYMLINK_NOFOLLOW) == 0;
  Renamed renamed = seen.exists ? rename_swapping(temporary, file) : rename_to_free(temporary, file);
  if (renamed == Renamed::done && seen.exists) {
    if (!is_as_seen(temporary, seen)) {
      // Somebody has just put it there. Back it goes.
      if (rename_swapping(temporary, file) != Renamed::done) {
        throw system_error(k_doing, path, errno);
      }
      return {};
    }
    replaced.kept_old = true;
  } else if (renamed == Renamed::unsupported) {
    if (!is_as_seen(file, seen)) return {};
    const bool done = ::renameat(temporary.directory, temporary.name.c_str(), file.directory, file.name.c_str()) == 0;
    renamed = done ? Renamed::done : Renamed::failed;
  }
  if (renamed == Renamed::not_free || (renamed == Renamed::failed && errno == ENOENT && seen.exists)) return {};
  if (renamed == Renamed::failed) throw system_error(k_doing, path, errno);
  replaced.done = true;
  // Only now, since renaming changes the time of the last change.
  replaced.placed.exists =
      ::fstatat(place.directory, place.name.c_str(), &replaced.placed.stat, AT_SYMLINK_NOFOLLOW) == 0;
  if (!replaced.placed.exists) throw system_error(k_doing, path, errno);
  // Somebody has just changed it. What is noted is our own, so that it is not taken for that.
  if (is_written && !is_same_content(replaced.placed.stat, written)) replaced.placed.stat = written;
  return replaced;
}

bool WorktreeDirectory::take_away(std::string_view path, const PathState& seen) {
  constexpr std::string_view k_doing = "removing a file of the checkout";
  const Place place = reach(path, Missing::leave);
  if (place.directory < 0) return true;
  const FileName file{place.directory, place.name};
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::make);
  if (!is_as_seen(file, seen)) return false;
  if (!seen.exists) return true;
  if (::renameat(file.directory, file.name.c_str(), temporary.directory, temporary.name.c_str()) != 0) {
    throw system_error(k_doing, path, errno);
  }
  if (is_as_seen(temporary, seen)) return true;
  if (!put_back(path))
    throw Error("another program is writing this file").doing(std::string(k_doing)).at(std::string(path));
  return false;
}

bool WorktreeDirectory::swap_back(std::string_view path, const PathState& placed) {
  const Place place = reach(path, Missing::leave);
  if (place.directory < 0) return false;
  const FileName file{place.directory, place.name};
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::leave);
  if (!is_as_seen(file, placed)) return false;
  if (rename_swapping(temporary, file) != Renamed::done) return false;
  if (is_as_seen(temporary, placed)) {
    ::unlinkat(temporary.directory, temporary.name.c_str(), 0);
    return true;
  }
  rename_swapping(temporary, file);
  return false;
}

bool WorktreeDirectory::put_back(std::string_view path) {
  const Place place = reach(path, Missing::make);
  if (place.directory < 0) return false;
  if (!m_levels.empty()) m_levels.back().is_empty = false;
  const FileName file{place.directory, place.name};
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::leave);
  const Renamed renamed = rename_to_free(temporary, file);
  if (renamed != Renamed::unsupported) return renamed == Renamed::done;
  struct stat other{};
  return ::fstatat(place.directory, place.name.c_str(), &other, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT &&
         ::renameat(temporary.directory, temporary.name.c_str(), file.directory, file.name.c_str()) == 0;
}

void WorktreeDirectory::remove_temporary(std::string_view path) {
  const Place place = reach(path, Missing::leave);
  const FileName temporary = this->temporary(place, path, Temporaries::Missing::leave);
  if (temporary.directory < 0) return;
  // With a second try: what stays would be an untracked file.
  if (::unlinkat(temporary.directory, temporary.name.c_str(), 0) != 0 && errno != ENOENT &&
      ::unlinkat(temporary.directory, temporary.name.c_str(), 0) != 0 && errno != ENOENT) {
    throw system_error("removing a temporary file of the checkout", path, errno);
  }
}

bool WorktreeDirectory::remove_if_temporary(const std::string& path) {
  const Place place = reach(path, Missing::leave);
  if (place.directory < 0 || !is_temporary_name(place.name)) return false;
  return ::unlinkat(place.directory, place.name.c_str(), 0) == 0;
}

void WorktreeDirectory::make_directory(std::string_view path) {
  const Place place = reach_for_writing(path);
  if (!m_levels.empty()) m_levels.back().is_empty = false;
  if (::mkdirat(place.directory, place.name.c_str(), 0777) == 0) return;
  if (errno == EEXIST && look(path).is_directory()) return;
  throw system_error("making a directory of the checkout", path, EEXIST);
}

void WorktreeDirectory::remove_directory(std::string_view path) {
  const Place place = reach(path, Missing::leave);
  if (place.directory < 0 || ::unlinkat(place.directory, place.name.c_str(), AT_REMOVEDIR) == 0) return;
  if (errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST) {
    throw system_error("removing a directory of the checkout", path, errno);
  }
}

void WorktreeDirectory::remove_empty_directories_above(std::string_view path) {
  if (reach(path, Missing::leave).directory < 0) return;
  while (!m_levels.empty()) {
    const std::string name = m_levels.back().name;
    leave_to(m_levels.size() - 1);
    if (::unlinkat(current(), name.c_str(), AT_REMOVEDIR) != 0) return;
  }
}

void WorktreeDirectory::sync_directory_of(std::string_view path) {
  const Place place = reach(path, Missing::leave);
  const int number = place.directory < 0 ? 0 : sync_descriptor(place.directory);
  // Some file systems can't sync directories, and say so with these errors.
  if (number != 0 && number != EINVAL && number != ENOTSUP) throw system_error("syncing a directory", path, number);
}

void WorktreeDirectory::sync() {
#ifdef __linux__
  const int code = ::syncfs(m_root);
#else
  int code = -1;
#ifdef SYNC_VOLUME_FULLSYNC
  code = ::fsync_volume_np(m_root, SYNC_VOLUME_FULLSYNC | SYNC_VOLUME_WAIT);  // macOS, whose sync() does not wait
#endif
  if (code != 0) {
    ::sync();
    code = 0;
  }
#endif
  if (code != 0) throw system_error("writing the checkout to the disk", m_path.string(), errno);
}

}  // namespace mlxpatch::worktree
