#include "index_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <git2/sys/repository.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/worktree/index_lock.hpp>

#include "file_times.hpp"

namespace mlxpatch::worktree {
namespace {

namespace fs = std::filesystem;

/// Times and sizes are kept in 32 bits, as the format has them.
git_index_time index_time(const timespec& time) {
  return {static_cast<std::int32_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

bool same_time(const git_index_time& a, const git_index_time& b) {
  // A zero part of a second was written by a program that does not keep it.
  return a.seconds == b.seconds && (a.nanoseconds == b.nanoseconds || a.nanoseconds == 0);
}

bool before(const git_index_time& a, const git_index_time& b) {
  return a.seconds < b.seconds || (a.seconds == b.seconds && a.nanoseconds < b.nanoseconds);
}

/// Whether the file is the one that the entry was made of, and was not written since.
bool is_as_entered(const git_index_entry& entry, const struct stat& stat) {
  return same_time(entry.mtime, index_time(write_time_of(stat))) &&
         same_time(entry.ctime, index_time(change_time_of(stat))) &&
         entry.file_size == static_cast<std::uint32_t>(stat.st_size) &&
         entry.ino == static_cast<std::uint32_t>(stat.st_ino);
}

git_index_entry raw_entry(const std::string& path, const git::Entry& entry) {
  git_index_entry raw{};
  raw.mode = static_cast<std::uint32_t>(entry.mode);
  raw.id = git::to_git(entry.oid);
  raw.path = path.c_str();
  return raw;
}

Error index_error(int code, const git::Repository& repository) {
  const std::string file = (repository.git_directory() / "index").string();
  const std::string git = git_command(repository.work_directory().string());
  const std::string words = git::last_library_message();
  if (words.find("extension: 'link'") != std::string::npos) {
    return Error("the repository uses a split index, which this program can't read")
        .doing("reading the index")
        .at(file)
        .hint(git + " config core.splitIndex false")
        .hint(git + " update-index --no-split-index");
  }
  if (words.find("extension: 'sdir'") != std::string::npos) {
    return Error("the repository uses a sparse index, which this program can't read")
        .doing("reading the index")
        .at(file)
        .hint(git + " sparse-checkout reapply --no-sparse-index");
  }
  return git::library_error(code, "reading the index", file);
}

/// Git replaces the file, and the library then reads as many bytes of the new one as the old one had: it is read again.
template <typename Call>
int read_index(Call call) {
  constexpr int k_most_tries = 5;
  int code = 0;
  for (int tries = 0; tries < k_most_tries; ++tries) {
    code = call(tries > 0);
    if (code >= 0 || git::last_library_message().find("checksum") == std::string::npos) break;
  }
  return code;
}

/// A second name for the index file, or a copy of it where there are no hard links.
void link_index(const fs::path& file, const fs::path& draft) {
  std::error_code failed;
  fs::create_hard_link(file, draft, failed);
  if (!failed || failed == std::errc::no_such_file_or_directory) return;
  fs::copy_file(file, draft, fs::copy_options::overwrite_existing, failed);
  // Entries that are younger than the index are compared by their content.
  if (!failed) fs::last_write_time(draft, fs::last_write_time(file, failed), failed);
  if (failed)
    throw system_error(fmt::format("can't copy '{}'", file.string()), failed.value()).doing("reading the index");
}

}  // namespace

bool is_left_out(const git_index_entry* entry) {
  return entry != nullptr && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

IndexFile::IndexFile(const git::Repository& repository)
    : m_handle(repository.handle()), m_file(repository.git_directory() / "index") {
  git_index* raw = nullptr;
  const int code = read_index([&](bool) { return git_repository_index(&raw, m_handle.get()); });
  struct stat stat{};
  const bool is_there = ::stat(m_file.c_str(), &stat) == 0;
  if (is_there) m_written = index_time(write_time_of(stat));
  if (code < 0) throw index_error(code, repository);
  m_index.reset(raw);
  read(repository, is_there ? &stat : nullptr);
  m_has_conflicts = git_index_has_conflicts(raw) != 0;
}

// libgit2 writes an index under a lock that it makes beside it, and ours is in that place. So it gets another path.
IndexFile::IndexFile(const git::Repository& repository, const IndexLock& /*lock*/)
    : m_handle(repository.handle()),
      m_worktree(repository.work_directory()),
      m_file(repository.git_directory() / "index"),
      m_draft(repository.git_directory() / "index.mlxpatch"),
      m_old(repository.git_directory() / "index.mlxpatch.old") {
  for (const fs::path& leftover : {m_draft, fs::path(m_draft.string() + ".lock"), m_old}) ::unlink(leftover.c_str());
  link_index(m_file, m_draft);
  link_index(m_file, m_old);
  struct stat stat{};
  if (::stat(m_draft.c_str(), &stat) == 0) m_written = index_time(write_time_of(stat));
  git_index* raw = nullptr;
  const int code = git_index_open(&raw, m_draft.c_str());
  if (code < 0) {
    const Error error = index_error(code, repository);
    ::unlink(m_draft.c_str());
    ::unlink(m_old.c_str());
    throw Error(error);
  }
  m_index.reset(raw);
  git_repository_set_index(m_handle.get(), raw);
  git_index_set_caps(raw, GIT_INDEX_CAPABILITY_FROM_OWNER);
  m_has_conflicts = git_index_has_conflicts(raw) != 0;
}

IndexFile::~IndexFile() {
  if (m_draft.empty()) return;
  take_back();
  // The library does not look at whether its lock went.
  for (const fs::path& file : {m_draft, fs::path(m_draft.string() + ".lock"), m_old}) ::unlink(file.c_str());
  git_repository_set_index(m_handle.get(), nullptr);
  m_handle.index_object = git::RepositoryHandle::IndexObject::as_read;
  m_handle.index_stat.reset();
}

void IndexFile::read(const git::Repository& repository, const struct stat* stat) {
  // Reading the index of a large tree costs more than all else that is done with it, so it is done again only where the
  // object may hold what a failed call left in it, or the file is another one. Unforced, the library compares
  // checksums.
  const std::optional<struct stat> known = std::exchange(m_handle.index_stat, std::nullopt);
  const bool is_known = !known || (stat && is_same_file(*known, *stat));
  const bool must = m_handle.index_object == git::RepositoryHandle::IndexObject::changed || !is_known;
  const int code = read_index([&](bool is_again) { return git_index_read(get(), must || is_again ? 1 : 0); });
  if (code < 0) throw index_error(code, repository);
  m_handle.index_object = git::RepositoryHandle::IndexObject::as_read;
  if (stat) m_handle.index_stat = *stat;
}

const git_index_entry* IndexFile::find(const std::string& path) const {
  return git_index_get_bypath(get(), path.c_str(), 0);
}

bool IndexFile::is_unchanged(const git_index_entry& entry, const struct stat& stat) const {
  // A file that was written in the same moment as the index may have changed after its entry was made.
  return is_as_entered(entry, stat) && before(index_time(write_time_of(stat)), m_written);
}

void IndexFile::put(const std::string& path, const git::Entry& entry, const struct stat* stat) {
  git_index_entry raw = raw_entry(path, entry);
  if (stat) {
    raw.ctime = index_time(change_time_of(*stat));
    raw.mtime = index_time(write_time_of(*stat));
    raw.dev = static_cast<std::uint32_t>(stat->st_dev);
    raw.ino = static_cast<std::uint32_t>(stat->st_ino);
    raw.uid = static_cast<std::uint32_t>(stat->st_uid);
    raw.gid = static_cast<std::uint32_t>(stat->st_gid);
    raw.file_size = static_cast<std::uint32_t>(stat->st_size);
  }
  if (m_has_conflicts) git_index_conflict_remove(get(), path.c_str());
  git::check(git_index_add(get(), &raw), "updating the index", path);
}

void IndexFile::put_without_file(const std::string& path, const git::Entry& entry) {
  git_index_entry raw = raw_entry(path, entry);
  raw.flags = GIT_INDEX_ENTRY_EXTENDED;
  raw.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
  git::check(git_index_add(get(), &raw), "updating the index", path);
}

void IndexFile::remove(const std::string& path) {
  if (m_has_conflicts) git_index_conflict_remove(get(), path.c_str());
  const int code = git_index_remove(get(), path.c_str(), 0);
  if (code != GIT_ENOTFOUND) git::check(code, "updating the index", path);
}

void IndexFile::put_conflict(const std::string& path, const git::Entry& base, const git::Entry& ours,
                             const git::Entry& theirs) {
  remove(path);
  const git_index_entry raw[] = {raw_entry(path, base), raw_entry(path, ours), raw_entry(path, theirs)};
  git::check(git_index_conflict_add(get(), base.exists() ? &raw[0] : nullptr, ours.exists() ? &raw[1] : nullptr,
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

void IndexFile::distrust_racy() {
  if (m_written.seconds == 0) return;  // there was no index
  const std::size_t count = git_index_entrycount(get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_index_entry* entry = git_index_get_byindex(get(), i);
    if (entry->mtime.seconds < m_written.seconds || entry->file_size == 0) continue;
    struct stat stat{};
    if (::lstat((m_worktree / entry->path).c_str(), &stat) != 0) continue;
    // Put again, the entry would take its directories' trees from the index's cache.
    if (!is_as_entered(*entry, stat)) const_cast<git_index_entry*>(entry)->file_size = 0;
  }
}

void IndexFile::write() {
  distrust_racy();
  git::check(git_index_write(get()), "writing the index", m_file.string());
  if (::rename(m_draft.c_str(), m_file.c_str()) != 0) {
    throw system_error(fmt::format("can't write '{}'", m_file.string()), errno).doing("writing the index");
  }
  m_is_replaced = true;
  sync_directory(m_file.parent_path());
}

bool IndexFile::take_back() {
  if (!m_is_replaced) return true;
  m_is_replaced = false;
  if (::rename(m_old.c_str(), m_file.c_str()) == 0) return true;
  // There was no index before.
  return errno == ENOENT && ::unlink(m_file.c_str()) == 0;
}

}  // namespace mlxpatch::worktree
