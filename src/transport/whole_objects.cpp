#include "whole_objects.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/git/sha1.hpp>
#include <mlxpatch/objects/compression.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_text.hpp>
#include <mlxpatch/transport/address.hpp>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_reading = "reading the objects of the other repository";
constexpr std::size_t k_id_bytes = sizeof(git::Oid::bytes);

std::string_view path_of(std::string_view address) {
  consume(address, "file://");
  return address;
}

/// Whether a file ends with the SHA-1 of all that comes before, as a pack and what belongs to it do.
bool ends_with_its_checksum(const fs::path& path) {
  constexpr std::size_t k_piece = std::size_t{1} << 20U;
  std::ifstream file(path, std::ios::binary);
  git::Sha1 hash;
  std::string held;  // what may be the checksum
  std::string piece(k_piece, '\0');
  while (file) {
    check_interrupt();
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    held.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    if (held.size() <= k_id_bytes) continue;
    hash.update(std::string_view(held).substr(0, held.size() - k_id_bytes));
    held.erase(0, held.size() - k_id_bytes);
  }
  const git::Oid checksum = hash.finish();
  return held == std::string_view(reinterpret_cast<const char*>(checksum.bytes.data()), checksum.bytes.size());
}

/// Whether a loose object's file holds the object that it is named for.
bool holds_named_object(const fs::path& path) {
  const std::string stream = read_file(path);
  const std::optional<std::string> object = objects::Inflater().take_all(stream);
  if (!object) return false;
  git::Sha1 hash;
  hash.update(*object);
  return hash.finish().hex() == path.parent_path().filename().string() + path.filename().string();
}

/// The whole history that tips lead to, and every file of the tips themselves. Files that only older commits have are
/// left out: to look for each costs as much as all of git's clone, and a command that needs one that is missing says
/// so.
class Walk {
 public:
  explicit Walk(const git::Repository& repository) : m_store(repository) {
    // Where the history of a shallow repository ends, by its own account.
    const auto ends = read_file_if_exists(repository.common_directory() / "shallow");
    if (!ends) return;
    for (const std::string_view line : split(*ends, '\n')) {
      if (const auto commit = git::Oid::from_hex(line)) m_ends.insert(*commit);
    }
  }

  void follow(git::Oid tip) {
    for (;;) {
      if (!m_store.contains(tip)) throw Error(fmt::format("object {}, which a reference names, is missing", tip.hex()));
      const git::ObjectType type = type_of(tip);
      if (type == git::ObjectType::commit) {
        m_commits.push_back(tip);
        m_trees.push_back(m_store.commit_links(tip).tree);
      }
      if (type == git::ObjectType::tree) m_trees.push_back(tip);
      if (type != git::ObjectType::tag) break;
      const Bytes tag = m_store.read(tip, git::ObjectType::tag);
      std::string_view line = std::string_view(*tag).substr(0, tag->find('\n'));
      const auto target = consume(line, "object ") ? git::Oid::from_hex(line) : std::nullopt;
      if (!target) throw Error(fmt::format("tag {} is broken", tip.hex()));
      tip = *target;
    }
    follow_commits();
  }

 private:
  git::ObjectType type_of(const git::Oid& oid) const {
    const git_oid raw = git::to_git(oid);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, m_store.repository().handle().odb(), &raw) < 0) {
      throw Error(fmt::format("object {} can't be read", oid.hex()));
    }
    return static_cast<git::ObjectType>(type);
  }

  void follow_commits() {
    while (!m_commits.empty()) {
      check_interrupt();
      const git::Oid commit = m_commits.back();
      m_commits.pop_back();
      if (!m_seen.insert(commit).second) continue;
      const git::CommitLinks links = m_store.commit_links(commit);
      if (!m_ends.contains(commit)) m_commits.insert(m_commits.end(), links.parents.begin(), links.parents.end());
    }
    follow_trees();
  }

  void follow_trees() {
    while (!m_trees.empty()) {
      const git::Oid tree = m_trees.back();
      m_trees.pop_back();
      if (!m_seen.insert(tree).second) continue;
      const Bytes bytes = objects::read_tree(m_store, tree);
      for (objects::TreeCursor entry(*bytes); !entry.at_end(); entry.next()) follow_entry(entry);
    }
  }

  void follow_entry(const objects::TreeCursor& entry) {
    if (entry.mode() == git::Mode::submodule) return;
    const git::Oid oid = entry.oid();
    if (entry.is_tree()) {
      m_trees.push_back(oid);
    } else if (!m_store.contains(oid)) {
      throw Error(fmt::format("blob {} ({}) is missing", oid.hex(), escape_control(entry.name())));
    }
  }

  objects::ObjectStore m_store;
  std::unordered_set<git::Oid, git::OidHash> m_ends;
  std::vector<git::Oid> m_commits;
  std::vector<git::Oid> m_trees;
  std::unordered_set<git::Oid, git::OidHash> m_seen;  ///< commits and trees
};

}  // namespace

Error damaged_source(std::string_view doing, std::string_view address, std::string_view what_is_wrong) {
  // The library's own words, without ours about them.
  if (consume(what_is_wrong, "git's object library failed (")) what_is_wrong.remove_suffix(1);
  Error error(fmt::format("the repository to read from is damaged: {}", what_is_wrong));
  error.doing(std::string(doing)).at(shown_url(address));
  error.hint(fmt::format("git -C {} fsck     lists what is missing or broken there", shell_word(path_of(address))));
  return error.hint("mend it, or use another copy of it; nothing has changed here");
}

void check_object_file(const fs::path& file, std::string_view address) {
  const bool is_loose = file.extension().empty();
  std::error_code gone;
  if (!fs::exists(file, gone) || (is_loose ? holds_named_object(file) : ends_with_its_checksum(file))) return;
  const std::string name = (file.parent_path().filename() / file.filename()).string();
  throw damaged_source(k_reading, address,
                       is_loose ? fmt::format("objects/{} does not hold the object that it is named for", name)
                                : fmt::format("objects/{} does not match its checksum", name));
}

void check_nothing_is_missing(const git::Repository& repository, const std::vector<git::Oid>& tips,
                              std::string_view address, SourceHistory history) {
  try {
    git::check(git_odb_refresh(repository.handle().odb()), k_reading);
    Walk walk(repository);
    for (const git::Oid& tip : tips) walk.follow(tip);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (history == SourceHistory::whole) throw damaged_source(k_reading, address, error.what());
    Error shallow(
        fmt::format("the repository to read from is shallow, and its history ends too early: {}", error.what()));
    shallow.doing(k_reading).at(shown_url(address));
    shallow.hint(
        fmt::format("git -C {} fetch --unshallow     if it has a remote with the rest", shell_word(path_of(address))));
    throw shallow.hint("or fetch.with = \"git\" in mlxpatch.toml, which makes a shallow clone of it");
  }
}

}  // namespace mlxpatch::transport
