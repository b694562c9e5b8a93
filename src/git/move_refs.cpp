#include <mlxpatch/git/move_refs.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/packed_refs.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

#include "empty_directories.hpp"
#include "reflog.hpp"

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_head = "HEAD";
constexpr std::string_view k_symbolic = "ref: ";

void check_ref_name(const std::string& name) {
  int valid = 0;
  check(git_reference_name_is_valid(&valid, name.c_str()), "checking a reference's name", name);
  if (valid && name.find('\0') == std::string::npos) return;
  throw Error(fmt::format("\"{}\" is not a name that git allows for a reference", escape_control(name)),
              ErrorKind::usage)
      .doing("moving a reference");
}

/// Git keeps a reference in a file, so "a" and "a/b" can't both exist, packed or not.
void refuse_name_clash(const Repository& repository, const std::string& name) {
  std::string other;
  for (std::size_t slash = name.find('/'); slash != std::string::npos && other.empty();
       slash = name.find('/', slash + 1)) {
    if (ref_target(repository, name.substr(0, slash))) other = name.substr(0, slash);
  }
  if (other.empty()) {
    const std::vector<Ref> below = refs_below(repository, name + "/");
    if (!below.empty()) other = below.front().name;
  }
  if (other.empty()) return;
  throw Error(fmt::format("it can't exist beside {}: one name is a directory of the other", other))
      .doing("creating a reference")
      .at(name);
}

std::string described(const std::optional<Oid>& target) {
  return target && *target ? fmt::format("points at {}", target->hex()) : "does not exist";
}

void require_value(const std::string& name, const std::optional<Oid>& current, const Oid& expected) {
  if (current.value_or(Oid{}) == expected) return;
  throw Error(fmt::format("{} {}, but {} before; another program has moved it", name, described(current),
                          expected ? "pointed at " + expected.hex() : "did not exist"))
      .doing("moving a reference")
      .hint("run the command again");
}

void require_object(const Repository& repository, const std::string& name, const Oid& target) {
  const git_oid raw = to_git(target);
  if (git_odb_exists(repository.handle().odb(), &raw)) return;
  throw Error(fmt::format("object {}, at which it should point, does not exist", target.hex()))
      .doing("moving a reference")
      .at(name);
}

/// Where a ref that we have locked points. Whoever packs it can't remove its own file while it is locked.
std::optional<Oid> locked_value(const Repository& repository, const std::string& name) {
  const fs::path file = ref_file(repository, name);
  if (!fs::is_regular_file(file)) return packed_ref_target(repository, name);
  const std::optional<std::string> content = read_file_if_exists(file);
  if (!content) return packed_ref_target(repository, name);
  if (const auto oid = Oid::from_hex(trim(*content))) return oid;
  return ref_target(repository, name);
}

/// The file with a symbolic ref's target or a detached HEAD's id, if there is one.
bool says(const Repository& repository, const std::string& name, const std::string& content) {
  return read_file_if_exists(ref_file(repository, name)) == content;
}

/// Git notes a branch's moves in HEAD's log, too, while HEAD is on it.
void log_move(const Repository& repository, const std::string& name, const RefChange& change,
              std::string_view message) {
  append_reflog(repository, name, change, message);
  if (name != k_head && final_ref_name(repository, k_head) == name) {
    append_reflog(repository, k_head, change, message);
  }
}

/// What deleting refs leaves: "refs/heads" itself stays.
fs::path kept_directory(const Repository& repository, const std::string& name) {
  return ref_file(repository, name.substr(0, name.find('/', std::string_view("refs/").size())));
}

void remove_ref(const Repository& repository, const std::string& name, const Oid& expected, std::string_view message) {
  const fs::path file = ref_file(repository, name);
  {
    const RefLock lock(file, ref_file_content(Oid{}), name);
    const std::optional<Oid> current = locked_value(repository, name);
    require_value(name, current, expected);
    if (current) {
      const PackedRefsLock packed(repository, name);
      // The packed value goes first, or it would come back for a moment.
      packed.remove([&](std::string_view other) { return other == name; });
      // As in git, a log without its ref is worse than a ref without its log.
      remove_reflog(repository, name);
      std::error_code failed;
      if (fs::remove(file, failed)) sync_directory(file.parent_path());
      if (failed && failed != std::errc::is_a_directory && failed != std::errc::directory_not_empty) {
        throw system_error(fmt::format("can't remove '{}'", file.string()), failed.value());
      }
      if (final_ref_name(repository, k_head) == name) append_reflog(repository, k_head, {expected, {}}, message);
    }
  }
  remove_empty_parents(file, kept_directory(repository, name));
}

/// A ref that is locked and may be moved. Nothing has changed yet.
class LockedMove {
 public:
  LockedMove(const Repository& repository, std::string name, const RefChange& change)
      : m_repository(repository), m_name(std::move(name)), m_change(change) {
    if (!change.before) refuse_name_clash(repository, m_name);
    m_lock = std::make_unique<RefLock>(ref_file(repository, m_name), ref_file_content(change.after), m_name);
    const std::optional<Oid> current = locked_value(repository, m_name);
    require_value(m_name, current, change.before);
    if (!current) refuse_name_clash(repository, m_name);
    require_object(repository, m_name, change.after);
  }

  // As in git, the log first: a move that can't be logged, on a full disk, is none.
  void log(std::string_view message) const {
    if (m_change.before != m_change.after) log_move(m_repository, m_name, m_change, message);
  }
  void make() const {
    if (m_change.before != m_change.after) m_lock->replace_file();
  }

 private:
  const Repository& m_repository;
  std::string m_name;
  RefChange m_change;
  std::unique_ptr<RefLock> m_lock;
};

/// Logs where HEAD goes, which is where its branch is after the updates.
void log_head(const Repository& repository, const RefUpdates& updates, std::string_view message) {
  const Oid before = ref_target(repository, k_head).value_or(Oid{});
  if (!updates.head.starts_with(k_symbolic)) {
    const Oid after = Oid::from_hex(updates.head).value_or(Oid{});
    require_object(repository, k_head, after);
    return append_reflog(repository, k_head, {before, after}, message);
  }
  const std::string branch = updates.head.substr(k_symbolic.size());
  check_ref_name(branch);
  Oid after = ref_target(repository, branch).value_or(Oid{});
  for (const RefUpdate& update : updates.refs) {
    if (update.name == branch) after = update.target;
  }
  if (after) append_reflog(repository, k_head, {before, after}, message);
}

}  // namespace

void set_head_to_branch(const Repository& repository, std::string_view branch, std::string_view reflog_message) {
  update_refs(repository, {{}, fmt::format("{}{}", k_symbolic, branch)}, reflog_message);
}

void detach_head(const Repository& repository, const Oid& commit, std::string_view reflog_message) {
  update_refs(repository, {{}, commit.hex()}, reflog_message);
}

void update_refs(const Repository& repository, const RefUpdates& updates, std::string_view reflog_message) {
  const bool has_head = !updates.head.empty() && !says(repository, k_head, updates.head + "\n");
  const bool detaches = has_head && !updates.head.starts_with(k_symbolic);
  std::optional<RefLock> head;
  if (has_head) head.emplace(ref_file(repository, k_head), updates.head + "\n", k_head);
  std::vector<LockedMove> moves;
  moves.reserve(updates.refs.size());
  for (const RefUpdate& update : updates.refs) {
    check_ref_name(update.name);
    if (!update.target) continue;
    moves.emplace_back(repository, final_ref_name(repository, update.name), RefChange{update.expected, update.target});
  }
  if (head) log_head(repository, updates, reflog_message);
  for (const LockedMove& move : moves) move.log(reflog_message);
  if (head && detaches) head->replace_file();
  for (const LockedMove& move : moves) move.make();
  if (head && !detaches) head->replace_file();
  for (const RefUpdate& update : updates.refs) {
    if (update.target) continue;
    remove_ref(repository, final_ref_name(repository, update.name), update.expected, reflog_message);
  }
}

void update_ref(const Repository& repository, std::string_view name, const Oid& expected, const Oid& target,
                std::string_view reflog_message) {
  update_refs(repository, {{{std::string(name), expected, target}}, {}}, reflog_message);
}

void set_symbolic_ref(const Repository& repository, std::string_view name, std::string_view target) {
  check_ref_name(std::string(name));
  check_ref_name(std::string(target));
  const std::string content = ref_file_content(target);
  if (says(repository, std::string(name), content)) return;
  RefLock lock(ref_file(repository, name), content, name);
  lock.replace_file();
}

void remove_refs_below(const Repository& repository, std::string_view prefix) {
  const fs::path directory = ref_file(repository, prefix.substr(0, prefix.size() - 1));
  std::error_code failed;
  if (fs::exists(fs::symlink_status(directory, failed)) || !refs_below(repository, prefix).empty()) {
    const PackedRefsLock packed(repository, prefix);
    packed.remove([&](std::string_view name) { return name.starts_with(prefix); });
    fs::remove_all(directory, failed);
    if (failed) throw system_error(fmt::format("can't remove '{}'", directory.string()), failed.value());
  }
  remove_empty_parents(directory, kept_directory(repository, std::string(prefix)));
}

}  // namespace mlxpatch::git
