#include <mlxpatch/queue/edit/append.hpp>

#include <cstddef>
#include <optional>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>

namespace mlxpatch::queue {

EditedQueue append(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                   const Addition& addition) {
  git::Commit commit;
  commit.tree = addition.tree;
  commit.parents = {commits.empty() ? base : commits.back()};
  commit.author = addition.author;
  commit.committer = addition.committer;
  commit.message = with_name_trailer(addition.message, addition.name);
  EditedQueue made;
  made.commits = commits;
  for (std::size_t place = 0; place < commits.size(); ++place) made.from.emplace_back(place);
  made.commits.push_back(store.put_commit(commit));
  made.from.emplace_back(std::nullopt);
  made.tree = addition.tree;
  return made;
}

}  // namespace mlxpatch::queue
