#include <mlxpatch/git/merge.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "merge_entry.hpp"
#include "renames.hpp"

namespace mlxpatch::git {

std::string_view name_of(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::content:
      return "content";
    case ConflictKind::add_add:
      return "add/add";
    case ConflictKind::modify_delete:
      return "modify/delete";
    case ConflictKind::rename_delete:
      return "rename/delete";
    case ConflictKind::rename_rename:
      return "rename/rename";
    case ConflictKind::file_directory:
      return "file/directory";
    case ConflictKind::file_location:
      return "file location";
    case ConflictKind::mode:
      return "mode";
    case ConflictKind::symlink:
      return "symlink";
    case ConflictKind::binary:
      return "binary";
    case ConflictKind::submodule:
      return "submodule";
  }
  return "content";
}

namespace {

using Changes = std::map<std::string_view, const PathChange*>;

/// One merge: settles path after path into edits of our tree.
class Merge {
 public:
  Merge(ObjectStore& store, EntryMerger& entries, RenameFinder& our_renames, const MergeOptions& options,
        const OverlayTree& ours)
      : m_store(store), m_entries(entries), m_our_renames(our_renames), m_options(options), m_ours(ours) {}

  PathMerge run(const std::vector<PathChange>& theirs) {
    for (const PathChange& change : theirs) m_theirs.emplace(change.path, &change);
    settle_renames(theirs);
    for (const PathChange& change : theirs) {
      if (!m_settled.contains(change.path)) settle(change);
    }
    move_colliding_files_aside();
    return std::move(m_result);
  }

 private:
  void put(const std::string& path, const Entry& entry) { m_result.edits.insert_or_assign(path, entry); }

  void conflict(ConflictKind kind, std::string path, const Entry& base, const Entry& ours, const Entry& theirs,
                const Entry& result, std::string detail) {
    m_result.conflicts.push_back({kind, std::move(path), base, ours, theirs, result, std::move(detail)});
  }

  /// Files that one side or both moved: their other side's change follows them.
  void settle_renames(const std::vector<PathChange>& theirs) {
    std::vector<std::string> gone_in_ours;
    std::vector<std::string> gone_in_theirs;
    std::vector<std::pair<const PathChange*, Entry>> affected;
    for (const PathChange& change : theirs) {
      if (!change.before.exists()) continue;
      const Entry ours = m_ours.file(change.path);
      if (ours == change.before || (ours.exists() && change.after.exists())) continue;
      if (!ours.exists()) gone_in_ours.push_back(change.path);
      if (!change.after.exists()) gone_in_theirs.push_back(change.path);
      affected.emplace_back(&change, ours);
    }
    if (affected.empty()) return;
    const auto our_targets =
        gone_in_ours.empty() ? std::map<std::string, std::string>{} : m_our_renames.find(gone_in_ours);
    const auto their_targets = gone_in_theirs.empty() ? std::map<std::string, std::string>{}
                                                      : RenameFinder(m_store, theirs).find(gone_in_theirs);
    const auto target = [](const auto& targets, const std::string& path) {
      const auto found = targets.find(path);
      return found == targets.end() ? std::string() : found->second;
    };
    for (const auto& [change, ours] : affected) {
      settle_affected(*change, ours, target(our_targets, change->path), target(their_targets, change->path));
    }
  }

  /// A path that one side at least no longer has. Empty targets: deleted, or still there.
  void settle_affected(const PathChange& change, const Entry& ours, const std::string& our_target,
                       const std::string& their_target) {
    const Entry our_moved = our_target.empty() ? Entry{} : m_ours.file(our_target);
    const Entry their_moved = their_target.empty() ? Entry{} : m_theirs.at(their_target)->after;
    m_settled.insert(change.path);
    if (our_moved.exists() && their_moved.exists()) {
      settle_both_moved(change, our_target, our_moved, their_target, their_moved);
    } else if (our_moved.exists() && change.after.exists()) {
      m_result.renames.push_back({change.path, our_target});
      merge_at(our_target, change.before, our_moved, change.after);
    } else if (our_moved.exists()) {
      conflict(ConflictKind::rename_delete, our_target, change.before, our_moved, {}, our_moved,
               fmt::format("upstream renamed {} to it, the patch deletes it", change.path));
    } else if (their_moved.exists() && ours.exists()) {
      put(change.path, {});
      m_settled.insert(their_target);
      merge_at(their_target, change.before, ours, their_moved);
    } else if (their_moved.exists()) {
      m_settled.insert(their_target);
      put(their_target, their_moved);
      conflict(ConflictKind::rename_delete, their_target, change.before, {}, their_moved, their_moved,
               fmt::format("the patch renames {} to it, upstream deleted it", change.path));
    } else if (ours.exists()) {
      conflict(ConflictKind::modify_delete, change.path, change.before, ours, {}, ours,
               "the patch deletes it, upstream changed it");
    } else if (change.after.exists()) {
      put(change.path, change.after);
      conflict(ConflictKind::modify_delete, change.path, change.before, {}, change.after, change.after,
               "upstream deleted it, the patch changes it");
    }
  }

  void settle_both_moved(const PathChange& change, const std::string& our_target, const Entry& our_moved,
                         const std::string& their_target, const Entry& their_moved) {
    m_settled.insert(their_target);
    if (our_target == their_target) {
      merge_at(our_target, change.before, our_moved, their_moved);
      return;
    }
    put(their_target, their_moved);
    conflict(ConflictKind::rename_rename, their_target, change.before, our_moved, their_moved, their_moved,
             fmt::format("the patch renames {} to it, upstream renamed it to {}", change.path, our_target));
  }

  void settle(const PathChange& change) {
    const Entry ours = m_ours.file(change.path);
    if (ours == change.after) return;
    if (ours == change.before) {
      if (change.before.exists() || !settle_in_moved_folder(change)) put(change.path, change.after);
      return;
    }
    merge_at(change.path, change.before, ours, change.after);
  }

  /// All three versions of one file, wherever it stands now.
  void merge_at(const std::string& path, const Entry& base, const Entry& ours, const Entry& theirs) {
    if (ours == theirs || theirs == base) return put(path, ours);
    if (ours == base) return put(path, theirs);
    const EntryMerge merged = m_entries.merge(base, ours, theirs, m_options);
    put(path, merged.result);
    if (merged.conflict) conflict(*merged.conflict, path, base, ours, theirs, merged.result, merged.detail);
  }

  /// A file added to a folder that upstream moved away as a whole. Whether that was the case, and settled.
  bool settle_in_moved_folder(const PathChange& change) {
    const std::size_t slash = change.path.rfind('/');
    if (slash == std::string::npos || m_options.directory_renames == DirectoryRenames::ignore) return false;
    const std::string folder = change.path.substr(0, slash);
    if (m_ours.is_folder(folder)) return false;
    const std::optional<std::string> moved = moved_folder(folder);
    if (!moved) return false;
    const std::string target = *moved + change.path.substr(slash);
    if (m_ours.file(target).exists()) return false;
    put(target, change.after);
    m_result.renames.push_back({change.path, target});
    if (m_options.directory_renames == DirectoryRenames::conflict) {
      conflict(ConflictKind::file_location, target, {}, {}, change.after, change.after,
               fmt::format("the patch adds it to {}/, which upstream moved to {}/", folder, *moved));
    }
    return true;
  }

  /// Where most of a vanished folder's files went; nothing where no folder got more than every other.
  std::optional<std::string> moved_folder(const std::string& folder) {
    if (const auto known = m_moved_folders.find(folder); known != m_moved_folders.end()) return known->second;
    std::optional<std::string>& answer = m_moved_folders[folder];
    const Entry before = entry_at(m_store, m_our_renames.before_tree(), folder);
    if (before.mode != Mode::tree) return answer;
    std::vector<std::string> files;
    for_each_file(m_store, before.oid,
                  [&](const std::string& path, const Entry&) { files.push_back(folder + "/" + path); });
    std::map<std::string, int> votes;
    for (const auto& [from, to] : m_our_renames.find(files)) {
      // The rest of the path below the folder must be the same on both sides for the folder to have moved as a whole.
      const std::string_view below = std::string_view(from).substr(folder.size());
      const std::size_t file_name = from.rfind('/') - folder.size();
      const std::string_view inner = below.substr(0, file_name);
      const std::string target_folder = to.substr(0, std::min(to.size(), to.rfind('/')));
      if (to.find('/') == std::string::npos || !target_folder.ends_with(inner)) continue;
      ++votes[target_folder.substr(0, target_folder.size() - inner.size())];
    }
    int most = 0;
    for (const auto& [target, count] : votes) {
      if (count == most) answer.reset();
      if (count > most) {
        most = count;
        answer = target;
      }
    }
    return answer;
  }

  /// A path can't be a file and a folder: the file goes aside under a name that says whose it is.
  void move_colliding_files_aside() {
    std::vector<std::string> added;
    for (const auto& [path, entry] : m_result.edits) {
      if (entry.exists()) added.push_back(path);
    }
    for (const std::string& path : added) {
      for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        move_our_file_aside(path.substr(0, slash));
      }
      if (is_folder(path)) move_their_file_aside(path);
    }
  }

  void move_our_file_aside(const std::string& path) {
    const auto edited = m_result.edits.find(path);
    const Entry file = edited != m_result.edits.end() ? edited->second : m_ours.file(path);
    if (!file.exists()) return;
    const std::string aside = free_name(path, m_options.ours_label);
    put(path, {});
    put(aside, file);
    conflict(ConflictKind::file_directory, aside, {}, file, {}, file,
             fmt::format("{} is a file on one side and a folder on the other", path));
  }

  void move_their_file_aside(const std::string& path) {
    const Entry file = m_result.edits.at(path);
    const std::string aside = free_name(path, m_options.theirs_label);
    m_result.edits.erase(path);
    put(aside, file);
    std::erase_if(m_result.conflicts, [&](const MergeConflict& known) { return known.path == path; });
    conflict(ConflictKind::file_directory, aside, {}, {}, file, file,
             fmt::format("{} is a folder on one side and a file on the other", path));
  }

  /// Whether files remain below a path once the edits are made.
  bool is_folder(const std::string& path) {
    OverlayTree merged = m_ours;
    merged.put(m_result.edits);
    return merged.is_folder(path);
  }

  std::string free_name(const std::string& path, std::string label) {
    std::replace(label.begin(), label.end(), '/', '_');
    std::string name = path + "~" + label;
    for (int i = 0; m_result.edits.contains(name) || m_ours.file(name).exists() || m_ours.is_folder(name); ++i) {
      name = fmt::format("{}~{}_{}", path, label, i);
    }
    return name;
  }

  ObjectStore& m_store;
  EntryMerger& m_entries;
  RenameFinder& m_our_renames;
  const MergeOptions& m_options;
  const OverlayTree& m_ours;
  Changes m_theirs;
  std::set<std::string, std::less<>> m_settled;
  std::map<std::string, std::optional<std::string>> m_moved_folders;
  PathMerge m_result;
};

}  // namespace

struct TreeMerger::State {
  explicit State(ObjectStore& object_store) : store(object_store), entries(object_store) {}
  ObjectStore& store;
  EntryMerger entries;
  std::optional<RenameFinder> renames;
};

TreeMerger::TreeMerger(ObjectStore& store) : m_state(new State(store)) {}
TreeMerger::~TreeMerger() = default;

void TreeMerger::find_renames_between(const Oid& before_tree, const Oid& after_tree) {
  m_state->renames.emplace(m_state->store, before_tree, after_tree);
}

PathMerge TreeMerger::merge(const std::vector<PathChange>& theirs, const OverlayTree& ours,
                            const MergeOptions& options) {
  if (!m_state->renames) m_state->renames.emplace(m_state->store, Oid{}, Oid{});
  return Merge(m_state->store, m_state->entries, *m_state->renames, options, ours).run(theirs);
}

TreeMerge TreeMerger::merge(const Oid& base_tree, const Oid& ours_tree, const Oid& theirs_tree,
                            const MergeOptions& options) {
  find_renames_between(base_tree, ours_tree);
  OverlayTree ours(m_state->store, ours_tree);
  PathMerge merged = merge(changes_between(m_state->store, base_tree, theirs_tree), ours, options);
  ours.put(merged.edits);
  return {ours.write(), std::move(merged.conflicts), std::move(merged.renames)};
}

std::vector<DetectedRename> detect_renames(ObjectStore& store, const std::vector<PathChange>& changes) {
  std::vector<std::string> removed;
  for (const PathChange& change : changes) {
    if (!change.after.exists()) removed.push_back(change.path);
  }
  if (removed.empty()) return {};
  RenameFinder finder(store, changes);
  std::vector<DetectedRename> renames;
  for (auto& [from, to] : finder.find(removed)) renames.push_back({from, to, finder.percent(from, to)});
  return renames;
}

}  // namespace mlxpatch::git
