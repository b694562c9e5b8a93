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
    if (extension == ".patch" || extension == ".diff") series.entries.push_back({entry.path().filename().string(), 1});
  }
  std::sort(series.entries.begin(), series.entries.end(),
            [](const patch::SeriesEntry& a, const patch::SeriesEntry& b) { return a.name < b.name; });
  return series;
}

std::vector<patch::Patch> read_file_of_queue(const std::string& bytes, const std::filesystem::path& file,
                                             const patch::ReadOptions& options) {
  try {
    return patch::read_patches(bytes, file.string(), options);
  } catch (Error& error) {
    if (error.hints().empty()) {
      // The checkout, too, is a git repository: wherever the person is, the file's own must be meant.
      const std::string git = git_command(file.parent_path().string());
      const std::string name = shell_word(file.filename().string());
      error.hint(fmt::format("{} diff -- {}     see what was changed", git, name));
      error.hint(fmt::format("{} checkout -- {}     restore the committed version", git, name));
    }
    throw;
  }
}

}  // namespace

PatchDirectory read_patch_directory(const std::filesystem::path& directory, const patch::ReadOptions& limits) {
  PatchDirectory read;
  if (!std::filesystem::exists(directory / "series") && std::filesystem::exists(directory / ".patches")) {
    read.list = ".patches";
  }
  const std::filesystem::path series_file = directory / read.list;
  const auto series_bytes = read_file_if_exists(series_file);
  read.series =
      series_bytes ? patch::read_series(*series_bytes, series_file.string()) : series_of_file_names(directory);
  for (const patch::SeriesEntry& entry : read.series.entries) {
    const std::filesystem::path file = directory / entry.name;
    std::optional<std::string> bytes = read_file_if_exists(file);
    if (!bytes) {
      throw Error(fmt::format("{} is listed in {} but does not exist", entry.name, series_file.string()))
          .doing("reading the patches")
          .hint(fmt::format("remove its line from {}, or restore the file: git checkout -- {}", series_file.string(),
                            file.string()));
    }
    patch::ReadOptions options = limits;
    options.strip = entry.strip;
    std::vector<patch::Patch> patches = read_file_of_queue(*bytes, file, options);
    if (patches.size() != 1) {
      throw Error(fmt::format("{} holds {} patches; each file of a queue holds one", file.string(), patches.size()))
          .doing("reading the patches")
          .hint(fmt::format("split it: git mailsplit -o DIR {}", file.string()));
    }
    patches.front().name = entry.name;
    read.patches.push_back(std::move(patches.front()));
    read.bytes.push_back(std::move(*bytes));
  }
  return read;
}

}  // namespace mlxpatch::queue
