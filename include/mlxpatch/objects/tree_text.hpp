#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// What to throw about a tree object that is not as git writes it.
Error broken_tree();

/// Walks the entries of a raw tree object ("<octal mode> <name>\0<20 bytes>", sorted by name, directories as "name/")
/// without copying. The bytes must outlive it.
class TreeCursor {
 public:
  explicit TreeCursor(std::string_view bytes) : m_rest(bytes) { parse(); }

  bool at_end() const { return m_size == 0; }
  void next();

  std::string_view name() const { return m_name; }
  git::Mode mode() const { return m_mode; }
  bool is_tree() const { return m_mode == git::Mode::tree; }
  git::Oid oid() const;
  git::Entry entry() const { return {m_mode, oid()}; }
  /// The 20 bytes of the id, in place.
  std::string_view raw_oid() const { return {m_oid, 20}; }
  /// The entry's own bytes.
  std::string_view raw() const { return m_rest.substr(0, m_size); }

  /// Moves both cursors over the entries, from their positions on, that the two trees share byte for byte.
  static void skip_shared(TreeCursor& a, TreeCursor& b);

 private:
  void parse();
  void skip(std::size_t size);

  std::string_view m_rest;
  std::string_view m_name;
  git::Mode m_mode = git::Mode::absent;
  const char* m_oid = nullptr;
  std::size_t m_size = 0;
};

/// An entry of a tree, and where in the tree's bytes it begins.
struct FoundEntry {
  git::Entry entry;  ///< absent if there is none
  std::size_t offset = 0;
};

/// The entry with that name in a raw tree object. Throws Error if entries before it can not be told apart, or it is
/// broken.
FoundEntry find_entry(std::string_view bytes, std::string_view name);

/// Git's order of tree entries: by bytes, a directory's name with '/' at its end. Negative, zero or positive.
int compare_entries(std::string_view a, bool a_is_tree, std::string_view b, bool b_is_tree);

/// Appends one entry's bytes.
void append_entry(std::string& out, std::string_view name, const git::Entry& entry);

/// The raw bytes of a tree; a zero id is the empty tree.
Bytes read_tree(ObjectStore& store, const git::Oid& tree);

}  // namespace mlxpatch::objects
