#include <mlxpatch/objects/tree_edit.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_text.hpp>

namespace mlxpatch::objects {

namespace {

/// Orders paths so that all edits in one directory are adjacent: '/' before every other byte.
bool edit_order(const PathEdit& a, const PathEdit& b) {
  const auto key = [](char byte) { return byte == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(byte)) + 1; };
  return std::lexicographical_compare(a.path.begin(), a.path.end(), b.path.begin(), b.path.end(),
                                      [&](char x, char y) { return key(x) < key(y); });
}

/// What an edited directory loses or gains under one name.
struct NameEdit {
  std::string_view name;
  FoundEntry before;  ///< absent: nothing to remove
  git::Entry after;   ///< absent: nothing to add
};

class TreeEditor {
 public:
  explicit TreeEditor(ObjectStore& store) : m_store(store) {}

  /// The new tree's id; zero if it is empty. All edits begin with the directory's path, which is `depth` bytes long.
  git::Oid edit(const git::Oid& tree, std::span<const PathEdit> edits, std::size_t depth) {
    const Bytes bytes = read_tree(m_store, tree);
    std::vector<NameEdit> names;
    while (!edits.empty()) {
      const std::string_view name = first_part(edits.front(), depth);
      const auto end = std::find_if(edits.begin(), edits.end(),
                                    [&](const PathEdit& edit) { return first_part(edit, depth) != name; });
      const auto count = static_cast<std::size_t>(end - edits.begin());
      names.push_back(edit_name(find_entry(*bytes, name), edits.first(count), depth, name));
      edits = edits.subspan(count);
    }
    std::erase_if(names, [](const NameEdit& edit) { return edit.before.entry == edit.after; });
    if (names.empty()) return tree;
    std::string result = rewrite(*bytes, names);
    return result.empty() ? git::Oid{} : m_store.put(git::ObjectType::tree, std::move(result), tree);
  }

 private:
  static std::string_view first_part(const PathEdit& edit, std::size_t depth) {
    const std::string_view rest = std::string_view(edit.path).substr(depth);
    return rest.substr(0, rest.find('/'));
  }

  /// All edits under one name: perhaps the name itself (first, by edit_order), perhaps paths below it.
  NameEdit edit_name(const FoundEntry& found, std::span<const PathEdit> edits, std::size_t depth,
                     std::string_view name) {
    const bool has_own = edits.front().path.size() == depth + name.size();
    const git::Entry own = has_own ? edits.front().entry : git::Entry{};
    const std::span<const PathEdit> below = has_own ? edits.subspan(1) : edits;
    const git::Entry& before = found.entry;
    const bool was_tree = before.mode == git::Mode::tree;

    git::Oid subtree = was_tree ? before.oid : git::Oid{};
    if (!below.empty()) subtree = edit(subtree, below, depth + name.size() + 1);
    if (subtree) {
      const bool file_remains = before.exists() && !was_tree && !has_own;
      if (own.exists() || file_remains) {
        throw Error(fmt::format("\"{}\" would be both a file and a directory",
                                edits.front().path.substr(0, depth + name.size())))
            .doing("writing a tree");
      }
      return {name, found, {git::Mode::tree, subtree}};
    }
    if (has_own && (!was_tree || own.exists())) return {name, found, own};
    return {name, found, was_tree ? git::Entry{} : before};
  }

  /// The directory's bytes with the names edited; what is between them is copied in whole runs.
  static std::string rewrite(std::string_view bytes, const std::vector<NameEdit>& names) {
    struct Piece {
      std::string_view name;
      git::Entry entry;
      std::optional<std::size_t> removed_at;  ///< else it is added
    };
    std::vector<Piece> pieces;
    for (const NameEdit& edit : names) {
      if (edit.before.entry.exists()) pieces.push_back({edit.name, edit.before.entry, edit.before.offset});
      if (edit.after.exists()) pieces.push_back({edit.name, edit.after, std::nullopt});
    }
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
      return compare_entries(a.name, a.entry.mode == git::Mode::tree, b.name, b.entry.mode == git::Mode::tree) < 0;
    });

    std::string result;
    result.reserve(bytes.size() + 64 * names.size());
    TreeCursor cursor(bytes);
    const char* copied = bytes.data();
    const auto copy_up_to = [&](const char* position) {
      result.append(copied, position);
      copied = position;
    };
    const auto position = [&] { return cursor.at_end() ? bytes.data() + bytes.size() : cursor.raw().data(); };
    for (const Piece& piece : pieces) {
      if (piece.removed_at) {
        // Only in a tree that is not sorted what comes next is further up.
        if (*piece.removed_at < static_cast<std::size_t>(copied - bytes.data())) throw broken_tree();
        cursor = TreeCursor(bytes.substr(*piece.removed_at));
        copy_up_to(position());
        cursor.next();
        copied = position();
        continue;
      }
      const bool is_tree = piece.entry.mode == git::Mode::tree;
      while (!cursor.at_end() && compare_entries(cursor.name(), cursor.is_tree(), piece.name, is_tree) < 0)
        cursor.next();
      copy_up_to(position());
      append_entry(result, piece.name, piece.entry);
    }
    copy_up_to(bytes.data() + bytes.size());
    return result;
  }

  ObjectStore& m_store;
};

}  // namespace

git::Oid edit_tree(ObjectStore& store, const git::Oid& tree, std::vector<PathEdit> edits) {
  std::sort(edits.begin(), edits.end(), edit_order);
  const git::Oid result = TreeEditor(store).edit(tree, edits, 0);
  return result ? result : store.put(git::ObjectType::tree, "");
}

}  // namespace mlxpatch::objects
