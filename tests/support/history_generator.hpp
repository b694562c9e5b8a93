#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// How often each kind of change comes (a weight; 0: never), and how large everything is.
struct HistoryProfile {
  unsigned edit = 10;
  unsigned add = 3;
  unsigned remove = 1;
  unsigned rename = 0;  ///< the file moves, mostly unchanged
  unsigned rename_with_edit = 0;
  unsigned copy = 0;  ///< the file is added elsewhere, too, mostly unchanged
  unsigned move_directory = 0;
  unsigned change_mode = 0;  ///< executable or not
  unsigned symlink = 0;      ///< a new link, or another target
  unsigned become_link = 0;  ///< a file becomes a link
  unsigned binary = 0;       ///< a binary file comes or changes
  unsigned swap_kind = 0;    ///< a file becomes a directory, or a directory a file
  unsigned empty_commit = 0;
  unsigned merge = 0;       ///< upstream only: a side branch is merged
  unsigned take_patch = 0;  ///< upstream only: it makes a change of the queue's, exactly

  unsigned crlf_percent = 0;        ///< of new text files
  unsigned repetitive_percent = 0;  ///< of new text files: many equal lines, so that diffs are ambiguous
  unsigned empty_percent = 0;       ///< of new text files
  unsigned odd_name_percent = 0;    ///< of new names: blanks, quotes, non-ASCII letters

  unsigned odd_message_percent = 0;  ///< authors and messages that are hard to put into a mail

  unsigned names = 40;  ///< of each stem in a directory: the fewer, the more often both sides use the same path
  unsigned files = 20;
  unsigned lines = 150;           ///< of a text file, at most
  unsigned upstream_commits = 8;  ///< after the base
  unsigned patches = 5;
  unsigned changes_per_commit = 3;  ///< at most

  /// Text edits, additions and few removals: most patches merge.
  static HistoryProfile mild();
  /// Everything at once.
  static HistoryProfile wild();
  /// Small trees of few names: files are moved, copied and added to paths that others have, want or had.
  static HistoryProfile crowded();
};

/// A generated history: an upstream of which `base` is an earlier commit, and a queue of commits on `base`.
struct GeneratedHistory {
  std::uint64_t seed = 0;
  std::string base;
  std::string upstream;              ///< its tip
  std::string queue;                 ///< its tip
  std::vector<std::string> patches;  ///< the queue's commits, oldest first
};

/// Makes random histories. The same seed and profile give the same commits on every machine.
class HistoryGenerator {
 public:
  explicit HistoryGenerator(HistoryProfile profile) : m_profile(profile) {}

  /// Adds one history for each seed from `first` on to a repository, all by one `git fast-import`. Each has branches
  /// <seed>/base, <seed>/upstream and <seed>/queue.
  std::vector<GeneratedHistory> generate(const GitRepo& repository, std::uint64_t first, std::size_t count) const;

 private:
  HistoryProfile m_profile;
};

}  // namespace mlxpatch::tests
