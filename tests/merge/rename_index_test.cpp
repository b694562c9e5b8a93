#include "rename_index.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "renames.hpp"
#include "similar_files.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using merge::DirectoryVotes;
using merge::MissedFiles;
using merge::RenameFinder;
using merge::RenameIndex;
using merge::SimilarityScores;

namespace {

using Tree = std::map<std::string, git::Entry>;

/// Two trees of a few dozen files that are the more alike the fewer changes were made to them. Names, and the content
/// of files, are the same many times over.
class Trees {
 public:
  explicit Trees(std::uint64_t seed) : m_random(seed) {}

  Random& random() { return m_random; }

  void start() {
    m_before.clear();
    for (int i = 0; i < 45; ++i) m_before[any_place()] = any_file();
    m_after = m_before;
    const std::string target = any_target();
    const bool is_common = m_random.chance(50);
    for (std::size_t i = 1 + m_random.below(3); i > 0; --i) move_directory(m_after, is_common ? target : any_target());
    for (std::size_t i = m_random.below(8); i > 0; --i) change(m_after);
    if (m_random.chance(20)) join_twins();
  }

  /// What a patch of the queue does: to one of the trees, or to both.
  void change_a_little() {
    for (std::size_t i = m_random.below(4); i > 0; --i) {
      const std::size_t side = m_random.below(4);
      if (side == 0) change(m_before);
      if (side == 1) change(m_after);
      if (side < 2) continue;
      const std::string path = any_place();
      m_before[path] = m_after[path] = any_file();
    }
  }

  /// What makes an index useless.
  void change_much() {
    Tree& tree = m_random.chance(50) ? m_before : m_after;
    move_directory(tree, any_target());
    for (int i = 0; i < 15; ++i) change(tree);
  }

  git::Oid before() { return write(m_before); }
  git::Oid after() { return write(m_after); }

  bool has_directory_after(const std::string& directory) const {
    const auto first = m_after.lower_bound(directory + "/");
    return first != m_after.end() && first->first.starts_with(directory + "/");
  }

  /// Paths of the first tree that the patch changes, mostly such that the second does not have.
  MissedFiles some_missed() {
    MissedFiles missed;
    const std::size_t percent = m_random.one_of(std::vector<std::size_t>{5, 20, 70});
    for (const auto& [path, entry] : m_before) {
      if (m_after.contains(path) ? m_random.chance(2) : m_random.chance(percent)) {
        (m_random.chance(60) ? missed.edited : missed.deleted).insert(path);
      }
    }
    return missed;
  }

  /// Paths that earlier patches make; most are in the second tree.
  std::vector<std::string> some_known() {
    if (m_random.chance(60)) return {};
    std::vector<std::string> known{any_place()};
    for (const auto& [path, entry] : m_after) {
      if (m_random.chance(15)) known.push_back(path);
    }
    return known;
  }

  objects::ObjectStore& store() { return m_store; }

 private:
  static inline const std::vector<std::string> k_directories{"",   "a/",   "a/b/", "a/b/c/",
                                                             "d/", "d/b/", "lib/", "lib/x/"};
  static inline const std::vector<std::string> k_names{"LICENSE", "README", "main", "util", "f", "g", "h"};

  std::string any_place() { return m_random.one_of(k_directories) + m_random.one_of(k_names); }

  std::string any_target() {
    return m_random.one_of(k_directories) + m_random.one_of(std::vector<std::string>{"", "new/", "b/"});
  }

  std::string any_path(const Tree& tree) {
    return tree.empty() ? "f"
                        : std::next(tree.begin(), static_cast<std::ptrdiff_t>(m_random.below(tree.size())))->first;
  }

  /// One of few texts of twenty lines, some of which are changed, each in one of two ways.
  struct Text {
    std::size_t number = 0;
    std::map<std::size_t, bool> changed;
  };

  git::Entry any_file() {
    if (m_random.chance(25)) return {git::Mode::file, m_store.put(git::ObjectType::blob, "the licence of all\n")};
    if (m_random.chance(5)) return {git::Mode::file, m_store.put(git::ObjectType::blob, "")};
    Text text{m_random.below(4), {}};
    if (m_random.chance(60)) {
      for (std::size_t i = m_random.below(9); i > 0; --i) text.changed[m_random.below(20)] = m_random.chance(50);
    }
    const git::Mode mode = m_random.chance(6)   ? git::Mode::symlink
                           : m_random.chance(6) ? git::Mode::executable
                                                : git::Mode::file;
    return put(mode, text);
  }

  git::Entry edited(const git::Entry& entry) {
    const auto text = m_texts.find(entry.oid);
    if (text == m_texts.end()) return any_file();
    Text changed = text->second;
    changed.changed[m_random.below(20)] = m_random.chance(50);
    return put(entry.mode, changed);
  }

  git::Entry put(git::Mode mode, const Text& text) {
    std::string bytes;
    for (std::size_t i = 0; i < 20; ++i) {
      const auto change = text.changed.find(i);
      const char* const end = change == text.changed.end() ? "" : change->second ? ", changed" : ", in another way";
      bytes += fmt::format("line {} of text {}{}\n", i, text.number, end);
    }
    const git::Oid id = m_store.put(git::ObjectType::blob, bytes);
    m_texts.emplace(id, text);
    return {mode, id};
  }

  void change(Tree& tree) {
    const std::string path = any_path(tree);
    const std::size_t kind = m_random.below(6);
    if (kind == 0) tree[path] = any_file();
    if (kind == 1) tree[any_place()] = any_file();
    if (kind == 2) tree.erase(path);
    if (kind == 3) tree[any_place()] = std::exchange(tree[path], any_file());
    if (kind == 4) tree[path] = edited(tree[path]);
    if (kind == 5) {
      const git::Entry entry = tree[path];
      tree.erase(path);
      tree[any_place()] = edited(entry);
    }
    std::erase_if(tree, [](const auto& file) { return !file.second.exists(); });
  }

  /// Some of its files are edited, and some may be left behind or gone.
  void move_directory(Tree& tree, const std::string& to) {
    const std::string from = m_random.one_of(k_directories);
    const std::size_t lost = m_random.chance(50) ? 0 : 10;
    Tree moved;
    for (const auto& [path, entry] : tree) {
      if (!path.starts_with(from) || m_random.chance(lost)) {
        moved.emplace(path, entry);
      } else if (!m_random.chance(lost)) {
        moved[to + path.substr(from.size())] = m_random.chance(30) ? edited(entry) : entry;
      }
    }
    tree = std::move(moved);
  }

  /// Two directories become one that has a single file of a name that both had.
  void join_twins() {
    for (const std::size_t number : {std::size_t{101}, std::size_t{102}}) {
      const std::string name = std::to_string(number);
      m_before[name + "/twin"] = put(git::Mode::file, {100, {{number % 20, true}}});
      m_before[fmt::format("{}/{}", name, name)] = m_after["twins/" + name] = put(git::Mode::file, {number, {}});
    }
    m_after["twins/twin"] = put(git::Mode::file, {100, {{10, true}}});
  }

  git::Oid write(const Tree& files) {
    objects::OverlayTree tree(m_store, git::Oid{});
    tree.put(files);
    return tree.write();
  }

  Random m_random;
  World m_world;
  GitRepo m_repo = GitRepo::init_bare(m_world / "repo.git");
  git::Repository m_repository = git::Repository::open(m_repo.path());
  objects::ObjectStore m_store{m_repository};
  std::map<git::Oid, Text> m_texts;
  Tree m_before;
  Tree m_after;
};

}  // namespace

TEST_CASE("an index that goes from trees to trees finds what a search of its own finds") {
  constexpr int k_scenes = 200;
  constexpr int k_patches = 25;
  Trees trees(20);
  SimilarityScores scores;
  RenameIndex index(trees.store(), scores);
  std::size_t missed_files = 0;
  std::size_t found_files = 0;
  for (int scene = 0; scene < k_scenes; ++scene) {
    trees.start();
    for (int patch = 0; patch < k_patches; ++patch) {
      if (patch > 0) trees.change_a_little();
      if (trees.random().chance(4)) trees.change_much();
      const git::Oid before = trees.before();
      const git::Oid after = trees.after();
      const PathList known = [paths = trees.some_known()] { return paths; };
      RenameFinder alone(trees.store(), scores, before, after);
      alone.leave_out(known);
      index.move_to(before, after, known);
      for (int search = 0; search < 2; ++search) {
        const MissedFiles missed = trees.some_missed();
        const auto votes = [&] {
          return DirectoryVotes({},
                                [&](const std::string& directory) { return !trees.has_directory_after(directory); });
        };
        DirectoryVotes of_alone = votes();
        const auto expected = alone.find(missed, of_alone);
        INFO("scene " << scene << ", patch " << patch << ", search " << search);
        REQUIRE(index.find(missed, votes()) == expected);
        missed_files += missed.edited.size() + missed.deleted.size();
        found_files += expected.size();
      }
    }
  }
  CHECK(found_files > missed_files / 4);
  CHECK(found_files < missed_files);
}
