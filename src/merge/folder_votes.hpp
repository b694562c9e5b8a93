#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace mlxpatch::merge {

/// Where folders went which one side no longer has: each of its renames votes, for the folder that the file stood in
/// and, as long as the names of the parts agree, for those above it; the majority wins. As git's ort does it
/// (Documentation/technical/directory-rename-detection.txt).
class FolderVotes {
 public:
  using IsGone = std::function<bool(const std::string& folder)>;

  /// No folder is asked for and none is gone.
  FolderVotes() = default;
  /// `asked`: folders which this side has no longer and to which the other side adds files. `is_gone` tells whether
  /// this side has lost a folder of the base.
  FolderVotes(std::set<std::string> asked, IsGone is_gone) : m_asked(std::move(asked)), m_is_gone(std::move(is_gone)) {}

  bool empty() const { return m_asked.empty(); }
  /// Whether a file of the base stands in or below a folder that is asked for.
  bool wants(std::string_view path) const;

  /// One rename.
  void add(std::string_view from, std::string_view to);
  /// One file of the base of which it is not known yet where it went.
  void add_unknown(std::string_view from);
  /// No more unknown files are expected after this: folders whose majority is certain whatever those do need no more
  /// votes.
  void close_certain();
  /// After close_certain(): whether a file's rename can still change the outcome.
  bool still_wants(std::string_view path) const;

  /// The folder that got most votes of the files directly in `folder` so far; nothing where there was no vote.
  std::optional<std::string> guess(std::string_view folder) const;

  /// Every folder with votes that counts here, and where it went; nothing where two got the same number.
  std::map<std::string, std::optional<std::string>> outcome() const;

 private:
  enum class Relevance { none, for_ancestor, for_itself };
  Relevance relevance(const std::string& folder) const;
  bool is_gone(const std::string& folder);

  std::set<std::string> m_asked;
  std::set<std::string> m_certain;
  IsGone m_is_gone;
  std::map<std::string, bool> m_gone;  ///< what m_is_gone said
  std::map<std::string, std::map<std::string, int>, std::less<>> m_votes;
  std::map<std::string, int> m_unknown;
};

}  // namespace mlxpatch::merge
