#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace mlxpatch::merge {

/// Decides where the directories went that one side removed. Each of its renames votes for the directory of the file
/// and, as long as the names of the parts agree, for those above it; the majority wins. As git's ort does it
/// (Documentation/technical/directory-rename-detection.txt).
class DirectoryVotes {
 public:
  using IsRemoved = std::function<bool(const std::string& directory)>;

  /// No directory is asked for, and none is removed.
  DirectoryVotes() = default;
  /// `asked`: directories that this side removed and to which the other side adds files. `is_removed` says whether this
  /// side removed a directory of the base.
  DirectoryVotes(std::set<std::string> asked, IsRemoved is_removed)
      : m_asked(std::move(asked)), m_is_removed(std::move(is_removed)) {}

  bool empty() const { return m_asked.empty(); }
  /// Whether a file of the base is below a directory that is asked for.
  bool wants(std::string_view path) const;

  /// Counts one rename.
  void add(std::string_view from, std::string_view to);
  /// Counts one file of the base of which it is not yet known where it went.
  void add_unknown(std::string_view from);
  /// To be called when all unknown files are counted: a directory whose majority they can no longer change needs no
  /// more votes.
  void close_certain();
  /// After close_certain(): whether the rename of a file can still change the outcome.
  bool still_wants(std::string_view path) const;

  /// The directory with most votes so far for where `directory` went; std::nullopt if there are none.
  std::optional<std::string> guess(std::string_view directory) const;

  /// Where each directory went that is asked for or is below one; std::nullopt if no target has a majority.
  std::map<std::string, std::optional<std::string>> outcome() const;

 private:
  enum class Relevance { none, for_ancestor, for_itself };
  Relevance relevance(const std::string& directory) const;
  bool is_removed(const std::string& directory);

  std::set<std::string> m_asked;
  std::set<std::string> m_certain;
  IsRemoved m_is_removed;
  std::map<std::string, bool> m_removed;  ///< what m_is_removed said
  std::map<std::string, std::map<std::string, int>, std::less<>> m_votes;
  std::map<std::string, int> m_unknown;
};

}  // namespace mlxpatch::merge
