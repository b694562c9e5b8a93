#include "local_objects.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

enum class Way { link, copy };

struct Source {
  fs::path path;
  Way way = Way::copy;
};

/// Nothing for an address of another machine, and for one that would have to be decoded.
std::optional<Source> source_at(std::string_view address) {
  constexpr std::string_view k_file = "file://";
  if (address.starts_with('/')) return Source{fs::path(address), Way::link};
  const bool is_plain_url = address.starts_with("file:///") && address.find('%') == std::string_view::npos;
  if (!is_plain_url) return std::nullopt;
  return Source{fs::path(address.substr(k_file.size())), Way::copy};
}

/// The repository there, where the library could open it as well; it says itself what is wrong with another one.
std::optional<git::Repository> open_quietly(const fs::path& path) {
  try {
    return git::Repository::open(path);
  } catch (const Error&) {
    check_interrupt();
    return std::nullopt;
  }
}

bool is_loose_folder(const std::string& name) {
  return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Whether a file of the pack folder belongs to a pack that is whole. What keeps a pack from being packed anew, and
/// what is being written, is the other repository's own business.
bool is_part_of_pack(const fs::path& file) {
  const std::string extension = file.extension().string();
  return file.filename().string().starts_with("pack-") &&
         (extension == ".pack" || extension == ".idx" || extension == ".rev" || extension == ".bitmap");
}

/// What stands in a folder; nothing where it is gone, as one of loose objects that are packed now.
std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code gone;
  for (fs::directory_iterator entry(folder, gone), end; entry != end; entry.increment(gone)) entries.push_back(*entry);
  return entries;
}

/// The files to take, relative to the objects folder, each pack before its index. Nothing where they may not be taken.
std::optional<std::vector<fs::path>> object_files(const git::Repository& source) {
  const fs::path objects = source.common_directory() / "objects";
  const bool has_all = !fs::exists(objects / "info/alternates") && !is_shallow(source);
  if (!has_all || fs::is_symlink(objects)) return std::nullopt;
  std::vector<fs::path> files;
  // Packs last: what is packed and taken from the loose ones meanwhile is found there.
  std::vector<fs::directory_entry> folders = entries_of(objects);
  std::partition(folders.begin(), folders.end(),
                 [](const fs::directory_entry& folder) { return folder.path().filename() != "pack"; });
  for (const auto& folder : folders) {
    const std::string name = folder.path().filename().string();
    if (folder.is_symlink()) return std::nullopt;
    if (!folder.is_directory() || (name != "pack" && !is_loose_folder(name))) continue;
    for (const auto& file : entries_of(folder)) {
      if (file.is_symlink() || file.path().extension() == ".promisor") return std::nullopt;
      const bool is_wanted =
          name == "pack" ? is_part_of_pack(file.path()) : file.path().filename().string().size() == 38;
      if (is_wanted && file.is_regular_file()) files.push_back(fs::path(name) / file.path().filename());
    }
  }
  std::partition(files.begin(), files.end(), [](const fs::path& file) { return file.extension() != ".idx"; });
  return files;
}

/// Does nothing where the file is gone.
void take_file(const fs::path& from, const fs::path& to, Way way) {
  std::error_code no_folder;
  fs::create_directories(to.parent_path(), no_folder);
  if (no_folder) throw system_error("can't make " + to.parent_path().string(), no_folder.value());
  if (way == Way::link) {
    std::error_code another_file_system;
    fs::create_hard_link(from, to, another_file_system);
    if (!another_file_system) return;
  }
  std::error_code failure;
  fs::copy_file(from, to, failure);
  if (failure && fs::exists(from)) throw system_error("can't copy " + from.string(), failure.value());
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

void take_local_objects(const git::Repository& into, std::string_view address,
                        const std::function<void(std::size_t, std::size_t)>& on_progress) {
  const auto source = source_at(address);
  if (!source) return;
  const auto repository = open_quietly(source->path);
  if (!repository) return;
  const fs::path objects = into.common_directory() / "objects";
  // A `git gc` that runs there meanwhile takes files away once others have what was in them: until nothing is new.
  std::set<fs::path> taken;
  for (std::optional<std::size_t> before; before != taken.size();) {
    before = taken.size();
    const auto files = object_files(*repository);
    if (!files && taken.empty()) return;
    if (!files) {
      throw Error("it changed while it was copied")
          .doing(fmt::format("cloning {}", address))
          .hint("try again, once nothing else works on it");
    }
    for (const fs::path& file : *files) {
      check_interrupt();
      if (!taken.insert(file).second) continue;
      take_file(repository->common_directory() / "objects" / file, objects / file, source->way);
      on_progress(taken.size(), std::max(taken.size(), files->size()));
    }
  }
  git::check(git_odb_refresh(into.handle().odb()), "reading the objects of the clone");
}

}  // namespace mlxpatch::transport
