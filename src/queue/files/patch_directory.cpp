#include <mlxpatch/queue/files/patch_directory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

namespace {

/// The files of a patch directory, wherever they are.
struct Source {
  std::filesystem::path directory;  ///< what messages call it
  /// A file's bytes, by its name relative to the directory; std::nullopt if there is no such file.
  std::function<std::optional<std::string>(const std::string& name, std::uintmax_t limit)> read;
};

Source source_at(const std::filesystem::path& directory) {
  return {directory, [directory](const std::string& name, std::uintmax_t limit) {
            return read_file_if_exists(directory / name, limit);
          }};
}

constexpr const char* k_electron_list = ".patches";
/// Of the file that lists the patches.
constexpr std::uintmax_t k_largest_list = std::uintmax_t{16} << 20U;

bool lists(const patch::Series& series, const std::string& name) {
  return std::any_of(series.entries.begin(), series.entries.end(),
                     [&](const patch::SeriesEntry& entry) { return entry.name == name; });
}

/// The patch files among these, in the order of their names.
patch::Series series_of_names(const std::vector<std::string>& names) {
  patch::Series series;
  for (const std::string& name : names) {
    const std::string extension = std::filesystem::path(name).extension().string();
    if (extension == ".patch" || extension == ".diff") series.entries.push_back({name, {}});
  }
  std::sort(series.entries.begin(), series.entries.end(),
            [](const patch::SeriesEntry& a, const patch::SeriesEntry& b) { return a.name < b.name; });
  return series;
}

patch::Series series_of_file_names(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  if (!std::filesystem::is_directory(directory)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  return series_of_names(names);
}

/// The line at which the markers of a merge of the patch file itself begin; zero if there are none. In a diff every
/// line of a file's text has a sign in front; a message may quote markers.
std::size_t line_of_markers(std::string_view bytes) {
  std::size_t number = 0;
  std::size_t opened = 0;
  bool is_parted = false;
  bool is_in_diff = false;
  for (const std::string_view line : split_lines(bytes)) {
    ++number;
    is_in_diff = is_in_diff || line.starts_with("diff --git ") || line.starts_with("--- ");
    if (line.starts_with("<<<<<<< ")) opened = number;
    if (opened != 0 && trim_end(line) == "=======") is_parted = true;
    if (is_in_diff && is_parted && line.starts_with(">>>>>>> ")) return opened;
  }
  return 0;
}

void refuse_conflict_markers(std::string_view bytes, const std::filesystem::path& file) {
  const std::size_t line = line_of_markers(bytes);
  if (line == 0) return;
  throw Error("the file holds the markers of an unresolved git merge", ErrorKind::usage)
      .doing("reading the patches")
      .at(fmt::format("{}:{}", file.string(), line));
}

/// Reads the only patch of a file that the series lists. Throws Error.
patch::Patch read_entry(const std::string& bytes, const std::filesystem::path& file,
                        const patch::ReadOptions& options) {
  std::vector<patch::Patch> patches = patch::read_patches(bytes, file.string(), options);
  if (patches.size() == 1) return std::move(patches.front());
  throw Error(fmt::format("{} holds {} patches; a file that a series lists holds one", file.string(), patches.size()))
      .doing("reading the patches")
      .hint(fmt::format("split it: git mailsplit -o DIR {}", file.string()));
}

std::string read_bytes(const Source& source, const std::string& name, const std::filesystem::path& series_file,
                       std::uintmax_t limit) {
  if (std::optional<std::string> bytes = source.read(name, limit)) return std::move(*bytes);
  throw Error(fmt::format("{} is listed in {} but does not exist", name, series_file.string()))
      .doing("reading the patches")
      .hint(fmt::format("remove its line from {}", series_file.string()));
}

/// The directory without its list and its patches.
PatchDirectory find_list(const std::filesystem::path& directory) {
  PatchDirectory found;
  if (!std::filesystem::exists(directory / found.list) && std::filesystem::exists(directory / k_electron_list)) {
    found.list = k_electron_list;
  }
  return found;
}

/// Reads the files of the series' entries.
void read_entries(const Source& source, std::vector<patch::SeriesEntry> entries, const patch::ReadOptions& options,
                  OnUnreadable on_unreadable, PatchDirectory& read) {
  const std::filesystem::path series_file = source.directory / read.list;
  for (patch::SeriesEntry& entry : entries) {
    const std::filesystem::path file = source.directory / entry.name;
    patch::ReadOptions entry_options = options;
    if (entry.strip) entry_options.strip = entry.strip;
    try {
      std::string bytes = read_bytes(source, entry.name, series_file, options.max_patch_bytes);
      refuse_conflict_markers(bytes, file);
      patch::Patch patch = read_entry(bytes, file, entry_options);
      patch.name = entry.name;
      read.patches.push_back(std::move(patch));
      read.bytes.push_back(std::move(bytes));
      read.series.entries.push_back(std::move(entry));
    } catch (const Error& error) {
      read.unreadable.push_back({entry.name, error});
    }
  }
  if (on_unreadable == OnUnreadable::refuse && !read.unreadable.empty()) throw unreadable_as_error(read.unreadable);
}

/// The lines of a damaged list that name a file.
patch::Series readable_entries(const std::string& bytes, const std::filesystem::path& directory) {
  patch::Series series;
  for (const std::string_view line : split_lines(bytes)) {
    try {
      const patch::Series one = patch::read_series(line, "series");
      const auto is_new = [&](const patch::SeriesEntry& entry) { return !lists(series, entry.name); };
      if (one.entries.size() == 1 && is_new(one.entries.front()) &&
          std::filesystem::is_regular_file(directory / one.entries.front().name)) {
        series.entries.push_back(one.entries.front());
      }
    } catch (const Error&) {
      continue;
    }
  }
  return series;
}

/// Puts entries in the order of the queue, and those of files that are not known to it at the end.
void order_as_known(const std::vector<std::string>& names, std::vector<patch::SeriesEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [&](const patch::SeriesEntry& a, const patch::SeriesEntry& b) {
    return std::find(names.begin(), names.end(), a.name) < std::find(names.begin(), names.end(), b.name);
  });
}

/// Takes out the entries that name no file. A remark stays where it is.
void drop_missing(const std::filesystem::path& directory, RepairedDirectory& repaired) {
  patch::Series& series = repaired.directory.series;
  for (std::size_t i = series.entries.size(); i-- > 0;) {
    const std::string& name = series.entries[i].name;
    if (std::filesystem::exists(directory / name)) continue;
    repaired.notes.push_back(fmt::format("{} lists {}, but there is no such file", repaired.directory.list, name));
    series.entries.erase(series.entries.begin() + static_cast<std::ptrdiff_t>(i));
    for (patch::Series::Remark& remark : series.remarks) {
      if (remark.before > i) --remark.before;
    }
    repaired.directory.list_is_stale = true;
  }
}

}  // namespace

PatchDirectory read_patch_directory(const std::filesystem::path& directory, const patch::ReadOptions& options,
                                    OnUnreadable on_unreadable) {
  PatchDirectory read = find_list(directory);
  const std::filesystem::path series_file = directory / read.list;
  read.list_bytes = read_file_if_exists(series_file, k_largest_list);
  read.has_list = read.list_bytes.has_value();
  patch::Series series =
      read.has_list ? patch::read_series(*read.list_bytes, series_file.string()) : series_of_file_names(directory);
  read.series.remarks = std::move(series.remarks);
  read_entries(source_at(directory), std::move(series.entries), options, on_unreadable, read);
  return read;
}

PatchDirectory read_patch_files(const PatchFiles& files, const patch::ReadOptions& options,
                                OnUnreadable on_unreadable) {
  const std::set<std::string> names(files.names.begin(), files.names.end());
  const Source source{files.directory, [&](const std::string& name, std::uintmax_t) {
                        return names.contains(name) ? std::optional(files.read(name)) : std::nullopt;
                      }};
  PatchDirectory read;
  if (!names.contains(read.list) && names.contains(k_electron_list)) read.list = k_electron_list;
  read.list_bytes = source.read(read.list, k_largest_list);
  read.has_list = read.list_bytes.has_value();
  std::vector<std::string> direct;
  std::ranges::copy_if(names, std::back_inserter(direct),
                       [](const std::string& name) { return name.find('/') == std::string::npos; });
  patch::Series series = read.has_list ? patch::read_series(*read.list_bytes, (source.directory / read.list).string())
                                       : series_of_names(direct);
  read.series.remarks = std::move(series.remarks);
  read_entries(source, std::move(series.entries), options, on_unreadable, read);
  return read;
}

bool has_sound_list(const std::filesystem::path& directory) {
  const auto bytes = read_file_if_exists(directory / find_list(directory).list, k_largest_list);
  if (!bytes) return true;
  try {
    const std::vector<patch::SeriesEntry> entries = patch::read_series(*bytes, "series").entries;
    return std::all_of(entries.begin(), entries.end(), [&](const patch::SeriesEntry& entry) {
      return std::filesystem::exists(directory / entry.name);
    });
  } catch (const Error&) {
    return false;
  }
}

RepairedDirectory repair_patch_directory(const std::filesystem::path& directory, const KnownList& known) {
  RepairedDirectory repaired;
  PatchDirectory& read = repaired.directory;
  read = find_list(directory);
  read.list_bytes = read_file_if_exists(directory / read.list, k_largest_list);
  const std::optional<std::string>& bytes = read.list_bytes;
  read.has_list = bytes.has_value();
  bool is_damaged = false;
  if (!bytes) {
    read.series = series_of_file_names(directory);
    read.list_is_stale = !known.list.empty() && !known.names.empty();
    if (read.list_is_stale) {
      read.list = known.list;
      order_as_known(known.names, read.series.entries);
      repaired.notes.push_back(fmt::format("{} was missing", read.list));
    }
  } else {
    try {
      read.series = patch::read_series(*bytes, (directory / read.list).string());
    } catch (const Error& error) {
      // Half of an unresolved merge is patches that the branch never had: only a person can say what the queue is.
      if (error.kind() == ErrorKind::usage) throw;
      is_damaged = true;
      read.list_is_stale = true;
      repaired.notes.push_back(fmt::format("{} was damaged: {}", read.list, error.what()));
      read.series = readable_entries(*bytes, directory);
    }
  }
  drop_missing(directory, repaired);
  const auto complete = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (lists(read.series, name) || !std::filesystem::is_regular_file(directory / name)) continue;
      read.series.entries.push_back({name, {}});
      read.list_is_stale = true;
    }
  };
  complete(known.names);
  if (is_damaged) complete(known.no_longer);
  read_entries(source_at(directory), std::exchange(read.series.entries, {}), {}, OnUnreadable::leave_out, read);
  return repaired;
}

Error unreadable_as_error(const std::vector<UnreadablePatch>& files) {
  if (files.size() == 1) return files.front().error;
  Error error(fmt::format("{} files can't be read as patches", files.size()), files.front().error.kind());
  error.doing("reading the patches");
  constexpr std::size_t k_most_shown = 50;
  for (std::size_t i = 0; i < std::min(files.size(), k_most_shown); ++i) {
    const std::vector<std::string>& places = files[i].error.places();
    error.at(fmt::format("{}: {}", places.empty() ? files[i].name : places.front(), files[i].error.what()));
  }
  if (files.size() > k_most_shown) error.at(fmt::format("and {} more", files.size() - k_most_shown));
  for (const std::string& hint : files.front().error.hints()) error.hint(hint);
  return error;
}

}  // namespace mlxpatch::queue
