#include "fetch_repository.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/keep_file.hpp>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_shallow = "shallow";
constexpr int k_most_tries = 10;

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

/// The repository's own objects, and those that it borrows itself, for objects/info/alternates (gitrepository-layout).
std::string borrowed_objects(const git::Repository& repository) {
  const fs::path objects = fs::absolute(repository.common_directory() / "objects");
  std::string text = objects.string() + "\n";
  const std::string own = read_file_if_exists(objects / "info/alternates").value_or("");
  for (const std::string_view line : split(own, '\n')) {
    // libgit2 takes no relative path from a borrowed directory.
    if (!line.empty() && line.front() != '#') text += (objects / line).lexically_normal().string() + "\n";
  }
  return text;
}

fs::path received_packs(const git::Repository& repository) { return fetch_repository(repository) / "objects/pack"; }

bool is_index(const fs::path& file) { return file.extension() == ".idx"; }

/// The files of the packs that have arrived, each pack before its index.
std::vector<fs::path> files_of_packs(const git::Repository& repository) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (fs::directory_iterator entry(received_packs(repository), missing), end; !missing && entry != end;
       entry.increment(missing)) {
    const fs::path& file = entry->path();
    if (file.filename().string().starts_with("pack-") && file.extension() != ".keep") files.push_back(file);
  }
  std::ranges::sort(files);
  std::ranges::stable_partition(files, [](const fs::path& file) { return !is_index(file); });
  return files;
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::rename(from, to, failed);
  if (failed == std::errc::cross_device_link) {
    const fs::path draft = to.parent_path() / ("tmp_mlxpatch_" + to.filename().string());
    failed.clear();
    fs::copy_file(from, draft, fs::copy_options::overwrite_existing, failed);
    if (!failed) fs::rename(draft, to, failed);
  }
  if (failed) throw system_error(fmt::format("can't write '{}'", to.string()), failed.value());
}

/// Gives the packs names that the repository never had.
void rename_received_packs(const git::Repository& repository) {
  std::map<fs::path, fs::path> new_names;
  for (const fs::path& file : files_of_packs(repository)) {
    auto [name, is_first] = new_names.try_emplace(file.stem());
    if (is_first) name->second = objects::new_pack_path(file.parent_path());
    move_file(file, fs::path(name->second).replace_extension(file.extension()));
  }
}

/// A pack that was moved and whose index was not is of no use to anybody.
void remove_half_moved_packs(const git::Repository& repository) {
  const std::vector<fs::path> left = files_of_packs(repository);
  for (const fs::path& index : left) {
    const fs::path pack = fs::path(index).replace_extension(".pack");
    std::error_code failed;
    if (!is_index(index) || std::ranges::find(left, pack) != left.end()) continue;
    if (fs::exists(objects::pack_directory(repository) / index.filename(), failed)) continue;
    for (const char* extension : {".pack", ".rev", ".promisor"}) {
      fs::remove(objects::pack_directory(repository) / fs::path(index.filename()).replace_extension(extension), failed);
    }
  }
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
  for (const fs::path& part : {directory / "refs", directory / "objects/info", received_packs(repository)}) {
    fs::create_directories(part, failed);
    if (failed) throw system_error(fmt::format("can't write '{}'", directory.string()), failed.value());
  }
  write_output_file(directory / "objects/info/alternates", borrowed_objects(repository));
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

KeptPacks take_fetched_packs(const git::Repository& repository) {
  rename_received_packs(repository);
  const std::vector<fs::path> files = files_of_packs(repository);
  const fs::path packs = objects::pack_directory(repository);
  std::error_code failed;
  fs::create_directories(packs, failed);
  KeptPacks kept;
  for (const fs::path& file : files) {
    if (is_index(file)) kept.push_back(std::make_unique<objects::KeepFile>(packs / file.filename()));
  }
  for (const fs::path& file : files) move_file(file, packs / file.filename());
  if (!files.empty()) sync_directory(packs);
  git::check(git_odb_refresh(repository.handle().odb()), "reading the fetched objects");
  return kept;
}

void remove_fetch_repository(const git::Repository& repository) {
  remove_half_moved_packs(repository);
  std::error_code failed;
  // Git outlives us if only we are killed, and may add a file meanwhile.
  for (int tries = 0; tries < k_most_tries; ++tries) {
    failed.clear();
    fs::remove_all(fetch_repository(repository), failed);
    if (failed != std::errc::directory_not_empty) break;
  }
  if (failed) {
    throw system_error(fmt::format("can't remove '{}'", fetch_repository(repository).string()), failed.value());
  }
}

}  // namespace mlxpatch::transport
