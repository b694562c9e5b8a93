#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

enum class ObjectType : std::uint8_t { commit = 1, tree = 2, blob = 3, tag = 4 };

/// Git's five tree entry modes; `absent` means that there is no entry.
enum class Mode : std::uint32_t {
  absent = 0,
  tree = 0040000,
  file = 0100644,
  executable = 0100755,
  symlink = 0120000,
  submodule = 0160000,
};

/// 100644 or 100755.
inline bool is_regular(Mode mode) { return mode == Mode::file || mode == Mode::executable; }

/// Whether both are files, or both links, or both submodules.
inline bool is_same_type(Mode a, Mode b) { return is_regular(a) ? is_regular(b) : a == b; }

/// What a tree has at a path.
struct Entry {
  Mode mode = Mode::absent;
  Oid oid;

  bool exists() const { return mode != Mode::absent; }
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct Time {
  std::int64_t seconds = 0;  ///< since 1970-01-01 00:00 UTC
  int offset_minutes = 0;    ///< east of UTC

  friend bool operator==(const Time&, const Time&) = default;
};

struct Signature {
  std::string name;
  std::string email;
  Time when;

  friend bool operator==(const Signature&, const Signature&) = default;
};

struct Commit {
  Oid id;  ///< zero until stored
  Oid tree;
  std::vector<Oid> parents;
  Signature author;
  Signature committer;
  std::string message;   ///< the bytes as stored
  std::string encoding;  ///< the `encoding` header, or empty for UTF-8

  /// The subject as git shows it (first paragraph on one line).
  std::string subject() const;
};

/// A commit's place in history.
struct CommitLinks {
  Oid tree;
  std::vector<Oid> parents;
  std::int64_t committed_at = 0;  ///< seconds since 1970
};

/// The raw object: headers, a blank line, the message. Throws Error if a name or an address has a '<', '>', NUL or
/// newline.
std::string serialize_commit(const Commit& commit);

/// The git id of an object with these bytes; needs no repository.
Oid hash_object(ObjectType type, std::string_view bytes);
/// The same, three times as fast, but without a look for bytes that were made to collide: only for objects that stay in
/// memory.
Oid hash_scratch_object(ObjectType type, std::string_view bytes);

}  // namespace mlxpatch::git
