#include <mlxpatch/queue/files/patch_directory.hpp>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mlxpatch::queue {

namespace {

patch::Series series_of_file_names(const std::filesystem::path& directory) {
  patch::Series series;
  if (!std::filesystem::is_directory(directory)) return series;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".patch" || extension == ".diff") series.entries.push_back({entry.path().filename().string(), {}});
  }
  std::sort(series.entries.begin(), series.entries.end(),
            [](const patch::SeriesEntry& a, const patch::SeriesEntry& b) { return a.name < b.name; });
  return series;
}

/// The next steps for a file of the project's own queue.
Error with_steps(Error error, const std::filesystem::path& file) {
  if (error.hints().empty()) {
    // The checkout, too, is a git repository: wherever the person is, the file's own must be meant.
    const std::string git = git_command(file.parent_path().string());
    const std::string name = shell_word(file.filename().string());
    error.hint(fmt::format("{} diff -- {}     see what was changed", git, name));
    error.hint(fmt::format("{} checkout -- {}     restore the committed version", git, name));
  }
  return error;
}

/// Reads the only patch of a file that the series lists. Throws Error.
patch::Patch read_entry(const std::string& bytes, const std::filesystem::path& file,
                        const patch::ReadOptions& options) {
  std::vector<patch::Patch> patches = patch::read_patches(bytes, file.string(), options);
  if (patches.size() == 1) return std::move(patches.front());
  throw Error(fmt::format("{} holds {} patches; each file of a queue holds one", file.string(), patches.size()))
      .doing("reading the patches")
      .hint(fmt::format("split it: git mailsplit -o DIR {}", file.string()));
}

std::string read_bytes(const std::filesystem::path& file, const std::string& name,
                       const std::filesystem::path& series_file) {
  if (std::optional<std::string> bytes = read_file_if_exists(file)) return std::move(*bytes);
  throw Error(fmt::format("{} is listed in {} but does not exist", name, series_file.string()))
      .doing("reading the patches")
      .hint(fmt::format("remove its line from {}, or restore the file: git checkout -- {}", series_file.string(),
                        file.string()));
}

}  // namespace

PatchDirectory read_patch_directory(const std::filesystem::path& directory, const patch::ReadOptions& options,
                                    OnUnreadable on_unreadable) {
  PatchDirectory read;
  if (!std::filesystem::exists(directory / "series") && std::filesystem::exists(directory / ".patches")) {
    read.list = ".patches";
  }
  const std::filesystem::path series_file = directory / read.list;
  const auto series_bytes = read_file_if_exists(series_file);
  patch::Series series =
      series_bytes ? patch::read_series(*series_bytes, series_file.string()) : series_of_file_names(directory);
  read.series.remarks = std::move(series.remarks);
  for (patch::SeriesEntry& entry : series.entries) {
    const std::filesystem::path file = directory / entry.name;
    patch::ReadOptions entry_options = options;
    if (entry.strip) entry_options.strip = entry.strip;
    try {
      std::string bytes = read_bytes(file, entry.name, series_file);
      patch::Patch patch = read_entry(bytes, file, entry_options);
      patch.name = entry.name;
      read.patches.push_back(std::move(patch));
      read.bytes.push_back(std::move(bytes));
      read.series.entries.push_back(std::move(entry));
    } catch (const Error& error) {
      const bool refuses = on_unreadable == OnUnreadable::refuse;
      read.unreadable.push_back({entry.name, refuses ? with_steps(error, file) : error});
    }
  }
  if (on_unreadable == OnUnreadable::refuse && !read.unreadable.empty()) throw unreadable_as_error(read.unreadable);
  return read;
}

Error unreadable_as_error(const std::vector<UnreadablePatch>& files) {
  if (files.size() == 1) return files.front().error;
  Error error(fmt::format("{} files can't be read as patches", files.size()), files.front().error.kind());
  error.doing("reading the patches");
  for (const UnreadablePatch& file : files) {
    const std::vector<std::string>& places = file.error.places();
    error.at(fmt::format("{}: {}", places.empty() ? file.name : places.front(), file.error.what()));
  }
  for (const std::string& hint : files.front().error.hints()) error.hint(hint);
  return error;
}

}  // namespace mlxpatch::queue
