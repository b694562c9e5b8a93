#include <mlxpatch/objects/object_store.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/fetcher.hpp>
#include <mlxpatch/objects/keep_file.hpp>

#include "commit_text.hpp"
#include "generation_cache.hpp"
#include "pack.hpp"
#include "pack_reader.hpp"
#include "pending_objects.hpp"

namespace mlxpatch::objects {

namespace {

/// Half of what the read cache may hold: it has two generations.
constexpr std::size_t k_generation_bytes = std::size_t{16} << 20U;
/// Larger objects are not cached.
constexpr std::size_t k_largest_cached = std::size_t{16} << 20U;

std::string_view type_name(git::ObjectType type) {
  switch (type) {
    case git::ObjectType::commit:
      return "commit";
    case git::ObjectType::tree:
      return "tree";
    case git::ObjectType::blob:
      return "blob";
    case git::ObjectType::tag:
      return "tag";
  }
  return "object";
}

/// Reads what no pack has: loose objects, and what was added after the packs were listed.
std::optional<StoredObject> read_by_library(const git::Repository& repository, const git::Oid& oid) {
  const git_oid raw_oid = git::to_git(oid);
  git_odb_object* object = nullptr;
  const int code = git_odb_read(&object, repository.handle().odb(), &raw_oid);
  if (code == GIT_ENOTFOUND) return std::nullopt;
  git::check(code, "reading an object of the repository", oid.hex());
  const git::OwnedOdbObject owned(object);
  return StoredObject{static_cast<git::ObjectType>(git_odb_object_type(object)),
                      std::make_shared<const std::string>(static_cast<const char*>(git_odb_object_data(object)),
                                                          git_odb_object_size(object))};
}

Error missing_error(const git::Repository& repository, const git::Oid& oid, git::ObjectType type) {
  Error error(fmt::format("{} {} is missing", type_name(type), oid.hex()), ErrorKind::damaged);
  error.doing("reading the repository").at(repository.git_directory().string());
  return error.hint(git_command(repository.git_directory().string()) + " fsck --connectivity-only");
}

bool object_exists(const git::Repository& repository, const git::Oid& oid) {
  const git_oid raw_oid = git::to_git(oid);
  return git_odb_exists_ext(repository.handle().odb(), &raw_oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

}  // namespace

struct ObjectStore::State {
  State(const git::Repository& of, ObjectStore* over, std::unique_ptr<Fetcher> by)
      : repository(of), below(over), fetcher(std::move(by)) {}

  /// The packs are listed at the first read; what is added to the repository later is read by libgit2.
  PackReader& packs() {
    if (!pack_reader) pack_reader.emplace(repository.common_directory() / "objects");
    return *pack_reader;
  }

  bool is_partial() const { return fetcher && fetcher->is_partial(); }

  void fetch(const std::vector<git::Oid>& oids) {
    fetcher->fetch(oids);
    git::check(git_odb_refresh(repository.handle().odb()), "reading the fetched objects");
    pack_reader.reset();
  }

  std::optional<StoredObject> read(const git::Oid& oid) {
    std::optional<StoredObject> object = packs().read(oid);
    if (!object) object = read_by_library(repository, oid);
    if (object || !is_partial()) return object;
    fetch({oid});
    return read_by_library(repository, oid);
  }

  const git::Repository& repository;
  ObjectStore* below;
  std::unique_ptr<Fetcher> fetcher;
  std::unordered_set<git::Oid, git::OidHash> known_here;  ///< what fetch_missing() found or fetched
  GenerationCache<git::Oid, StoredObject, git::OidHash> cache{k_generation_bytes};
  std::optional<PackReader> pack_reader;
  PendingObjects pending;
  std::vector<std::unique_ptr<KeepFile>> keep_files;
};

ObjectStore::ObjectStore(const git::Repository& repository, std::unique_ptr<Fetcher> fetcher)
    : m_state(new State(repository, nullptr, std::move(fetcher))) {}
ObjectStore::ObjectStore(ObjectStore& below) : m_state(new State(below.repository(), &below, nullptr)) {}
ObjectStore::~ObjectStore() = default;

const git::Repository& ObjectStore::repository() const { return m_state->repository; }

Bytes ObjectStore::read(const git::Oid& oid, git::ObjectType type) {
  const auto expect = [&](git::ObjectType found) {
    if (found == type) return;
    throw Error(fmt::format("object {} is a {}, not a {}", oid.hex(), type_name(found), type_name(type)))
        .doing("reading the repository");
  };
  if (std::optional<StoredObject> waiting = m_state->pending.find(oid)) {
    expect(waiting->type);
    return std::move(waiting->bytes);
  }
  if (m_state->below != nullptr) return m_state->below->read(oid, type);
  if (const StoredObject* cached = m_state->cache.find(oid)) {
    expect(cached->type);
    return cached->bytes;
  }
  std::optional<StoredObject> object = m_state->read(oid);
  if (!object) throw missing_error(m_state->repository, oid, type);
  expect(object->type);
  const std::size_t size = object->bytes->size();
  if (size <= k_largest_cached) m_state->cache.insert(oid, *object, size);
  return std::move(object->bytes);
}

bool ObjectStore::contains(const git::Oid& oid) {
  if (m_state->pending.contains(oid)) return true;
  if (m_state->below != nullptr) return m_state->below->contains(oid);
  return m_state->cache.find(oid) != nullptr || object_exists(m_state->repository, oid);
}

bool ObjectStore::is_partial() const {
  return m_state->below != nullptr ? m_state->below->is_partial() : m_state->is_partial();
}

void ObjectStore::fetch_missing(const std::vector<git::Oid>& oids) {
  if (!is_partial()) return;
  std::vector<git::Oid> missing;
  for (const git::Oid& oid : oids) {
    if (!oid || m_state->pending.contains(oid)) continue;
    if (!m_state->known_here.insert(oid).second) continue;
    if (m_state->below != nullptr || !contains(oid)) missing.push_back(oid);
  }
  if (missing.empty()) return;
  if (m_state->below != nullptr) return m_state->below->fetch_missing(missing);
  m_state->fetch(missing);
}

git::Commit ObjectStore::commit(const git::Oid& oid) {
  git::Commit commit = parse_commit(*read(oid, git::ObjectType::commit), oid);
  commit.id = oid;
  return commit;
}

std::vector<git::Commit> ObjectStore::commits(const std::vector<git::Oid>& oids) {
  std::vector<git::Commit> read;
  read.reserve(oids.size());
  for (const git::Oid& oid : oids) read.push_back(commit(oid));
  return read;
}

git::CommitLinks ObjectStore::commit_links(const git::Oid& oid) {
  // A walk reads each commit once, so what it reads is not cached.
  const bool is_at_hand = m_state->below != nullptr || is_new(oid) || m_state->cache.find(oid) != nullptr;
  if (!is_at_hand) {
    const std::optional<StoredObject> object = m_state->packs().read(oid);
    if (object && object->type == git::ObjectType::commit) return parse_commit_links(*object->bytes, oid);
  }
  return parse_commit_links(*read(oid, git::ObjectType::commit), oid);
}

git::Oid ObjectStore::tree_of(const git::Oid& commit) {
  return parse_commit_tree(*read(commit, git::ObjectType::commit), commit);
}

git::Oid ObjectStore::put(git::ObjectType type, std::string bytes, const git::Oid& delta_base) {
  const bool is_scratch = m_state->below != nullptr;
  const git::Oid oid = is_scratch ? git::hash_scratch_object(type, bytes) : git::hash_object(type, bytes);
  m_state->pending.add(oid, {type, std::make_shared<const std::string>(std::move(bytes))}, delta_base);
  return oid;
}

void ObjectStore::adopt(const ObjectStore& layer, const git::Oid& oid, const git::Oid& delta_base) {
  std::optional<StoredObject> waiting = layer.m_state->pending.find(oid);
  if (!waiting) return;
  // What a layer holds was hashed without a look for collisions.
  if (m_state->below == nullptr) git::hash_object(waiting->type, *waiting->bytes);
  m_state->pending.add(oid, std::move(*waiting), delta_base);
}

git::Oid ObjectStore::put_commit(const git::Commit& commit) {
  const git::Oid delta_base = commit.parents.empty() ? git::Oid{} : commit.parents.front();
  return put(git::ObjectType::commit, git::serialize_commit(commit), delta_base);
}

bool ObjectStore::is_new(const git::Oid& oid) const {
  return m_state->pending.contains(oid) || (m_state->below != nullptr && m_state->below->is_new(oid));
}

std::size_t ObjectStore::pending() const { return m_state->pending.list().size(); }

void ObjectStore::discard() { m_state->pending.clear(); }

void ObjectStore::write_pack() {
  if (m_state->below != nullptr) throw std::logic_error("a scratch layer is never written");
  // What the repository has already is written, too: if nothing reaches it, `git gc` may be about to drop it.
  if (pending() == 0) return;
  m_state->keep_files.push_back(write_pack_file(pack_directory(m_state->repository), m_state->pending.list()));
  git::check(git_odb_refresh(m_state->repository.handle().odb()), "reading the new objects back");
  m_state->pack_reader.reset();
  for (const PackedObject& object : m_state->pending.list()) {
    if (!object.bytes) continue;
    m_state->cache.insert(object.oid, {object.type, object.bytes}, object.bytes->size());
  }
  discard();
}

void ObjectStore::release_pack() { m_state->keep_files.clear(); }

}  // namespace mlxpatch::objects
