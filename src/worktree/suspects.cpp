#include "suspects.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "cached_tree.hpp"
#include "index_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

/// To look at more paths than this one by one costs more than to look at all.
constexpr std::size_t k_most = 1000;

constexpr int k_directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

using OwnedStream = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Whether nothing can be said of an entry by a look at its file.
bool is_special(const git_index_entry& entry) {
  return GIT_INDEX_ENTRY_STAGE(&entry) != 0 || entry.mode == GIT_FILEMODE_COMMIT ||
         (entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

bool is_ignored(const git::Repository& repository, const std::string& path) {
  int ignored = 0;
  git::check(git_ignore_path_is_ignored(&ignored, repository.handle().get(), path.c_str()), "reading what is ignored",
             path);
  return ignored != 0;
}

bool has_mode_of(const git_index_entry& entry, const struct stat& stat) {
  if (entry.mode == GIT_FILEMODE_LINK) return S_ISLNK(stat.st_mode);
  return S_ISREG(stat.st_mode) && ((stat.st_mode & S_IXUSR) != 0) == (entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE);
}

class SuspectSearch {
 public:
  SuspectSearch(const git::Repository& repository, const IndexFile& index)
      : m_repository(repository), m_index(index), m_count(git_index_entrycount(index.get())) {}

  void compare_with(const git::Oid& tree) {
    if (tree && cached_tree(m_repository.git_directory() / "index") == tree) return;
    objects::ObjectStore store(m_repository);
    std::size_t at = 0;
    if (tree) {
      objects::for_each_file(store, tree, [&](const std::string& path, const git::Entry& file) {
        for (; at < m_count && std::string_view(raw(at).path) < path; ++at) add(raw(at).path);
        if (at == m_count || raw(at).path != path) return add(path);
        const git_index_entry& staged = raw(at++);
        const bool is_same = staged.mode == static_cast<std::uint32_t>(file.mode) &&
                             git::from_git(staged.id) == file.oid && GIT_INDEX_ENTRY_STAGE(&staged) == 0;
        if (!is_same) add(path);
      });
    }
    for (; at < m_count; ++at) add(raw(at).path);
  }

  void look_at_worktree() {
    const int root = ::open(m_repository.work_directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    look_into(root, "", {0, m_count});
  }

  /// What the index does not have is untracked unless it is ignored, or a directory with nothing else in it. To be
  /// called last: to find out what is ignored the library may read the index anew.
  void look_at_strangers() {
    WorktreeDirectory worktree(m_repository.work_directory());
    for (const std::string& path : m_strangers) {
      if (are_many()) return;
      const PathState state = worktree.look(path);
      if (!is_untracked(worktree, path, state)) continue;
      m_found.untracked.push_back(state.is_directory() ? path + '/' : path);
    }
  }

  Suspects take() {
    for (auto* paths : {&m_found.paths, &m_found.untracked}) {
      std::ranges::sort(*paths);
      paths->erase(std::unique(paths->begin(), paths->end()), paths->end());
    }
    return std::move(m_found);
  }
  bool are_many() const { return m_found.paths.size() + m_strangers.size() + m_asked > k_most; }

 private:
  /// Some of the index's entries.
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// What the index has in one directory.
  struct Child {
    std::string_view name;
    Range entries;
    bool is_directory = false;  ///< of files, or a submodule's
    bool is_submodule = false;
  };
  const git_index_entry& raw(std::size_t at) const { return *git_index_get_byindex(m_index.get(), at); }

  void add(std::string path) {
    if (!are_many()) m_found.paths.push_back(std::move(path));
  }

  /// Takes the directory's descriptor.
  void look_into(int directory, const std::string& prefix, const Range& range) {
    check_interrupt();
    const OwnedStream stream(directory < 0 ? nullptr : ::fdopendir(directory), ::closedir);
    if (!stream) {
      if (directory >= 0) ::close(directory);
      return miss(range);
    }
    std::vector<Child> children = children_in(prefix, range);
    list(stream.get(), prefix, children);
    for (const Child& child : children) {
      if (are_many()) return;
      if (child.is_directory && !child.is_submodule) {
        const std::string name(child.name);
        look_into(::openat(directory, name.c_str(), k_directory_flags), prefix + name + '/', child.entries);
      } else {
        look_at(directory, prefix, child);
      }
    }
  }

  std::vector<Child> children_in(const std::string& prefix, const Range& range) const {
    std::vector<Child> children;
    for (std::size_t at = range.begin; at < range.end; ++at) {
      const std::string_view rest = std::string_view(raw(at).path).substr(prefix.size());
      const std::size_t slash = rest.find('/');
      const bool is_submodule = slash == std::string_view::npos && raw(at).mode == GIT_FILEMODE_COMMIT;
      const bool is_directory = slash != std::string_view::npos || is_submodule;
      const std::string_view name = rest.substr(0, slash);
      const bool goes_on =
          !children.empty() && children.back().name == name && children.back().is_directory == is_directory;
      if (goes_on) {
        children.back().entries.end = at + 1;
      } else {
        children.push_back({name, {at, at + 1}, is_directory, is_submodule});
      }
    }
    std::ranges::sort(children, {}, &Child::name);
    return children;
  }

  /// Finds what the index does not have there.
  void list(DIR* stream, const std::string& prefix, const std::vector<Child>& children) {
    while (const dirent* found = ::readdir(stream)) {
      const std::string_view name = found->d_name;
      if (name == "." || name == ".." || (prefix.empty() && name == ".git")) continue;
      const auto child = std::ranges::lower_bound(children, name, {}, &Child::name);
      // Of a file and a directory of one name the index has only one.
      const bool is_known = child != children.end() && child->name == name &&
                            (found->d_type == DT_UNKNOWN || (found->d_type == DT_DIR) == child->is_directory);
      if (!is_known) m_strangers.push_back(prefix + std::string(name));
    }
  }

  bool is_untracked(WorktreeDirectory& worktree, const std::string& path, const PathState& state) {
    if (!state.is_directory() && !state.is_file() && !state.is_symlink()) return false;
    ++m_asked;
    if (is_ignored(m_repository, state.is_directory() ? path + '/' : path)) return false;
    if (!state.is_directory()) return true;
    // A repository inside is one thing.
    if (worktree.look(path + "/.git").exists) return true;
    return std::ranges::any_of(worktree.list(path), [&](const std::string& name) {
      const std::string inner = fmt::format("{}/{}", path, name);
      return are_many() || is_untracked(worktree, inner, worktree.look(inner));
    });
  }

  void look_at(int directory, const std::string& prefix, const Child& child) {
    const git_index_entry& entry = raw(child.entries.begin);
    if (is_left_out(&entry)) return;
    struct stat stat{};
    const char* const name = entry.path + prefix.size();
    const bool is_same = !is_special(entry) && ::fstatat(directory, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
                         has_mode_of(entry, stat) && m_index.is_unchanged(entry, stat);
    if (!is_same) add(entry.path);
  }

  void miss(const Range& range) {
    for (std::size_t at = range.begin; at < range.end && !are_many(); ++at) {
      if (!is_left_out(&raw(at))) add(raw(at).path);
    }
  }

  const git::Repository& m_repository;
  const IndexFile& m_index;
  std::size_t m_count;
  Suspects m_found;
  std::vector<std::string> m_strangers;  ///< what the index does not have
  std::size_t m_asked = 0;               ///< how often whether something is ignored
};

}  // namespace

std::optional<Suspects> find_suspects(const git::Repository& repository, const IndexFile& index, const git::Oid& tree) {
  if ((git_index_caps(index.get()) & GIT_INDEX_CAPABILITY_IGNORE_CASE) != 0) return std::nullopt;
  SuspectSearch search(repository, index);
  search.look_at_worktree();
  if (!search.are_many()) search.compare_with(tree);
  if (!search.are_many()) search.look_at_strangers();
  if (search.are_many()) return std::nullopt;
  return search.take();
}

}  // namespace mlxpatch::worktree
