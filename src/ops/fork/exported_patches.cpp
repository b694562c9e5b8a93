#include "fork/exported_patches.hpp"

#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

std::vector<patch::Patch> patches_in(Fork& fork, const std::vector<queue::ExportedPatch>& exported) {
  std::vector<patch::Patch> patches;
  for (const queue::ExportedPatch& file : exported) {
    patch::ReadOptions options;
    options.strip = file.strip;
    for (patch::Patch& patch : patch::read_patches(file.bytes, file.name, options)) {
      patch.name = file.name;
      if (fork.config().patches_format == workspace::Config::Format::diff && patch.message.empty()) {
        const git::Commit commit = fork.store().commit(file.commit);
        patch.message = commit.message;
        patch.author = commit.author;
      }
      patches.push_back(std::move(patch));
    }
  }
  return patches;
}

}  // namespace mlxpatch::ops
