#include "reflog.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>

#include "empty_directories.hpp"

namespace mlxpatch::git {
namespace {

namespace fs = std::filesystem;

/// Whether git begins a log for this ref by itself.
bool is_logged(const Repository& repository, std::string_view name) {
  const std::optional<std::string> setting = repository.config_string("core.logallrefupdates");
  if (setting && to_lower(*setting) == "always") return true;
  const bool is_on = setting ? repository.config_bool("core.logallrefupdates").value_or(false) : !repository.is_bare();
  if (!is_on) return false;
  constexpr std::array<std::string_view, 3> k_usual = {"refs/heads/", "refs/remotes/", "refs/notes/"};
  for (const std::string_view prefix : k_usual) {
    if (name.starts_with(prefix)) return true;
  }
  return name == "HEAD";
}

/// As git writes a message: every run of white space is one blank, and there is none at the ends.
std::string one_line(std::string_view message) {
  std::string line;
  for (const char character : trim(message)) {
    const bool is_blank = std::isspace(static_cast<unsigned char>(character)) != 0;
    if (is_blank && line.ends_with(' ')) continue;
    if (character != '\0') line += is_blank ? ' ' : character;
  }
  return line;
}

std::string log_line(const Repository& repository, const RefChange& change, std::string_view message) {
  const Signature who = reflog_identity(repository);
  const int minutes = std::abs(who.when.offset_minutes);
  std::string line =
      fmt::format("{} {} {} <{}> {} {}{:02}{:02}", change.before.hex(), change.after.hex(), who.name, who.email,
                  who.when.seconds, who.when.offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
  const std::string words = one_line(message);
  if (!words.empty()) line += "\t" + words;
  return line + "\n";
}

Error cannot_log(const fs::path& log, int error_number) {
  Error error = system_error(fmt::format("can't write '{}'", log.string()), error_number);
  error.doing("writing a reference's log");
  return error;
}

int open_log(const fs::path& log, bool may_create) {
  constexpr mode_t k_permissions = 0666;
  const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | (may_create ? O_CREAT : 0);
  if (may_create) {
    std::error_code failed;
    fs::create_directories(log.parent_path(), failed);
  }
  const int descriptor = ::open(log.c_str(), flags, k_permissions);
  if (descriptor >= 0 || errno != EISDIR || !may_create) return descriptor;
  // What logs of removed refs have left.
  remove_empty_directories(log);
  return ::open(log.c_str(), flags, k_permissions);
}

}  // namespace

fs::path log_file(const Repository& repository, std::string_view name) {
  const bool is_shared = ref_file(repository, name) == repository.common_directory() / name;
  return (is_shared ? repository.common_directory() : repository.git_directory()) / "logs" / name;
}

void append_reflog(const Repository& repository, std::string_view name, const RefChange& change,
                   std::string_view message) {
  const fs::path log = log_file(repository, name);
  const bool may_create = is_logged(repository, name);
  const int descriptor = open_log(log, may_create);
  if (descriptor < 0) {
    if (!may_create && (errno == ENOENT || errno == EISDIR || errno == ENOTDIR)) return;
    throw cannot_log(log, errno);
  }
  const std::string line = log_line(repository, change, message);
  ssize_t written = 0;
  do {
    written = ::write(descriptor, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  const int failure = written < 0 ? errno : ENOSPC;
  ::close(descriptor);
  if (written != static_cast<ssize_t>(line.size())) throw cannot_log(log, failure);
}

void remove_reflog(const Repository& repository, std::string_view name) {
  const fs::path log = log_file(repository, name);
  std::error_code failed;
  // Other logs may be in a directory of this name.
  if (!fs::is_regular_file(fs::symlink_status(log, failed))) return;
  fs::remove(log, failed);
  remove_empty_parents(log, log_file(repository, "refs"));
}

}  // namespace mlxpatch::git
