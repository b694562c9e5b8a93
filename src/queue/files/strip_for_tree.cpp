#include "files/strip_for_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/strip_level.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_outcome.hpp>

#include "files/text_application.hpp"

namespace mlxpatch::queue {

namespace {

/// How well a strip level fits a tree.
struct Fit {
  std::size_t expected = 0;  ///< files that the patch needs
  std::size_t existing = 0;  ///< those of them that exist

  bool is_full() const { return expected > 0 && existing == expected; }
};

/// Looks at the tree with the paths that a patch has at its possible levels.
class StripChooser {
 public:
  StripChooser(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree)
      : m_store(store), m_patch(patch), m_tree(tree) {}

  int choose() {
    const int shown = patch::shown_strip(m_patch.files);
    return shown > 0 ? choose_beside(shown) : choose_by_files();
  }

 private:
  bool exists(const std::string& path) const { return objects::entry_at(m_store, m_tree, path).exists(); }

  bool is_file(const std::string& path) const {
    const git::Entry entry = objects::entry_at(m_store, m_tree, path);
    return entry.exists() && entry.mode != git::Mode::tree;
  }

  Fit fit_of(int strip) const {
    Fit fit;
    std::set<std::string> made;
    for (const patch::FilePatch& file : m_patch.files) {
      std::optional<patch::FilePaths> paths = patch::paths_at(file, strip, m_patch.directory);
      if (!paths) return {};
      if (!paths->old_path.empty() && !made.contains(paths->old_path) && !may_create(file)) {
        ++fit.expected;
        if (is_file(paths->old_path)) ++fit.existing;
      }
      if (!paths->new_path.empty()) made.insert(std::move(paths->new_path));
    }
    return fit;
  }

  /// Whether the directories exist into which the patch puts new files. At the root there always is one, so that says
  /// nothing.
  bool has_directories(int strip) const {
    return std::all_of(m_patch.files.begin(), m_patch.files.end(), [&](const patch::FilePatch& file) {
      const std::optional<patch::FilePaths> paths = patch::paths_at(file, strip, m_patch.directory);
      if (!paths) return false;
      const std::size_t slash = paths->new_path.rfind('/');
      return slash != std::string::npos && exists(paths->new_path.substr(0, slash));
    });
  }

  /// Whether the tree has a file of the patch, or the first directory of one, or the repository a version that it
  /// names.
  bool knows(int strip) const {
    return std::any_of(m_patch.files.begin(), m_patch.files.end(), [&](const patch::FilePatch& file) {
      const std::optional<patch::FilePaths> paths = patch::paths_at(file, strip, {});
      if (!paths) return false;
      const bool is_new = paths->old_path.empty();
      const std::string& path = is_new ? paths->new_path : paths->old_path;
      const std::string root = m_patch.directory.empty() ? std::string() : m_patch.directory + "/";
      if (exists(root + path.substr(0, path.find('/')))) return true;
      if (is_new && path.find('/') == std::string::npos) return true;
      return file.old_id.size() >= k_shortest_id && git::find_blob(m_store.repository(), file.old_id).has_value();
    });
  }

  /// Whether a file that the patch changes is there in the very version that its "index" line names.
  bool has_named_version(int strip) const {
    return std::any_of(m_patch.files.begin(), m_patch.files.end(), [&](const patch::FilePatch& file) {
      const std::optional<patch::FilePaths> paths = patch::paths_at(file, strip, m_patch.directory);
      if (!paths || paths->old_path.empty() || file.old_id.size() < k_shortest_id) return false;
      const git::Entry entry = objects::entry_at(m_store, m_tree, paths->old_path);
      return entry.exists() && entry.oid.hex().starts_with(file.old_id);
    });
  }

  /// Whether a directory of every file is left at the level.
  bool has_directory_names(int strip) const {
    return std::all_of(m_patch.files.begin(), m_patch.files.end(), [&](const patch::FilePatch& file) {
      const std::optional<patch::FilePaths> paths = patch::paths_at(file, strip, {});
      return paths && (paths->old_path + paths->new_path).find('/') != std::string::npos;
    });
  }

  /// A deeper level than the one that the names show takes a proof where no more than the bare name of a file is left:
  /// there is a Makefile in every directory.
  int choose_beside(int shown) const {
    if (knows(shown)) return shown;
    const std::vector<int> levels = patch::possible_strips(m_patch.files);
    const auto other = std::find_if(levels.begin(), levels.end(), [&](int level) {
      if (level == shown || !fit_of(level).is_full()) return false;
      return level < shown || has_directory_names(level) || has_named_version(level);
    });
    return other == levels.end() ? shown : *other;
  }

  int choose_by_files() const {
    const std::vector<int> levels = patch::possible_strips(m_patch.files);
    std::vector<int> best;
    std::size_t most = 0;
    std::size_t expected = 0;
    for (const int level : levels) {
      const Fit fit = fit_of(level);
      expected = std::max(expected, fit.expected);
      if (fit.existing > most) best.clear();
      most = std::max(most, fit.existing);
      if (fit.existing == most) best.push_back(level);
    }
    if (best.empty()) return m_patch.strip;
    if (expected == 0) return choose_for_new_files(levels);
    return most == 0 || best.size() == 1 ? best.front() : first_that_applies(best);
  }

  /// New files exist nowhere. The names decide, unless only -p1 puts all of them into directories that there are.
  int choose_for_new_files(const std::vector<int>& levels) const {
    const bool is_p1_possible = std::find(levels.begin(), levels.end(), 1) != levels.end();
    return is_p1_possible && !has_directories(m_patch.strip) && has_directories(1) ? 1 : m_patch.strip;
  }

  int first_that_applies(const std::vector<int>& levels) const {
    for (const int level : levels) {
      const std::optional<patch::Patch> named = patch::with_strip(m_patch, level);
      if (named && std::holds_alternative<AppliedPatch>(apply_as_text(m_store, *named, m_tree, {}))) return level;
    }
    return levels.front();
  }

  objects::ObjectStore& m_store;
  const patch::Patch& m_patch;
  git::Oid m_tree;
};

}  // namespace

std::optional<patch::Patch> with_strip_for(objects::ObjectStore& store, const patch::Patch& patch,
                                           const git::Oid& tree) {
  if (patch.has_strip || patch.files.empty()) return std::nullopt;
  const int strip = StripChooser(store, patch, tree).choose();
  return strip == patch.strip ? std::nullopt : patch::with_strip(patch, strip);
}

}  // namespace mlxpatch::queue
