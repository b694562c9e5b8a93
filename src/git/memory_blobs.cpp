#include "memory_blobs.hpp"

#include <cstring>

namespace mlxpatch::git {

MemoryBlobs& MemoryBlobs::of_this_thread() {
  thread_local MemoryBlobs blobs;
  return blobs;
}

MemoryBlobs::MemoryBlobs() {
  start_library();
  check(git_odb_init_backend(&m_backend.parent, GIT_ODB_BACKEND_VERSION), "setting up the object library");
  m_backend.parent.read = &MemoryBlobs::read;
  // It belongs to this object: the database must not free it.
  m_backend.parent.free = [](git_odb_backend*) {};
  m_odb = take<OwnedOdb>("setting up the object library", git_odb_new);
  check(git_odb_add_backend(m_odb.get(), &m_backend.parent, 1), "setting up the object library");
  m_repository = take<OwnedRepository>("setting up the object library", git_repository_wrap_odb, m_odb.get());
}

OwnedBlob MemoryBlobs::make(std::string_view bytes) {
  m_backend.waiting = bytes;
  ++m_made;
  git_oid id{};
  std::memcpy(id.id, &m_made, sizeof(m_made));
  git_blob* blob = nullptr;
  check(git_blob_lookup(&blob, m_repository.get(), &id), "handing a text to the object library");
  return OwnedBlob(blob);
}

int MemoryBlobs::read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid*) {
  const std::string_view bytes = reinterpret_cast<Backend*>(backend)->waiting;
  // A NUL more, as the library's own backends give.
  *data = git_odb_backend_data_alloc(backend, bytes.size() + 1);
  if (*data == nullptr) return GIT_ERROR;
  if (!bytes.empty()) std::memcpy(*data, bytes.data(), bytes.size());
  static_cast<char*>(*data)[bytes.size()] = '\0';
  *size = bytes.size();
  *type = GIT_OBJECT_BLOB;
  return GIT_OK;
}

}  // namespace mlxpatch::git
