#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

using Lines = std::vector<std::string>;

/// The lines as a text: each with a newline.
std::string joined(const Lines& lines);

/// A queue of small changes that often meet, to two files of a few lines, and one more change on top of it.
struct EditedQueue {
  std::string branch;  ///< of the queue
  std::string base;    ///< a branch of upstream's commit
  std::string work;    ///< a branch with the change on top
  std::vector<git::Oid> commits;
  std::map<std::string, Lines> upstream;            ///< the files at the base
  std::vector<std::map<std::string, Lines>> texts;  ///< the files after each commit
  std::map<std::string, Lines> changed;             ///< the files with the change on top

  const Lines& last(const std::string& path) const { return texts.back().at(path); }
  const Lines& before(std::size_t patch, const std::string& path) const {
    return patch == 0 ? upstream.at(path) : texts[patch - 1].at(path);
  }
  /// The patches that change a file.
  std::vector<std::size_t> patches_of(const std::string& path) const;
};

/// The queues of these seeds, as branches of the repository, made by one `git fast-import`. The subject of each
/// commit is "patch <index>".
std::vector<EditedQueue> make_edited_queues(const GitRepo& repo, std::size_t first_seed, std::size_t count);

}  // namespace mlxpatch::tests
