#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <support/history_generator.hpp>

namespace mlxpatch::tests {

/// The generated histories of one test are cut into this many parts, so that they run side by side.
constexpr std::size_t k_parts = 8;

/// The histories of one part, in a repository of their own. `profile` is mild() or wild() or what a test made of them.
/// MLXPATCH_TEST_COUNT gives another number of histories in all parts together, MLXPATCH_TEST_SEED another first seed.
class Histories {
 public:
  Histories(const HistoryProfile& profile, std::size_t part, std::size_t count);

  const GitRepo& repository() const { return m_repository; }
  const std::vector<GeneratedHistory>& all() const { return m_histories; }

 private:
  GitRepo m_repository;
  std::vector<GeneratedHistory> m_histories;
};

/// What git made of one patch.
struct GitOutcome {
  enum class Verdict { made, nothing, conflict } verdict = Verdict::made;
  std::string tree;  ///< after it; the one before it if it made nothing or conflicted
  friend bool operator==(const GitOutcome&, const GitOutcome&) = default;
};
std::string to_string(const std::vector<GitOutcome>& outcomes);

enum class RebaseDedup { by_patch_id, off };

/// `git rebase upstream queue`, skipping each patch that conflicts: one outcome per patch of the history.
std::vector<GitOutcome> rebase_with_git(const GitRepo& repository, const GeneratedHistory& history, RebaseDedup dedup);

/// A commit as a mail can carry it.
struct CarriedCommit {
  std::string tree;
  std::string author;   ///< name <email>
  std::string date;     ///< seconds and time zone
  std::string message;  ///< without trailing white space
  friend bool operator==(const CarriedCommit&, const CarriedCommit&) = default;
};
std::string to_string(const std::vector<CarriedCommit>& commits);

/// The commits of a range, oldest first; without those whose tree is their parent's. None if `to` is "".
std::vector<CarriedCommit> carried_commits(const GitRepo& repository, const std::string& from, const std::string& to);

/// `git am --keep-non-patch --keep-cr --empty=drop OPTIONS` of an mbox on `base`. The new tip, or "" if git refuses
/// it; the operation is then aborted.
std::string am_with_git(const GitRepo& repository, const std::string& base, const std::string& mbox,
                        const std::vector<std::string>& options = {});

}  // namespace mlxpatch::tests
