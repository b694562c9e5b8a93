#pragma once

#include <map>
#include <ostream>
#include <string>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::tests {

/// What a tree has at one path: mode and content, for a submodule the line that a diff shows of it. By default nothing.
struct FileState {
  git::Mode mode = git::Mode::absent;
  std::string bytes;

  friend bool operator==(const FileState&, const FileState&) = default;
  friend std::ostream& operator<<(std::ostream& out, const FileState& state) {
    return out << std::oct << static_cast<unsigned>(state.mode) << std::dec << " \"" << state.bytes << '"';
  }
};
using FileStates = std::map<std::string, FileState>;

inline FileState state_of(objects::ObjectStore& store, const git::Entry& entry) {
  if (!entry.exists()) return {};
  if (entry.mode == git::Mode::submodule) return {entry.mode, "Subproject commit " + entry.oid.hex() + "\n"};
  return {entry.mode, *store.read(entry.oid, git::ObjectType::blob)};
}

}  // namespace mlxpatch::tests
