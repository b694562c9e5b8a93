#include "publish/reverse.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"
#include "fork/project_git.hpp"
#include "fork/resolutions.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

using workspace::Operation;

Publication reverse_of(Checkout& checkout, const Operation& operation) {
  Publication publication;
  publication.undoes = operation.id;
  if (!operation.head.before.empty()) publication.head = operation.head.before;
  for (const workspace::RefMove& ref : operation.refs) publication.refs.push_back({ref.name, ref.after, ref.before});
  publication.tree_before = operation.tree_after;
  publication.tree_after = operation.tree_before;
  publication.index_before = operation.index_after;
  publication.index_after = operation.index_before;
  for (const workspace::FileMove& file : operation.files) {
    // What a person made of a conflict is worth as much if the update is tried again.
    if (is_resolution_path(file.path) && operation.command != k_forgetting && operation.undoes == 0) continue;
    const auto bytes = [&](const git::Oid& blob) -> std::optional<std::string> {
      if (!blob) return std::nullopt;
      return *checkout.store().read(blob, git::ObjectType::blob);
    };
    if (read_file_if_exists(checkout.root() / file.path) != bytes(file.after)) {
      Error error(fmt::format("{} has changed since", file.path));
      error.doing(fmt::format("undoing operation {} ({})", operation.id, operation.command));
      for (const std::string& step : steps_to_restore(checkout.root() / file.path)) error.hint(step);
      throw Error(error.hint("restore the file, or keep your change and do not undo"));
    }
    publication.files.emplace(file.path, bytes(file.before));
  }
  return publication;
}

}  // namespace mlxpatch::ops
