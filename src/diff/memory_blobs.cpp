#include "memory_blobs.hpp"

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <git2/sys/repository.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::diff {

namespace {

/// Whether one of the directories in which libgit2 looks for files of that level has a file of that name.
bool is_in_search_path(git_config_level_t level, const char* name) {
  git::Buffer directories;
  git::check(git_libgit2_opts(GIT_OPT_GET_SEARCH_PATH, level, directories.get()),
             "asking the object library for its directories");
  const std::string list = directories.string();
  std::error_code ignored;
  for (const std::string_view directory : split(list, GIT_PATH_LIST_SEPARATOR)) {
    if (!directory.empty() && std::filesystem::exists(std::filesystem::path(directory) / name, ignored)) return true;
  }
  return false;
}

bool outer_attributes_exist() {
  git::start_library();
  return is_in_search_path(GIT_CONFIG_LEVEL_SYSTEM, "gitattributes") ||
         is_in_search_path(GIT_CONFIG_LEVEL_XDG, "attributes");
}

}  // namespace

MemoryBlobs* MemoryBlobs::of_this_thread() {
  static const bool depend_on_attributes = outer_attributes_exist();
  if (depend_on_attributes) return nullptr;
  thread_local MemoryBlobs blobs;
  return &blobs;
}

MemoryBlobs::MemoryBlobs() {
  git::start_library();
  git::check(git_odb_init_backend(&m_backend.parent, GIT_ODB_BACKEND_VERSION), "setting up the object library");
  m_backend.parent.read = &MemoryBlobs::read;
  // It belongs to this object: the database must not free it.
  m_backend.parent.free = [](git_odb_backend*) {};
  m_odb = git::take<git::OwnedOdb>("setting up the object library", git_odb_new);
  git::check(git_odb_add_backend(m_odb.get(), &m_backend.parent, 1), "setting up the object library");
  m_repository = git::take<git::OwnedRepository>("setting up the object library", git_repository_wrap_odb, m_odb.get());
  // The user's configuration could name another attributes file.
  const auto nothing = git::take<git::OwnedConfig>("setting up the object library", git_config_new);
  git::check(git_repository_set_config(m_repository.get(), nothing.get()), "setting up the object library");
}

OwnedBlob MemoryBlobs::make(std::string_view bytes) {
  m_backend.waiting = bytes;
  ++m_made;
  git_oid id{};
  std::memcpy(id.id, &m_made, sizeof(m_made));
  git_blob* blob = nullptr;
  git::check(git_blob_lookup(&blob, m_repository.get(), &id), "handing a text to the object library");
  return OwnedBlob(blob);
}

int MemoryBlobs::read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid*) {
  const std::string_view bytes = reinterpret_cast<Backend*>(backend)->waiting;
  // With a NUL at the end, as libgit2's own backends have it.
  *data = git_odb_backend_data_alloc(backend, bytes.size() + 1);
  if (*data == nullptr) return GIT_ERROR;
  if (!bytes.empty()) std::memcpy(*data, bytes.data(), bytes.size());
  static_cast<char*>(*data)[bytes.size()] = '\0';
  *size = bytes.size();
  *type = GIT_OBJECT_BLOB;
  return GIT_OK;
}

}  // namespace mlxpatch::diff
