#pragma once

#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <git2.h>
#include <sys/stat.h>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

/// Owns a libgit2 object that `Free` releases.
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

using OwnedRepository = Owned<git_repository, git_repository_free>;
using OwnedOdb = Owned<git_odb, git_odb_free>;
using OwnedOdbObject = Owned<git_odb_object, git_odb_object_free>;
using OwnedObject = Owned<git_object, git_object_free>;
using OwnedCommit = Owned<git_commit, git_commit_free>;
using OwnedReference = Owned<git_reference, git_reference_free>;
using OwnedReferenceIterator = Owned<git_reference_iterator, git_reference_iterator_free>;
using OwnedRevwalk = Owned<git_revwalk, git_revwalk_free>;
using OwnedIndex = Owned<git_index, git_index_free>;
using OwnedConflictIterator = Owned<git_index_conflict_iterator, git_index_conflict_iterator_free>;
using OwnedConfig = Owned<git_config, git_config_free>;
using OwnedStatusList = Owned<git_status_list, git_status_list_free>;
using OwnedFilterList = Owned<git_filter_list, git_filter_list_free>;
using OwnedRemote = Owned<git_remote, git_remote_free>;
using OwnedSignature = Owned<git_signature, git_signature_free>;
using OwnedTransaction = Owned<git_transaction, git_transaction_free>;

/// A git_buf that frees what libgit2 put into it.
class Buffer {
 public:
  Buffer() = default;
  ~Buffer() { git_buf_dispose(&m_buffer); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  git_buf* get() { return &m_buffer; }
  std::string string() const { return m_buffer.ptr ? std::string(m_buffer.ptr, m_buffer.size) : std::string(); }

 private:
  git_buf m_buffer = GIT_BUF_INIT;
};

/// A git_strarray that frees what libgit2 put into it.
class StringArray {
 public:
  StringArray() = default;
  ~StringArray() { git_strarray_dispose(&m_array); }
  StringArray(const StringArray&) = delete;
  StringArray& operator=(const StringArray&) = delete;

  git_strarray* get() { return &m_array; }
  char** begin() const { return m_array.strings; }
  char** end() const { return m_array.strings + m_array.count; }

 private:
  git_strarray m_array{nullptr, 0};
};

/// Calls `function(&pointer, arguments...)` and owns the object that it returns. Throws Error as check() does.
template <typename Owner, typename Function, typename... Arguments>
Owner take(const char* doing, Function function, Arguments... arguments) {
  typename Owner::pointer raw = nullptr;
  check(function(&raw, arguments...), doing);
  return Owner(raw);
}

/// As take(), but null if there is no such object.
template <typename Owner, typename Function, typename... Arguments>
Owner take_if_found(const char* doing, Function function, Arguments... arguments) {
  typename Owner::pointer raw = nullptr;
  const int code = function(&raw, arguments...);
  if (code == GIT_ENOTFOUND) return nullptr;
  check(code, doing);
  return Owner(raw);
}

/// A libgit2 structure as its own `..._init` function sets it up; the initialisers in the headers leave fields out.
template <typename Structure>
Structure with_defaults(int (*initialise)(Structure*, unsigned), unsigned version) {
  Structure structure{};
  check(initialise(&structure, version), "setting up a call of the object library");
  return structure;
}

inline git_oid to_git(const Oid& oid) {
  git_oid raw{};
  git_oid_fromraw(&raw, oid.bytes.data());
  return raw;
}

inline Oid from_git(const git_oid& raw) {
  Oid oid;
  std::memcpy(oid.bytes.data(), raw.id, oid.bytes.size());
  return oid;
}

/// Starts libgit2 and sets its process-wide options, once. Whoever calls libgit2 without a Repository calls this first.
void start_library();

/// What a Repository owns.
struct RepositoryHandle {
  explicit RepositoryHandle(OwnedRepository opened);

  git_repository* get() const { return repository.get(); }
  /// The object database; opened at the first call.
  git_odb* odb();
  /// Its configuration; opened at the first call.
  git_config* config();

  /// libgit2 keeps one index object per repository: whether it may have changes that are not in the file.
  enum class IndexObject { as_read, changed } index_object = IndexObject::as_read;
  /// The index file's status when the two last agreed.
  std::optional<struct stat> index_stat;
  /// How many worktree::IndexLock of this repository there are.
  int index_locks = 0;

  OwnedRepository repository;
  std::filesystem::path git_directory;
  std::filesystem::path common_directory;
  std::filesystem::path work_directory;

 private:
  OwnedOdb m_odb;
  OwnedConfig m_config;
};

}  // namespace mlxpatch::git
