#include <mlxpatch/objects/tree_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/common_ends.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

namespace {

/// The NUL at the end of a name, and the id.
constexpr std::size_t k_after_name = 21;

/// Trees in old repositories have group-writable files (100664); git treats them as 100644.
git::Mode canonical_mode(std::uint32_t bits) {
  switch (bits & 0170000U) {
    case 0040000:
      return git::Mode::tree;
    case 0120000:
      return git::Mode::symlink;
    case 0160000:
      return git::Mode::submodule;
    default:
      return (bits & 0100U) != 0 ? git::Mode::executable : git::Mode::file;
  }
}

/// How long an entry's mode is if it is a directory's, as git writes it, or a file's; otherwise 0.
std::size_t end_of_usual_mode(std::string_view entry) {
  if (entry.size() < 7 || entry[0] == ' ' || entry[1] == ' ' || entry[2] == ' ' || entry[3] == ' ' || entry[4] == ' ')
    return 0;
  if (entry[5] == ' ') return 5;
  return entry[6] == ' ' ? 6 : 0;
}

}  // namespace

Error broken_tree() {
  return Error("a tree object is broken", ErrorKind::damaged)
      .doing("reading the repository")
      .hint("run `git fsck` in the repository");
}

void TreeCursor::parse() {
  m_size = 0;
  if (m_rest.empty()) return;
  std::uint32_t mode = 0;
  std::size_t at = 0;
  while (at < m_rest.size() && m_rest[at] >= '0' && m_rest[at] <= '7') {
    mode = mode * 8 + static_cast<std::uint32_t>(m_rest[at++] - '0');
  }
  const std::size_t end = m_rest.find('\0', at);
  const bool whole = at > 0 && at < m_rest.size() && m_rest[at] == ' ' && end != std::string_view::npos &&
                     end + k_after_name <= m_rest.size();
  if (!whole) {
    throw broken_tree();
  }
  m_mode = canonical_mode(mode);
  m_name = m_rest.substr(at + 1, end - at - 1);
  m_oid = m_rest.data() + end + 1;
  m_size = end + k_after_name;
}

void TreeCursor::next() { skip(m_size); }

void TreeCursor::skip(std::size_t size) {
  m_rest.remove_prefix(size);
  parse();
}

void TreeCursor::skip_shared(TreeCursor& a, TreeCursor& b) {
  // Two versions of a directory differ in few places, and comparing bytes is faster than comparing entries.
  const std::size_t shared = common_prefix(a.m_rest, b.m_rest);
  std::size_t whole = 0;
  for (std::size_t end = a.m_size; end > 0 && end <= shared;) {
    whole = end;
    const std::size_t end_of_name = a.m_rest.find('\0', whole);
    end = end_of_name == std::string_view::npos ? 0 : end_of_name + k_after_name;
  }
  if (whole == 0) return;
  a.skip(whole);
  b.skip(whole);
}

FoundEntry find_entry(std::string_view bytes, std::string_view name) {
  // Directories of 100,000 files are searched patch by patch: what is not the name is only stepped over.
  for (std::size_t at = 0; at < bytes.size();) {
    const std::string_view rest = bytes.substr(at);
    const std::size_t space = end_of_usual_mode(rest);
    const std::size_t end = space == 0 ? std::string_view::npos : rest.find('\0', space);
    const bool is_whole = end != std::string_view::npos && end + k_after_name <= rest.size();
    if (is_whole && rest.substr(space + 1, end - space - 1) != name) {
      at += end + k_after_name;
      continue;
    }
    const TreeCursor cursor(rest);  // throws if it is no entry
    if (cursor.name() == name) return {cursor.entry(), at};
    at += cursor.raw().size();
  }
  return {};
}

git::Oid TreeCursor::oid() const {
  git::Oid oid;
  std::memcpy(oid.bytes.data(), m_oid, oid.bytes.size());
  return oid;
}

int compare_entries(std::string_view a, bool a_is_tree, std::string_view b, bool b_is_tree) {
  const std::size_t shared = std::min(a.size(), b.size());
  if (const int order = a.compare(0, shared, b, 0, shared); order != 0) return order;
  const auto next_byte = [&](std::string_view name, bool is_tree) -> int {
    if (name.size() > shared) return static_cast<unsigned char>(name[shared]);
    return is_tree ? '/' : 0;
  };
  return next_byte(a, a_is_tree) - next_byte(b, b_is_tree);
}

void append_entry(std::string& out, std::string_view name, const git::Entry& entry) {
  out += fmt::format("{:o} ", static_cast<std::uint32_t>(entry.mode));
  out += name;
  out += '\0';
  out.append(reinterpret_cast<const char*>(entry.oid.bytes.data()), entry.oid.bytes.size());
}

Bytes read_tree(ObjectStore& store, const git::Oid& tree) {
  static const Bytes empty = std::make_shared<const std::string>();
  static const git::Oid empty_tree = git::hash_object(git::ObjectType::tree, "");
  return !tree || tree == empty_tree ? empty : store.read(tree, git::ObjectType::tree);
}

}  // namespace mlxpatch::objects
