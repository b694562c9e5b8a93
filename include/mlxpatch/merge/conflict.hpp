#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::merge {

enum class ConflictKind {
  content,
  add_add,
  modify_delete,
  rename_delete,
  rename_rename,
  file_directory,
  file_location,
  mode,
  symlink,
  binary,
  submodule,
};

/// "content", "add/add", "modify/delete", "rename/delete", "rename/rename", "file/directory", "file location", "mode",
/// "symlink", "binary", "submodule", as users and JSON read it.
std::string_view name_of(ConflictKind kind);

/// One path on which a merge needs a person.
struct MergeConflict {
  ConflictKind kind = ConflictKind::content;
  std::string path;  ///< in the result
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
  git::Entry result;   ///< what the result has at the path: marked-up text, or one of the sides
  std::string detail;  ///< one sentence for a person, e.g. "upstream deleted it"
};

}  // namespace mlxpatch::merge
