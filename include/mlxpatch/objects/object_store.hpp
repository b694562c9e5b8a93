#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/fetcher.hpp>

namespace mlxpatch::objects {

/// The repository's objects, plus an overlay of new ones that exist only in memory. Everything that the program
/// computes goes here; nothing reaches the disk before write_pack(). Not thread-safe. The repository must outlive it.
class ObjectStore {
 public:
  /// `fetcher` fetches what a partial clone lacks; without one, that is missing.
  explicit ObjectStore(const git::Repository& repository, std::unique_ptr<Fetcher> fetcher = nullptr);
  /// A scratch layer: reads through to `below`, which must outlive it, and keeps to itself what is put into it. It has
  /// no write_pack().
  // It takes a store and is no copy of it.
  explicit ObjectStore(ObjectStore& below);  // NOLINT(google-explicit-constructor)
  ~ObjectStore();
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;

  /// The bytes of an object of that type, fetched first if the clone is partial and lacks it. Throws Error if it is
  /// missing or of another type.
  Bytes read(const git::Oid& oid, git::ObjectType type);
  bool contains(const git::Oid& oid);
  git::Commit commit(const git::Oid& oid);
  std::vector<git::Commit> commits(const std::vector<git::Oid>& oids);
  /// Only the commit's tree, parents and time.
  git::CommitLinks commit_links(const git::Oid& oid);
  /// The tree of a commit.
  git::Oid tree_of(const git::Oid& commit);

  /// Whether a remote may have objects that the repository lacks. A caller that knows what it will read should call
  /// fetch_missing() for all of it first, since each fetch takes as long as git takes to start and to connect.
  bool is_partial() const;
  /// Fetches, all at once, those of the objects that only a remote has; zero ids are ignored. Does nothing in a
  /// complete repository. Throws Error.
  void fetch_missing(const std::vector<git::Oid>& oids);

  /// Adds an object to the overlay and returns its id. `delta_base`, if known, is an object of the same type that it
  /// resembles; the pack stores it as a delta against that one.
  git::Oid put(git::ObjectType type, std::string bytes, const git::Oid& delta_base = {});
  /// Stores the commit; returns its id.
  git::Oid put_commit(const git::Commit& commit);
  /// Takes over an object that was put into a layer over this store. Does nothing if the layer has it from below.
  /// Throws Error if its bytes were made to collide with others'.
  void adopt(const ObjectStore& layer, const git::Oid& oid, const git::Oid& delta_base = {});

  /// Whether an object was put here, or below, and is not written yet.
  bool is_new(const git::Oid& oid) const;
  /// How many new objects are only in memory.
  std::size_t pending() const;
  /// Drops the new objects.
  void discard();
  /// Writes all new objects as one pack with its index into objects/pack (each synced once) and so makes them part of
  /// the repository. Does nothing if there are none. Throws Error, and then the repository is as before. Until
  /// release_pack() or the end of the store, `git gc` drops none of them.
  void write_pack();
  /// To be called once a reference reaches all that write_pack() wrote.
  void release_pack();

  const git::Repository& repository() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace mlxpatch::objects
