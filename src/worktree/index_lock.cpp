#include <mlxpatch/worktree/index_lock.hpp>

#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <sys/types.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/process_identity.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_words = "mlxpatch holds the index";

fs::path index_file(const git::Repository& repository) { return repository.git_directory() / "index"; }
fs::path lock_file(const git::Repository& repository) { return repository.git_directory() / "index.lock"; }

/// The words and whose lock it is, with tabs in between.
std::string content_of(const ProcessIdentity& owner) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", k_words, owner.process, owner.host, owner.boot, owner.container,
                     owner.started);
}

/// std::nullopt if it is not a lock of ours.
std::optional<ProcessIdentity> owner_in(std::string_view content) {
  const std::vector<std::string_view> fields = split(content.substr(0, content.find('\n')), '\t');
  if (fields.size() != 6 || fields.front() != k_words) return std::nullopt;
  pid_t process = 0;
  const auto [end, failure] = std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), process);
  if (failure != std::errc() || process <= 0) return std::nullopt;
  const ProcessIdentity owner{process, std::string(fields[2]), std::string(fields[3]), std::string(fields[4]),
                              std::string(fields[5])};
  return content == content_of(owner) ? std::optional(owner) : std::nullopt;
}

/// Removes our temporary files from a worktree. All of it is looked through, for only a crash leaves any.
void remove_temporaries(const fs::path& root) {
  std::error_code failed;
  std::vector<fs::path> left;
  for (fs::recursive_directory_iterator entry(root, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().filename() == ".git") {
      entry.disable_recursion_pending();
    } else if (is_temporary_name(entry->path().filename().string())) {
      left.push_back(entry->path());
    }
  }
  for (const fs::path& path : left) remove_name(path);
}

}  // namespace

IndexLock::IndexLock(const git::Repository& repository) : m_repository(repository) {
  if (repository.handle().index_locks == 0 && !repository.is_bare()) {
    remove_left_behind(repository);
    try {
      m_lock.emplace(index_file(repository), content_of(own_process()), "the index");
    } catch (Error& error) {
      throw error.doing("locking the index");
    }
  }
  ++m_repository.handle().index_locks;
}

IndexLock::~IndexLock() { --m_repository.handle().index_locks; }

bool IndexLock::is_left_behind(const git::Repository& repository) {
  if (repository.handle().index_locks != 0) return false;
  const std::optional<ProcessIdentity> owner = owner_in(read_file_if_exists(lock_file(repository)).value_or(""));
  return owner && state_of(*owner) == ProcessState::dead;
}

bool IndexLock::remove_left_behind(const git::Repository& repository) {
  if (!is_left_behind(repository)) return false;
  if (!repository.is_bare()) remove_temporaries(repository.work_directory());
  for (const char* name : {"index.mlxpatch", "index.mlxpatch.lock", "index.mlxpatch.old", "index.lock"}) {
    remove_name(repository.git_directory() / name);
  }
  return true;
}

}  // namespace mlxpatch::worktree
