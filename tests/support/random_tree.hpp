#pragma once

#include <map>
#include <string>
#include <vector>

#include <support/history_generator.hpp>
#include <support/random.hpp>

namespace mlxpatch::tests {

/// One file of a generated commit, as fast-import takes it.
struct RandomFile {
  std::string mode;  ///< "100644", "100755", "120000"
  std::string bytes;
  friend bool operator==(const RandomFile&, const RandomFile&) = default;
};
using RandomTree = std::map<std::string, RandomFile>;

/// Changes trees at random, in the manner of a profile.
class TreeChanger {
 public:
  TreeChanger(const HistoryProfile& profile, Random& random) : m_profile(profile), m_random(random) {}

  /// A first tree.
  RandomTree create();
  /// One to changes_per_commit changes; none for an empty commit.
  void change(RandomTree& tree);
  /// Only edits of text files.
  void edit_only(RandomTree& tree);

 private:
  void change_once(RandomTree& tree);
  void add(RandomTree& tree);
  void edit(RandomTree& tree);
  void edit_bytes(RandomFile& file);
  void rename(RandomTree& tree, bool with_edit);
  void copy(RandomTree& tree);
  void move_directory(RandomTree& tree);
  void change_mode(RandomTree& tree);
  void link(RandomTree& tree);
  void become_link(RandomTree& tree);
  void binary(RandomTree& tree);
  void swap_kind(RandomTree& tree);

  std::string text_bytes();
  std::string binary_bytes();
  std::string line(const std::string& end);
  std::string new_path(const RandomTree& tree);
  /// A path of the tree; "" where it is empty.
  std::string any_path(const RandomTree& tree);
  std::string any_text(const RandomTree& tree);
  std::vector<std::string> folders(const RandomTree& tree) const;

  const HistoryProfile& m_profile;
  Random& m_random;
};

/// Removes what cannot be in a tree with `path`: files at its directories' paths, and everything below it.
void make_room(RandomTree& tree, const std::string& path);

}  // namespace mlxpatch::tests
