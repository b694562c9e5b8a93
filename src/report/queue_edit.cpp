#include <mlxpatch/report/queue_edit.hpp>

#include <string_view>

namespace mlxpatch::report {

std::string_view name_of(EditCommand command) {
  switch (command) {
    case EditCommand::drop:
      return "drop";
    case EditCommand::move:
      return "move";
    case EditCommand::fold:
      return "fold";
    case EditCommand::split:
      return "split";
    case EditCommand::reword:
      return "reword";
    case EditCommand::rename:
      return "rename";
    case EditCommand::absorb:
      return "absorb";
    case EditCommand::new_patch:
      return "new";
  }
  return "";
}

}  // namespace mlxpatch::report
