#include <mlxpatch/objects/tree_diff.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_text.hpp>

namespace mlxpatch::objects {

namespace {

using Paths = std::span<const std::string>;

/// The part of sorted paths that begins with `prefix`.
Paths at_or_below(Paths paths, std::string_view prefix) {
  const auto reaches = [&](const std::string& path) { return std::string_view(path).substr(0, prefix.size()); };
  const auto first =
      std::partition_point(paths.begin(), paths.end(), [&](const std::string& path) { return reaches(path) < prefix; });
  const auto last =
      std::partition_point(first, paths.end(), [&](const std::string& path) { return reaches(path) <= prefix; });
  return {first, last};
}

bool any_at_or_below(Paths paths, std::string_view prefix) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return path.size() == prefix.size() || path[prefix.size()] == '/';
  });
}

/// One path buffer for a whole walk: parts are pushed and popped as directories are entered and left.
class PathBuffer {
 public:
  std::size_t push(std::string_view name) {
    const std::size_t before = m_text.size();
    if (before > 0) m_text += '/';
    m_text += name;
    return before;
  }
  void pop(std::size_t before) { m_text.resize(before); }
  const std::string& text() const { return m_text; }

 private:
  std::string m_text;
};

/// Walks two trees together. With a filter, it enters only directories that lead to one of the filter's paths. It stops
/// once there are more than `most` changes.
class Comparison {
 public:
  explicit Comparison(ObjectStore& store, std::size_t most = std::numeric_limits<std::size_t>::max())
      : m_store(store), m_most(most) {}
  Comparison(ObjectStore& store, const std::vector<std::string>& filter)
      : m_store(store), m_filtered(true), m_filter(filter) {}

  void walk(const git::Oid& before_tree, const git::Oid& after_tree) {
    const Bytes before_bytes = read_tree(m_store, before_tree);
    const Bytes after_bytes = read_tree(m_store, after_tree);
    TreeCursor before(*before_bytes);
    TreeCursor after(*after_bytes);
    while (!is_over()) {
      TreeCursor::skip_shared(before, after);
      if (before.at_end() && after.at_end()) break;
      const int order = compare(before, after);
      if (order == 0 && before.mode() == after.mode() && before.raw_oid() == after.raw_oid()) {
        before.next();
        after.next();
        continue;
      }
      report(order <= 0 ? &before : nullptr, order >= 0 ? &after : nullptr);
      if (order <= 0) before.next();
      if (order >= 0) after.next();
    }
  }

  bool is_over() const { return m_changes.size() > m_most; }
  std::vector<PathChange> take() { return std::move(m_changes); }

 private:
  static int compare(const TreeCursor& before, const TreeCursor& after) {
    if (before.at_end()) return 1;
    if (after.at_end()) return -1;
    return compare_entries(before.name(), before.is_tree(), after.name(), after.is_tree());
  }

  /// If both are given, they have the same name, and both are trees or neither is.
  void report(const TreeCursor* before, const TreeCursor* after) {
    const TreeCursor& some = before != nullptr ? *before : *after;
    const std::size_t mark = m_path.push(some.name());
    const Paths outer = m_filter;
    if (m_filtered) m_filter = at_or_below(m_filter, m_path.text());
    const bool is_wanted = !m_filtered || any_at_or_below(m_filter, m_path.text());
    if (is_wanted && some.is_tree()) {
      if (m_filtered && (before == nullptr || after == nullptr)) add_change(before, after);
      walk(before != nullptr ? before->oid() : git::Oid{}, after != nullptr ? after->oid() : git::Oid{});
    } else if (is_wanted) {
      add_change(before, after);
    }
    m_filter = outer;
    m_path.pop(mark);
  }

  void add_change(const TreeCursor* before, const TreeCursor* after) {
    m_changes.push_back({m_path.text(), before != nullptr ? before->entry() : git::Entry{},
                         after != nullptr ? after->entry() : git::Entry{}});
  }

  ObjectStore& m_store;
  std::size_t m_most = std::numeric_limits<std::size_t>::max();
  bool m_filtered = false;
  Paths m_filter;
  PathBuffer m_path;
  std::vector<PathChange> m_changes;
};

void visit_files(ObjectStore& store, const git::Oid& tree, PathBuffer& path,
                 const std::function<void(const std::string&, const git::Entry&)>& visit) {
  const Bytes bytes = read_tree(store, tree);
  for (TreeCursor cursor(*bytes); !cursor.at_end(); cursor.next()) {
    const std::size_t mark = path.push(cursor.name());
    if (cursor.is_tree()) {
      visit_files(store, cursor.oid(), path, visit);
    } else {
      visit(path.text(), cursor.entry());
    }
    path.pop(mark);
  }
}

}  // namespace

std::vector<PathChange> changes_between(ObjectStore& store, const git::Oid& before_tree, const git::Oid& after_tree) {
  if (before_tree == after_tree) return {};
  Comparison comparison(store);
  comparison.walk(before_tree, after_tree);
  return comparison.take();
}

std::optional<std::vector<PathChange>> few_changes_between(ObjectStore& store, const git::Oid& before_tree,
                                                           const git::Oid& after_tree, std::size_t most) {
  if (before_tree == after_tree) return std::vector<PathChange>{};
  Comparison comparison(store, most);
  comparison.walk(before_tree, after_tree);
  if (comparison.is_over()) return std::nullopt;
  return comparison.take();
}

std::vector<PathChange> changes_at(ObjectStore& store, const git::Oid& before_tree, const git::Oid& after_tree,
                                   const std::vector<std::string>& paths) {
  if (before_tree == after_tree || paths.empty()) return {};
  Comparison comparison(store, paths);
  comparison.walk(before_tree, after_tree);
  std::vector<PathChange> changes = comparison.take();
  std::erase_if(changes,
                [&](const PathChange& change) { return !std::binary_search(paths.begin(), paths.end(), change.path); });
  return changes;
}

git::Entry entry_at(ObjectStore& store, const git::Oid& tree, std::string_view path) {
  git::Entry current{git::Mode::tree, tree};
  while (!path.empty()) {
    if (current.mode != git::Mode::tree) return {};
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    current = find_entry(*read_tree(store, current.oid), part).entry;
  }
  return current;
}

void for_each_file(ObjectStore& store, const git::Oid& tree,
                   const std::function<void(const std::string& path, const git::Entry& entry)>& visit) {
  PathBuffer path;
  visit_files(store, tree, path, visit);
}

}  // namespace mlxpatch::objects
