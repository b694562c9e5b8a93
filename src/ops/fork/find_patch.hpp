#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

/// What a patch of the queue is called.
struct PatchTitle {
  std::string name;  ///< of its file
  std::string subject;
};

/// The titles of commits, whose names are known.
std::vector<PatchTitle> titles_of(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                  const std::map<git::Oid, std::string>& names);

/// The place in the queue, from 0, of the patch that `requested` names: by the name or path of its file, with or
/// without ".patch" and the number in front, its number in the queue, its subject, the beginning of one of these, or a
/// word of its subject, in capitals or not, as long as only one patch is meant. Throws Error(usage) with near names, or
/// with those that are meant if there are several. `command` is what the person typed before it.
std::size_t find_patch(const std::vector<PatchTitle>& queue, const workspace::Config& config,
                       const std::string& requested, std::string_view command);

}  // namespace mlxpatch::ops
