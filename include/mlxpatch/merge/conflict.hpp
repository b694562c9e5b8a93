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

/// The merge driver that attributes or configuration name for a file, and what it made of a conflict in it.
struct ConflictDriver {
  enum class Run {
    none,       ///< there is no program to run: the plain merge of texts, or one of git's own drivers
    waiting,    ///< a program; it runs where a merge stops for a person (run_drivers)
    merged,     ///< the conflict's `result` is the program's
    conflicts,  ///< the same, with conflict markers of its own
    failed,     ///< the conflict's `result` is as without it
  };
  std::string name{};  ///< empty: plain text
  Run run = Run::none;
  std::string problem{};  ///< why it failed
};

/// One path on which a merge needs a person.
struct MergeConflict {
  ConflictKind kind = ConflictKind::content;
  std::string path;  ///< in the result
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
  git::Entry result;   ///< what the result has at the path: marked-up text, or one of the sides
  std::string detail;  ///< one sentence for a person, e.g. "upstream deleted it"
  ConflictDriver driver{};
};

/// What to say of a conflict beside its detail: "its merge driver "x" left conflict markers". Empty for one of git's
/// own drivers.
std::string in_words(const ConflictDriver& driver);

}  // namespace mlxpatch::merge
