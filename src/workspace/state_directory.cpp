#include <mlxpatch/workspace/state_directory.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/autostash.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/operation_chain.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "exported_files.hpp"
#include "followed_upstream.hpp"
#include "operation_text.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_name = "mlxpatch";
constexpr std::string_view k_entry_suffix = ".json";
constexpr std::size_t k_least_digits = 6;

fs::path operations_directory(const fs::path& state_directory) { return state_directory / "operations"; }
fs::path pending_file(const fs::path& state_directory) { return state_directory / "pending.json"; }

/// The file's name is older than the word.
fs::path followed_file(const fs::path& state_directory) { return state_directory / "followed.json"; }

fs::path exports_file(const fs::path& state_directory) { return state_directory / "exports.json"; }

fs::path autostash_file(const fs::path& state_directory) { return state_directory / "set-aside.json"; }

/// Empty text removes the file.
void write_or_remove(const fs::path& file, const std::string& text) {
  if (!text.empty()) {
    write_file(file, text);
  } else if (::unlink(file.c_str()) == 0) {
    sync_directory(file.parent_path());
  } else if (errno != ENOENT) {
    throw system_error(fmt::format("can't remove '{}'", file.string()), errno);
  }
}

fs::path entry_file(const fs::path& state_directory, std::uint64_t id) {
  return operations_directory(state_directory) / fmt::format("{:06}{}", id, k_entry_suffix);
}

/// Exists until the operation is closed.
fs::path open_mark(const fs::path& state_directory, std::uint64_t id) {
  return operations_directory(state_directory) / fmt::format("{:06}.open", id);
}

/// Exists until the operation is to be reverted.
fs::path forward_mark(const fs::path& state_directory, std::uint64_t id) {
  return operations_directory(state_directory) / fmt::format("{:06}.forward", id);
}

void make_mark(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) throw system_error(fmt::format("can't write '{}'", file.string()), errno);
  ::close(descriptor);
}

void remove_file(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
    throw system_error(fmt::format("can't remove '{}'", file.string()), errno);
  }
}

/// For what every program sees already: if only the sync fails, a power cut may bring the file back, and then the same
/// is done once more.
void try_to_sync(const fs::path& directory) {
  try {
    sync_directory(directory);
  } catch (const Error& error) {
    trace(error.what());
  }
}

/// The id in a file name such as 000001.json; std::nullopt for other names.
std::optional<std::uint64_t> id_of(const std::string& file_name) {
  if (!file_name.ends_with(k_entry_suffix)) return std::nullopt;
  const std::string digits = file_name.substr(0, file_name.size() - k_entry_suffix.size());
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  return is_number && digits.size() >= k_least_digits ? std::optional(id) : std::nullopt;
}

/// The ids of all entries, oldest first.
std::vector<std::uint64_t> entry_ids(const fs::path& state_directory) {
  std::vector<std::uint64_t> ids;
  std::error_code failed;
  const fs::path directory = operations_directory(state_directory);
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (const auto id = id_of(entry->path().filename().string())) ids.push_back(*id);
  }
  if (failed) throw system_error(fmt::format("can't list the directory '{}'", directory.string()), failed.value());
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// Whether an entry that was newer than this one is set aside.
bool has_spoiled_after(const fs::path& state_directory, std::uint64_t id) {
  std::error_code failed;
  for (fs::directory_iterator entry(operations_directory(state_directory), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const std::size_t suffix = name.find(k_entry_suffix);
    if (suffix == std::string::npos) continue;
    const auto other = id_of(name.substr(0, suffix + k_entry_suffix.size()));
    if (other && *other > id) return true;
  }
  return false;
}

Operation read_entry(const fs::path& state_directory, std::uint64_t id) {
  const fs::path file = entry_file(state_directory, id);
  try {
    Operation operation = parse_operation(read_file(file), file.filename().string());
    if (operation.state == Operation::State::open) {
      const bool is_forward = fs::exists(forward_mark(state_directory, id));
      // Closing removes this mark last: where only it is left, nothing says that the operation is complete.
      const bool is_open = is_forward || fs::exists(open_mark(state_directory, id));
      operation.state = !is_open     ? Operation::State::done
                        : is_forward ? Operation::State::open
                                     : Operation::State::reverting;
    }
    if (operation.id == id) return operation;
    throw Error(
        fmt::format("the journal entry '{}' holds the id of another one: {}", file.filename().string(), operation.id));
  } catch (Error& error) {
    error.doing("reading the journal of operations").at(file.string());
    error.hint(
        fmt::format("`git log refs/mlxpatch/operations/{}` in the checkout shows what it kept; move the file out of "
                    "the directory, then run `mlxpatch status`",
                    id));
    throw;
  }
}

}  // namespace

StateDirectory::StateDirectory(const fs::path& git_directory) : m_path(git_directory / k_name) {
  std::error_code failed;
  const bool is_new = fs::create_directories(operations_directory(m_path), failed);
  if (failed) throw system_error(fmt::format("can't create the directory '{}'", m_path.string()), failed.value());
  if (!is_new) return;
  sync_directory(m_path);
  sync_directory(m_path.parent_path());
}

bool StateDirectory::exists_in(const fs::path& git_directory) { return fs::exists(git_directory / k_name); }

void StateDirectory::remove_if_empty(const fs::path& git_directory) {
  // The system removes no directory that holds anything.
  ::rmdir(operations_directory(git_directory / k_name).c_str());
  ::rmdir((git_directory / k_name).c_str());
}

std::vector<Operation> StateDirectory::operations() const {
  std::vector<Operation> operations;
  std::map<std::uint64_t, std::vector<std::uint64_t>> undone_by;
  const auto mark = [&](std::uint64_t id, Operation::State state) {
    std::ranges::find(operations, id, &Operation::id)->state = state;
  };
  for (const std::uint64_t id : entry_ids(m_path)) {
    operations.push_back(read_entry(m_path, id));
    const std::uint64_t undoes = operations.back().undoes;
    if (undoes == 0 || operations.back().state != Operation::State::done) continue;
    if (const auto undo = undone_by.find(undoes); undo != undone_by.end()) {
      for (const std::uint64_t redone : undo->second) mark(redone, Operation::State::done);
    }
    for (const Operation& undone : operation_chain(operations, undoes)) {
      mark(undone.id, Operation::State::undone);
      undone_by[id].push_back(undone.id);
    }
  }
  return operations;
}

std::optional<Operation> StateDirectory::open_operation() const {
  const std::vector<std::uint64_t> ids = entry_ids(m_path);
  if (ids.empty()) return std::nullopt;
  const bool has_mark = fs::exists(open_mark(m_path, ids.back())) || fs::exists(forward_mark(m_path, ids.back()));
  if (!has_mark) return std::nullopt;
  return read_entry(m_path, ids.back());
}

std::uint64_t StateDirectory::next_id() const {
  const std::vector<std::uint64_t> ids = entry_ids(m_path);
  return ids.empty() ? 1 : ids.back() + 1;
}

void StateDirectory::open(const Operation& operation) const {
  try {
    make_mark(forward_mark(m_path, operation.id));
    make_mark(open_mark(m_path, operation.id));
    sync_directory(operations_directory(m_path));
    write_file(entry_file(m_path, operation.id), serialize_operation(operation));
  } catch (const Error&) {
    remove(operation.id);
    throw;
  }
}

void StateDirectory::turn_back(std::uint64_t id) const {
  remove_file(forward_mark(m_path, id));
  try_to_sync(operations_directory(m_path));
}

void StateDirectory::turn_forward(std::uint64_t id) const {
  make_mark(forward_mark(m_path, id));
  try_to_sync(operations_directory(m_path));
}

void StateDirectory::close(Operation operation) const {
  remove_file(open_mark(m_path, operation.id));
  try_to_sync(operations_directory(m_path));
  remove_file(forward_mark(m_path, operation.id));
  operation.state = Operation::State::done;
  try {
    // For readers of the file alone. Without the mark it is closed already.
    write_file(entry_file(m_path, operation.id), serialize_operation(operation));
  } catch (const Error& error) {
    trace(error.what());
  }
}

void StateDirectory::remove(std::uint64_t id) const {
  remove_file(entry_file(m_path, id));
  try_to_sync(operations_directory(m_path));
  remove_file(open_mark(m_path, id));
  remove_file(forward_mark(m_path, id));
}

bool StateDirectory::is_settled() const {
  try {
    if (open_operation() || lost_pending_text()) return false;
    if (const auto text = pending_text()) parse_pending(*text);
    if (const auto text = autostash_text()) parse_autostash(*text);
    followed_url();
    exported_files();
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::vector<StateDirectory::Spoiled> StateDirectory::set_spoiled_aside() const {
  std::vector<Spoiled> spoiled;
  const auto try_to_read = [&](const fs::path& file, const auto& read) {
    try {
      read();
    } catch (const Error& error) {
      fs::path now = file.string() + ".spoiled";
      for (int i = 2; fs::exists(now); ++i) now = fmt::format("{}.spoiled-{}", file.string(), i);
      if (::rename(file.c_str(), now.c_str()) != 0) {
        throw system_error(fmt::format("can't move '{}' away", file.string()), errno);
      }
      spoiled.push_back({file, now, error.what()});
    }
  };
  for (const std::uint64_t id : entry_ids(m_path)) {
    try_to_read(entry_file(m_path, id), [&] { read_entry(m_path, id); });
  }
  try_to_read(pending_file(m_path), [&] {
    if (const auto text = pending_text()) parse_pending(*text);
  });
  try_to_read(autostash_file(m_path), [&] {
    if (const auto text = autostash_text()) parse_autostash(*text);
  });
  try_to_read(followed_file(m_path), [&] { followed_url(); });
  try_to_read(exports_file(m_path), [&] { exported_files(); });
  return spoiled;
}

std::optional<std::string> StateDirectory::pending_text() const { return read_file_if_exists(pending_file(m_path)); }

void StateDirectory::set_pending_text(const std::string& text) const { write_or_remove(pending_file(m_path), text); }

std::optional<std::string> StateDirectory::lost_pending_text() const {
  const std::vector<std::uint64_t> ids = entry_ids(m_path);
  if (ids.empty() || fs::exists(pending_file(m_path))) return std::nullopt;
  if (has_spoiled_after(m_path, ids.back())) return std::nullopt;
  const Operation newest = read_entry(m_path, ids.back());
  if (newest.state != Operation::State::done || newest.pending_after.empty()) return std::nullopt;
  return newest.pending_after;
}

std::optional<std::string> StateDirectory::autostash_text() const {
  return read_file_if_exists(autostash_file(m_path));
}

void StateDirectory::set_autostash_text(const std::string& text) const {
  write_or_remove(autostash_file(m_path), text);
}

std::optional<std::string> StateDirectory::followed_url() const {
  const auto text = read_file_if_exists(followed_file(m_path));
  return text ? std::optional(parse_followed_url(*text)) : std::nullopt;
}

void StateDirectory::set_followed_url(const std::string& url) const {
  write_file(followed_file(m_path), serialize_followed_url(url));
}

std::map<std::string, git::Oid> StateDirectory::exported_files() const {
  const auto text = read_file_if_exists(exports_file(m_path));
  return text ? parse_exported_files(*text) : std::map<std::string, git::Oid>();
}

void StateDirectory::set_exported_files(const std::map<std::string, git::Oid>& files) const {
  write_file(exports_file(m_path), serialize_exported_files(files));
}

void StateDirectory::remove_leftovers() const {
  // A mark without an entry: the run was killed before the entry was written, or while it was removed.
  std::error_code failed;
  std::vector<fs::path> marks;
  for (fs::directory_iterator entry(operations_directory(m_path), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const fs::path& mark = entry->path();
    const bool is_mark = mark.extension() == ".open" || mark.extension() == ".forward";
    if (is_mark && !fs::exists(fs::path(mark).replace_extension(k_entry_suffix))) marks.push_back(mark);
  }
  for (const fs::path& mark : marks) ::unlink(mark.c_str());
  remove_leftover_temporaries(m_path);
  remove_leftover_temporaries(operations_directory(m_path));
}

}  // namespace mlxpatch::workspace
