#include "local_objects.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

#include "whole_objects.hpp"

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

enum class Method { link, copy };

struct Source {
  fs::path path;
  Method method = Method::copy;
};

/// std::nullopt for an address on another machine, and for one that would have to be decoded.
std::optional<Source> source_at(std::string_view address) {
  constexpr std::string_view k_file = "file://";
  if (address.starts_with('/')) return Source{fs::path(address), Method::link};
  const bool is_plain_url = address.starts_with("file:///") && address.find('%') == std::string_view::npos;
  if (!is_plain_url) return std::nullopt;
  return Source{fs::path(address.substr(k_file.size())), Method::copy};
}

/// The repository at a path, if it can be opened. If not, libgit2 says why when the transfer goes on.
std::optional<git::Repository> open_quietly(const fs::path& path) {
  try {
    return git::Repository::open(path);
  } catch (const Error&) {
    check_interrupt();
    return std::nullopt;
  }
}

bool is_loose_directory(const std::string& name) {
  return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Whether a file in the pack directory is part of a complete pack. What is still being written, or keeps a pack from
/// being repacked, concerns only the other repository.
bool is_part_of_pack(const fs::path& file) {
  const std::string extension = file.extension().string();
  return file.filename().string().starts_with("pack-") &&
         (extension == ".pack" || extension == ".idx" || extension == ".rev" || extension == ".bitmap");
}

/// A directory's entries; none if it no longer exists, as one of loose objects that have been packed.
std::vector<fs::directory_entry> entries_of(const fs::path& directory) {
  std::vector<fs::directory_entry> entries;
  std::error_code ignored;
  for (fs::directory_iterator entry(directory, ignored), end; entry != end; entry.increment(ignored)) {
    entries.push_back(*entry);
  }
  return entries;
}

/// The name of a loose object's file: the rest of its id.
bool is_loose_object(const fs::path& file) { return file.filename().string().size() == 38; }

/// Adds the files of objects in one of the objects directory's own directories. False if it has any that may not be
/// taken.
bool add_files_of(const fs::directory_entry& directory, std::vector<fs::path>& files) {
  const std::string name = directory.path().filename().string();
  const bool has_packs = name == "pack";
  if (directory.is_symlink()) return false;
  if (!directory.is_directory() || (!has_packs && !is_loose_directory(name))) return true;
  for (const auto& file : entries_of(directory)) {
    if (file.is_symlink() || file.path().extension() == ".promisor") return false;
    const bool is_wanted = has_packs ? is_part_of_pack(file.path()) : is_loose_object(file.path());
    if (is_wanted && file.is_regular_file()) files.push_back(fs::path(name) / file.path().filename());
  }
  return true;
}

/// The files to take, relative to the objects directory, each pack before its index; std::nullopt if they may not be
/// taken.
std::optional<std::vector<fs::path>> object_files(const git::Repository& source) {
  const fs::path objects = source.common_directory() / "objects";
  const bool has_all = !fs::exists(objects / "info/alternates") && !is_shallow(source);
  if (!has_all || fs::is_symlink(objects)) return std::nullopt;
  // Packs last: they have what is packed and removed from the loose objects meanwhile.
  std::vector<fs::directory_entry> directories = entries_of(objects);
  std::partition(directories.begin(), directories.end(),
                 [](const fs::directory_entry& directory) { return directory.path().filename() != "pack"; });
  std::vector<fs::path> files;
  for (const auto& directory : directories) {
    if (!add_files_of(directory, files)) return std::nullopt;
  }
  std::partition(files.begin(), files.end(), [](const fs::path& file) { return file.extension() != ".idx"; });
  return files;
}

/// Does nothing if the file no longer exists.
void take_file(const fs::path& from, const fs::path& to, Method method) {
  std::error_code not_created;
  fs::create_directories(to.parent_path(), not_created);
  if (not_created) throw system_error("can't create " + to.parent_path().string(), not_created.value());
  if (method == Method::link) {
    std::error_code another_file_system;
    fs::create_hard_link(from, to, another_file_system);
    if (!another_file_system) return;
  }
  std::error_code failure;
  fs::copy_file(from, to, failure);
  if (!failure || !fs::exists(from)) return;
  // A copy that ends early is an input/output error to the standard library, whatever ended it.
  std::error_code unknown;
  const bool is_full =
      failure == std::errc::io_error && fs::space(to.parent_path(), unknown).available < fs::file_size(from, unknown);
  throw system_error(fmt::format("can't copy {} to {}", from.string(), to.parent_path().string()),
                     is_full ? ENOSPC : failure.value());
}

}  // namespace

bool is_shallow(const git::Repository& repository) { return fs::exists(repository.common_directory() / "shallow"); }

std::optional<git::Repository> local_repository_at(std::string_view address) {
  const auto source = source_at(address);
  return source ? open_quietly(source->path) : std::nullopt;
}

bool can_take_local_objects(std::string_view address) {
  const auto repository = local_repository_at(address);
  return repository && object_files(*repository);
}

bool take_local_objects(const git::Repository& into, std::string_view address,
                        const std::function<void(std::size_t, std::size_t)>& on_progress) {
  const auto source = source_at(address);
  if (!source) return false;
  const auto repository = open_quietly(source->path);
  if (!repository) return false;
  const fs::path objects = into.common_directory() / "objects";
  // A `git gc` that runs there meanwhile removes files once others have their objects. So this goes on until a listing
  // has nothing new.
  std::set<fs::path> taken;
  for (std::optional<std::size_t> before; before != taken.size();) {
    before = taken.size();
    const auto files = object_files(*repository);
    if (!files && taken.empty()) return false;
    if (!files) {
      throw Error("the repository changed while it was being copied")
          .doing(fmt::format("cloning {}", address))
          .hint("run the command again when no other program is changing that repository");
    }
    for (const fs::path& file : *files) {
      check_interrupt();
      if (!taken.insert(file).second) continue;
      take_file(repository->common_directory() / "objects" / file, objects / file, source->method);
      check_object_file(objects / file, address);
      on_progress(taken.size(), std::max(taken.size(), files->size()));
    }
  }
  git::check(git_odb_refresh(into.handle().odb()), "reading the objects of the clone");
  return !taken.empty();
}

}  // namespace mlxpatch::transport
