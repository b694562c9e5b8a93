#include "index_file.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {
namespace {

constexpr std::chrono::milliseconds k_lock_patience{1000};
constexpr std::chrono::milliseconds k_lock_pause{20};

#ifdef __APPLE__
const timespec& change_time(const struct stat& stat) { return stat.st_ctimespec; }
const timespec& write_time(const struct stat& stat) { return stat.st_mtimespec; }
#else
const timespec& change_time(const struct stat& stat) { return stat.st_ctim; }
const timespec& write_time(const struct stat& stat) { return stat.st_mtim; }
#endif

/// Times and sizes are kept in 32 bits, as the format has them.
git_index_time index_time(const timespec& time) {
  return {static_cast<std::int32_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

bool same_time(const git_index_time& a, const git_index_time& b) {
  // A zero part of a second was written by a program that does not keep it.
  return a.seconds == b.seconds && (a.nanoseconds == b.nanoseconds || a.nanoseconds == 0);
}

/// Whether a file was neither written nor replaced between the two.
bool is_same_file(const struct stat& a, const struct stat& b) {
  const auto same = [](const timespec& x, const timespec& y) { return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec; };
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size && same(write_time(a), write_time(b)) &&
         same(change_time(a), change_time(b));
}

bool before(const git_index_time& a, const git_index_time& b) {
  return a.seconds < b.seconds || (a.seconds == b.seconds && a.nanoseconds < b.nanoseconds);
}

git_index_entry raw_entry(const std::string& path, const git::Entry& entry) {
  git_index_entry raw{};
  raw.mode = static_cast<std::uint32_t>(entry.mode);
  raw.id = git::to_git(entry.oid);
  raw.path = path.c_str();
  return raw;
}

Error index_error(int code, const std::string& file) {
  const std::string words = git::last_library_message();
  if (words.find("extension: 'link'") != std::string::npos) {
    return Error("the repository uses a split index, which this program can't read")
        .doing("reading the index")
        .at(file)
        .hint("git update-index --no-split-index");
  }
  if (words.find("extension: 'sdir'") != std::string::npos) {
    return Error("the repository uses a sparse index, which this program can't read")
        .doing("reading the index")
        .at(file)
        .hint("git sparse-checkout reapply --no-sparse-index");
  }
  return git::library_error(code, "reading the index", file);
}

Error locked_error(const std::string& lock) {
  return Error("another git command is writing the index")
      .doing("writing the index")
      .at(lock)
      .hint("wait until it is done, then run the command again")
      .hint(fmt::format("if no git command is running any more: rm '{}'", lock));
}

}  // namespace

IndexFile::IndexFile(const git::Repository& repository) : m_handle(repository.handle()) {
  git_index* raw = nullptr;
  const int code = git_repository_index(&raw, m_handle.get());
  m_file = (repository.git_directory() / "index").string();
  struct stat stat{};
  const bool is_there = ::stat(m_file.c_str(), &stat) == 0;
  if (is_there) m_written = index_time(write_time(stat));
  if (code < 0) throw index_error(code, m_file);
  m_index.reset(raw);
  read(is_there ? &stat : nullptr);
  m_has_conflicts = git_index_has_conflicts(raw) != 0;
}

void IndexFile::read(const struct stat* stat) {
  // Reading the index of a large tree costs more than all else that is done with it, so it is done again only where the
  // object may hold what a failed call left in it, or the file is another one. Unforced, the library compares
  // checksums.
  const std::optional<struct stat> known = std::exchange(m_handle.index_stat, std::nullopt);
  const bool is_known = !known || (stat && is_same_file(*known, *stat));
  const bool must = m_handle.index_object == git::RepositoryHandle::IndexObject::changed || !is_known;
  if (const int code = git_index_read(get(), must ? 1 : 0); code < 0) throw index_error(code, m_file);
  m_handle.index_object = git::RepositoryHandle::IndexObject::as_read;
  if (stat) m_handle.index_stat = *stat;
}

git_index* IndexFile::changing() {
  m_handle.index_object = git::RepositoryHandle::IndexObject::changed;
  return m_index.get();
}

void IndexFile::refuse_if_locked() const {
  const std::string lock = m_file + ".lock";
  const auto give_up = std::chrono::steady_clock::now() + k_lock_patience;
  while (std::filesystem::exists(lock)) {
    if (std::chrono::steady_clock::now() > give_up) throw locked_error(lock);
    std::this_thread::sleep_for(k_lock_pause);
  }
}

const git_index_entry* IndexFile::find(const std::string& path) const {
  return git_index_get_bypath(get(), path.c_str(), 0);
}

bool IndexFile::is_unchanged(const git_index_entry& entry, const struct stat& stat) const {
  const git_index_time written = index_time(write_time(stat));
  if (!same_time(entry.mtime, written) || !same_time(entry.ctime, index_time(change_time(stat)))) return false;
  if (entry.file_size != static_cast<std::uint32_t>(stat.st_size) ||
      entry.ino != static_cast<std::uint32_t>(stat.st_ino)) {
    return false;
  }
  // A file that was written in the same moment as the index may have changed after its entry was made.
  return before(written, m_written);
}

void IndexFile::put(const std::string& path, const git::Entry& entry, const struct stat* stat) {
  git_index_entry raw = raw_entry(path, entry);
  if (stat) {
    raw.ctime = index_time(change_time(*stat));
    raw.mtime = index_time(write_time(*stat));
    raw.dev = static_cast<std::uint32_t>(stat->st_dev);
    raw.ino = static_cast<std::uint32_t>(stat->st_ino);
    raw.uid = static_cast<std::uint32_t>(stat->st_uid);
    raw.gid = static_cast<std::uint32_t>(stat->st_gid);
    raw.file_size = static_cast<std::uint32_t>(stat->st_size);
  }
  if (m_has_conflicts) git_index_conflict_remove(changing(), path.c_str());
  git::check(git_index_add(changing(), &raw), "updating the index", path);
}

void IndexFile::put_without_file(const std::string& path, const git::Entry& entry) {
  git_index_entry raw = raw_entry(path, entry);
  raw.flags = GIT_INDEX_ENTRY_EXTENDED;
  raw.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
  git::check(git_index_add(changing(), &raw), "updating the index", path);
}

void IndexFile::remove(const std::string& path) {
  if (m_has_conflicts) git_index_conflict_remove(changing(), path.c_str());
  const int code = git_index_remove(changing(), path.c_str(), 0);
  if (code != GIT_ENOTFOUND) git::check(code, "updating the index", path);
}

void IndexFile::put_conflict(const std::string& path, const git::Entry& base, const git::Entry& ours,
                             const git::Entry& theirs) {
  remove(path);
  const git_index_entry raw[] = {raw_entry(path, base), raw_entry(path, ours), raw_entry(path, theirs)};
  git::check(git_index_conflict_add(changing(), base.exists() ? &raw[0] : nullptr, ours.exists() ? &raw[1] : nullptr,
                                    theirs.exists() ? &raw[2] : nullptr),
             "writing a conflict to the index", path);
  m_has_conflicts = true;
}

std::vector<std::string> IndexFile::conflicts() const {
  std::vector<std::string> paths;
  if (!m_has_conflicts) return paths;
  const auto iterator = git::take<git::OwnedConflictIterator>("reading the conflicts of the index",
                                                              git_index_conflict_iterator_new, get());
  const git_index_entry* sides[3] = {};
  while (git_index_conflict_next(&sides[0], &sides[1], &sides[2], iterator.get()) == 0) {
    for (const git_index_entry* side : sides) {
      if (!side) continue;
      paths.emplace_back(side->path);
      break;
    }
  }
  return paths;
}

void IndexFile::write() {
  const auto give_up = std::chrono::steady_clock::now() + k_lock_patience;
  int code = git_index_write(get());
  while (code == GIT_ELOCKED && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(k_lock_pause);
    code = git_index_write(get());
  }
  if (code == GIT_ELOCKED) throw locked_error(m_file + ".lock");
  git::check(code, "writing the index", m_file);
  m_handle.index_object = git::RepositoryHandle::IndexObject::as_read;
  struct stat stat{};
  if (::stat(m_file.c_str(), &stat) == 0) m_handle.index_stat = stat;
}

}  // namespace mlxpatch::worktree
