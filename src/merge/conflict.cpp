#include <mlxpatch/merge/conflict.hpp>

#include <string_view>

namespace mlxpatch::merge {

std::string_view name_of(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::content:
      return "content";
    case ConflictKind::add_add:
      return "add/add";
    case ConflictKind::modify_delete:
      return "modify/delete";
    case ConflictKind::rename_delete:
      return "rename/delete";
    case ConflictKind::rename_rename:
      return "rename/rename";
    case ConflictKind::file_directory:
      return "file/directory";
    case ConflictKind::file_location:
      return "file location";
    case ConflictKind::mode:
      return "mode";
    case ConflictKind::symlink:
      return "symlink";
    case ConflictKind::binary:
      return "binary";
    case ConflictKind::submodule:
      return "submodule";
  }
  return "content";
}

}  // namespace mlxpatch::merge
