#include "fork/lock_entries.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Lock;

std::string change_of(std::string_view bytes) {
  const git::Oid id = diff::patch_id(bytes);
  return id ? id.hex() : std::string();
}

bool says_the_same(const Lock::Patch& a, const Lock::Patch& b) {
  return a.author == b.author && a.date == b.date && a.message == b.message;
}

/// Finds for each patch file its entry in the lock. Both are in the order of the queue.
class EntryFinder {
 public:
  EntryFinder(const std::vector<Lock::Patch>& entries, const queue::PatchDirectory& files)
      : m_entries(entries), m_files(files), m_found(files.patches.size()), m_taken(entries.size()) {}

  /// By patch, an index into the entries.
  std::vector<std::optional<std::size_t>> run() {
    for (std::size_t i = 0; i < m_found.size(); ++i) {
      take_if(i, [&](const Lock::Patch& entry) { return entry.file == m_files.patches[i].name; });
    }
    for (std::size_t i = 0; i < m_found.size(); ++i) {
      if (m_found[i] || is_done()) continue;
      const std::string change = change_of(m_files.bytes[i]);
      take_if(i, [&](const Lock::Patch& entry) { return !entry.change.empty() && entry.change == change; });
    }
    const auto by_name_or_change = m_found;
    for (std::size_t i = 0; i < m_found.size(); ++i) {
      if (!by_name_or_change[i]) take_only_one_at(i, by_name_or_change);
    }
    return m_found;
  }

 private:
  bool is_done() const {
    return std::all_of(m_taken.begin(), m_taken.end(), [](bool taken) { return taken; });
  }

  template <typename Condition>
  void take_if(std::size_t file, const Condition& condition) {
    for (std::size_t i = 0; i < m_entries.size() && !m_found[file]; ++i) {
      if (m_taken[i] || !condition(m_entries[i])) continue;
      m_found[file] = i;
      m_taken[i] = true;
    }
  }

  /// The entry between those of the file's neighbours, if the lock does not know the changes, and neither another file
  /// nor another entry is there.
  void take_only_one_at(std::size_t file, const std::vector<std::optional<std::size_t>>& known) {
    if (file > 0 && !known[file - 1]) return;
    if (file + 1 < known.size() && !known[file + 1]) return;
    const std::size_t begin = file > 0 ? *known[file - 1] + 1 : 0;
    const std::size_t end = file + 1 < known.size() ? *known[file + 1] : m_entries.size();
    if (end != begin + 1 || m_taken[begin] || !m_entries[begin].change.empty()) return;
    m_found[file] = begin;
    m_taken[begin] = true;
  }

  const std::vector<Lock::Patch>& m_entries;
  const queue::PatchDirectory& m_files;
  std::vector<std::optional<std::size_t>> m_found;
  std::vector<bool> m_taken;
};

}  // namespace

git::Signature author_from(std::string_view text, const git::Time& when) {
  const std::size_t open = text.find('<');
  const std::size_t close = text.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return {std::string(trim(text)), "", when};
  }
  return {std::string(trim(text.substr(0, open))), std::string(text.substr(open + 1, close - open - 1)), when};
}

workspace::Lock lock_for(Fork& fork, const std::vector<queue::ExportedPatch>& patches, const git::Oid& base) {
  Lock lock;
  lock.base = base;
  lock.describe = fork.describe(base);
  lock.date = git::format_iso8601(fork.store().commit(base).committer.when);
  if (fork.config().patches_format != workspace::Config::Format::diff) return lock;
  lock.patches.reserve(patches.size());
  for (const queue::ExportedPatch& patch : patches) {
    const git::Commit commit = fork.store().commit(patch.commit);
    lock.patches.push_back({patch.name, fmt::format("{} <{}>", commit.author.name, commit.author.email),
                            git::format_iso8601(commit.author.when), queue::split_name_trailer(commit.message).message,
                            change_of(patch.bytes)});
  }
  return lock;
}

void take_from_lock(const Project& project, queue::PatchDirectory& patch_directory) {
  if (!project.lock || project.lock->patches.empty()) return;
  const std::vector<Lock::Patch>& entries = project.lock->patches;
  const std::vector<std::optional<std::size_t>> found = EntryFinder(entries, patch_directory).run();
  for (std::size_t i = 0; i < found.size(); ++i) {
    patch::Patch& patch = patch_directory.patches[i];
    if (!found[i] || !patch.message.empty()) continue;
    const Lock::Patch& entry = entries[*found[i]];
    const auto date = git::parse_date(entry.date, git::DateForms::exact);
    patch.message = entry.message;
    patch.author = author_from(entry.author, date.value_or(git::Time{}));
    patch.dated = date.has_value();
  }
}

bool has_same_entries(const Lock& a, const Lock& b) {
  return std::equal(a.patches.begin(), a.patches.end(), b.patches.begin(), b.patches.end(),
                    [](const Lock::Patch& x, const Lock::Patch& y) { return x.file == y.file && says_the_same(x, y); });
}

bool renames_entries(const Lock& before, const Lock& now) {
  const auto keeps = [&](const Lock::Patch& entry) { return has_entry_of(now, entry); };
  if (!std::ranges::all_of(before.patches, keeps)) return false;
  // An entry without a change, as an older version wrote it, is no reason to write the lock.
  const auto is_current = [&](const Lock::Patch& entry) {
    return std::ranges::any_of(before.patches, [&](const Lock::Patch& known) {
      return known.file == entry.file && says_the_same(known, entry) &&
             (known.change.empty() || known.change == entry.change);
    });
  };
  return !std::ranges::all_of(now.patches, is_current);
}

bool has_entry_of(const Lock& lock, const Lock::Patch& patch) {
  return std::any_of(lock.patches.begin(), lock.patches.end(),
                     [&](const Lock::Patch& entry) { return says_the_same(entry, patch); });
}

}  // namespace mlxpatch::ops
