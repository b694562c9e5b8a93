#include "fetch_repository.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_shallow = "shallow";

/// A value as git's configuration files quote it.
std::string config_quoted(std::string_view value) {
  std::string text = "\"";
  for (const char character : value) {
    if (character == '"' || character == '\\') text += '\\';
    text += character == '\n' ? std::string("\\n") : std::string(1, character);
  }
  return text + '"';
}

/// All that is configured for the repository holds here, too. Git takes "extensions" only from the file itself.
std::string configuration(const git::Repository& repository) {
  std::string text =
      fmt::format("[include]\n\tpath = {}\n", config_quoted((repository.common_directory() / "config").string()));
  if (repository.config_bool("extensions.worktreeConfig").value_or(false)) {
    text += fmt::format("\tpath = {}\n", config_quoted((repository.git_directory() / "config.worktree").string()));
  }
  text += "[core]\n\tbare = true\n\tlogAllRefUpdates = false\n";
  if (const auto promisor = repository.config_string("extensions.partialClone")) {
    text += fmt::format("\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = {}\n", config_quoted(*promisor));
  }
  return text;
}

void link_to(const fs::path& target, const fs::path& link) {
  std::error_code failed;
  fs::create_symlink(target, link, failed);
  if (failed) throw system_error(fmt::format("can't write '{}'", link.string()), failed.value());
}

}  // namespace

fs::path fetch_repository(const git::Repository& repository) {
  return repository.git_directory() / "mlxpatch/fetch-repository";
}

void make_fetch_repository(const git::Repository& repository) {
  remove_fetch_repository(repository);
  const fs::path directory = fetch_repository(repository);
  std::error_code failed;
  fs::create_directories(directory / "refs", failed);
  if (failed) throw system_error(fmt::format("can't write '{}'", directory.string()), failed.value());
  link_to(repository.common_directory() / "objects", directory / "objects");
  link_to(repository.common_directory() / k_shallow, directory / k_shallow);
  write_output_file(directory / "HEAD", read_file(repository.git_directory() / "HEAD"));
  write_output_file(directory / "config", configuration(repository));
  std::string packed = "# pack-refs with: sorted \n";
  for (const git::Ref& ref : git::refs_below(repository, "refs/"))
    packed.append(ref.target.hex()).append(" ").append(ref.name).append("\n");
  write_output_file(directory / "packed-refs", packed);
}

std::vector<git::Ref> take_fetched_refs(const git::Repository& repository) {
  std::error_code failed;
  // Once all of the history is there, git removes the list where it finds it.
  const bool is_whole = !fs::is_symlink(fs::symlink_status(fetch_repository(repository) / k_shallow, failed));
  if (is_whole) fs::remove(repository.common_directory() / k_shallow, failed);
  return git::refs_below(git::Repository::open(fetch_repository(repository)), "refs/");
}

void remove_fetch_repository(const git::Repository& repository) {
  std::error_code failed;
  fs::remove_all(fetch_repository(repository), failed);
  if (failed) {
    throw system_error(fmt::format("can't remove '{}'", fetch_repository(repository).string()), failed.value());
  }
}

}  // namespace mlxpatch::transport
