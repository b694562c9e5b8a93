#include <mlxpatch/merge/conflict.hpp>

#include <string>
#include <string_view>

#include <fmt/format.h>

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

std::string in_words(const ConflictDriver& driver) {
  const std::string its = fmt::format("its merge driver \"{}\"", driver.name);
  switch (driver.run) {
    using enum ConflictDriver::Run;
    case none:
      break;
    case waiting:
      return its + " runs at a stop, on files";
    case merged:
      return its + " merged it: check the file";
    case conflicts:
      return its + " left conflict markers in it";
    case failed:
      return fmt::format("{} failed ({})", its, driver.problem);
  }
  return "";
}

}  // namespace mlxpatch::merge
