#include "loose_guard.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <git2.h>
#include <git2/sys/errors.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/error.hpp>

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

/// Whether the bytes are one zlib stream to its end. What is larger than is inflated here counts as one.
bool is_whole(const std::string& bytes) {
  constexpr std::size_t k_first = 4096;
  constexpr std::size_t k_most = std::size_t{256} << 20U;
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) return true;
  std::string output;
  for (std::size_t size = std::max(k_first, bytes.size() * 4); size <= k_most; size *= 4) {
    output.resize(size);
    std::size_t made = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress(decompressor.get(), bytes.data(), bytes.size(), output.data(), size, &made);
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE) return result == LIBDEFLATE_SUCCESS;
  }
  return true;
}

/// A backend in front of libgit2's own that has no objects itself: it only refuses what that one must not see.
struct LooseGuard {
  git_odb_backend backend;  ///< first, since libgit2 knows no more of it
  fs::path objects;
};

int look_at(git_odb_backend* backend, const git_oid* oid) noexcept {
  try {
    const auto* guard = reinterpret_cast<const LooseGuard*>(backend);
    std::array<char, GIT_OID_HEXSZ + 1> hex{};
    git_oid_tostr(hex.data(), hex.size(), oid);
    const std::string digits(hex.data());
    const std::optional<std::string> bytes =
        read_file_if_exists(guard->objects / digits.substr(0, 2) / digits.substr(2));
    if (!bytes || is_whole(*bytes)) return GIT_ENOTFOUND;
    git_error_set_str(GIT_ERROR_ODB, ("loose object " + digits + " is cut off or damaged").c_str());
    return GIT_ERROR;
  } catch (...) {
    return GIT_ENOTFOUND;  // Whatever can't be read is left to libgit2 to complain about.
  }
}

int read_object(void** /*data*/, std::size_t* /*size*/, git_object_t* /*type*/, git_odb_backend* backend,
                const git_oid* oid) {
  return look_at(backend, oid);
}

int read_header(std::size_t* /*size*/, git_object_t* /*type*/, git_odb_backend* backend, const git_oid* oid) {
  return look_at(backend, oid);
}

void free_guard(git_odb_backend* backend) {
  const std::unique_ptr<LooseGuard> guard(reinterpret_cast<LooseGuard*>(backend));
}

}  // namespace

void guard_loose_objects(git_odb* odb, const fs::path& objects) {
  // Before libgit2's reader of loose objects, whose priority is 1.
  constexpr int k_priority = 2;
  auto guard = std::make_unique<LooseGuard>();
  guard->objects = objects;
  check(git_odb_init_backend(&guard->backend, GIT_ODB_BACKEND_VERSION), "opening the object database");
  guard->backend.read = read_object;
  guard->backend.read_header = read_header;
  guard->backend.free = free_guard;
  check(git_odb_add_backend(odb, &guard->backend, k_priority), "opening the object database");
  static_cast<void>(guard.release());  // The database owns it now.
}

}  // namespace mlxpatch::git
