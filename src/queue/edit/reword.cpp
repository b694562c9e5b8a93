#include <mlxpatch/queue/edit/reword.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commit_chain.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

EditedQueue reword(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                   const Rewording& rewording, const ReplayOptions& options) {
  const std::vector<QueuedPatch> patches = load_queue(store, commits, options.names);
  CommitChain chain(store, base, options.committer);
  for (std::size_t place = 0; place < patches.size(); ++place) {
    const QueuedPatch& patch = patches[place];
    if (place != rewording.place) {
      chain.keep(patch, place);
      continue;
    }
    git::Commit commit = patch.commit;
    commit.message = with_name_trailer(rewording.message.value_or(commit.message), rewording.name.value_or(patch.name));
    if (rewording.message) commit.encoding.clear();
    chain.put(std::move(commit), place);
  }
  return chain.end();
}

}  // namespace mlxpatch::queue
