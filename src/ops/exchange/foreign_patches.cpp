#include "exchange/foreign_patches.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

#include "exchange/read_options.hpp"
#include "exchange/sources.hpp"
#include "fork/checkout.hpp"
#include "plumbing/range.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_doing = "importing patches";

bool is_patch_file(const fs::path& file) { return file.extension() == ".patch" || file.extension() == ".diff"; }

bool holds_patch_files(const fs::path& directory) {
  return std::any_of(fs::directory_iterator(directory), fs::directory_iterator(),
                     [](const fs::directory_entry& entry) { return is_patch_file(entry.path()); });
}

/// The directory itself, or the subdirectory in which a quilt project or a Debian package keeps its patches.
fs::path find_patch_directory(const fs::path& directory) {
  const auto has_list = [](const fs::path& candidate) {
    return fs::exists(candidate / "series") || fs::exists(candidate / ".patches");
  };
  for (const char* subdirectory : {"", "debian/patches", "patches"}) {
    if (has_list(directory / subdirectory)) return directory / subdirectory;
  }
  if (holds_patch_files(directory)) return directory;
  throw Error("the directory has no series, no .patches, no debian/patches, and no *.patch or *.diff file")
      .doing(std::string(k_doing))
      .at(directory.string());
}

/// A name that can be an entry of a series, and is not that of a list itself.
std::string name_for_series(std::string name) {
  for (char& c : name) {
    if (c == ' ' || c == '\t') c = '-';
  }
  if (name.starts_with('#') || name.starts_with('.') || name == "series") name.insert(0, "patch-");
  return name;
}

std::string name_by_subject(const patch::Patch& patch) {
  return patch::file_name_for(patch.message.substr(0, patch.message.find('\n'))) + ".patch";
}

constexpr ForeignPatches::NamedBy k_by_source = ForeignPatches::NamedBy::source;

class PatchReader {
 public:
  explicit PatchReader(const ImportOptions& options) : m_options(read_options(options.limits, options.paths)) {}

  void add_directory(const fs::path& directory) {
    const fs::path place = find_patch_directory(directory);
    queue::PatchDirectory read = queue::read_patch_directory(place, m_options);
    for (std::string& note : unlisted_notes(place, read)) m_result.notes.push_back(std::move(note));
    for (const patch::Series::Remark& remark : read.series.remarks) {
      m_result.remarks.push_back({m_result.files.size() + remark.before, remark.line});
    }
    for (std::size_t i = 0; i < read.patches.size(); ++i) {
      const patch::SeriesEntry& entry = read.series.entries[i];
      const std::optional<int> strip = entry.strip ? entry.strip : m_options.strip;
      add({entry.name, k_by_source, std::move(read.bytes[i]), strip, std::move(read.patches[i])});
    }
  }

  /// Adds one patch, or the mails of an mbox, which are named by their subjects.
  void add_file(const fs::path& file) {
    const std::string bytes = read_input(file);
    // First what knows the limits.
    const std::vector<patch::Patch> patches = patch::read_patches(bytes, file.string(), m_options);
    const std::vector<std::string_view> mails = patch::split_mails(bytes);
    if (mails.size() == 1) {
      add({file.filename().string(), k_by_source, bytes, m_options.strip, patches.front()});
      return;
    }
    // The whole file has been parsed, so a mail that is no patch by itself is a cover letter.
    std::size_t next = 0;
    for (const std::string_view mail : mails) {
      if (next == patches.size() || !is_patch(mail, file)) continue;
      const patch::Patch& patch = patches[next++];
      add({name_by_subject(patch), ForeignPatches::NamedBy::subject, std::string(mail), m_options.strip, patch});
    }
    if (next != patches.size()) {
      throw Error("the mails in the file can't be told apart")
          .doing(std::string(k_doing))
          .at(file.string())
          .hint(fmt::format("git mailsplit -o DIR {}     then import DIR/*", file.string()));
    }
  }

  void add_commits(const fs::path& directory, const std::string& text) {
    Checkout checkout = open_repository(directory);
    objects::ObjectStore& store = checkout.store();
    const CommitRange range = parse_range(store, text);
    queue::ExportOptions options;
    options.numbered = false;
    for (queue::ExportedPatch& patch : queue::export_commits(store, range.commits, options)) {
      patch::Patch read = patch::read_patches(patch.bytes, patch.name, m_options).front();
      // The name may also come from the message, where other tools store it.
      const bool by_subject = patch.name == name_by_subject(read);
      add({patch.name,
           by_subject ? ForeignPatches::NamedBy::subject : k_by_source,
           std::move(patch.bytes),
           {},
           std::move(read)});
    }
    store.discard();
  }

  ForeignPatches take() {
    if (m_result.files.empty()) throw Error("there are no patches in the sources").doing(std::string(k_doing));
    return std::move(m_result);
  }

 private:
  bool is_patch(std::string_view mail, const fs::path& file) const {
    try {
      return patch::read_patches(mail, file.string(), m_options).size() == 1;
    } catch (const Error&) {
      return false;
    }
  }

  void add(ForeignPatches::File file) {
    const std::string original = file.name;
    file.name = name_for_series(original);
    const fs::path path(file.name);
    for (int i = 2; !m_names.insert(file.name).second; ++i) {
      file.name = fmt::format("{}-{}{}", (path.parent_path() / path.stem()).string(), i, path.extension().string());
    }
    if (file.name != original) m_result.notes.push_back(fmt::format("{} is imported as {}", original, file.name));
    file.patch.name = file.name;
    m_result.files.push_back(std::move(file));
  }

  patch::ReadOptions m_options;
  ForeignPatches m_result;
  std::set<std::string> m_names;
};

}  // namespace

ForeignPatches read_foreign_patches(const ImportOptions& options) {
  PatchReader reader(options);
  std::vector<queue::UnreadablePatch> unreadable;
  for (const std::string& source : options.sources) {
    try {
      if (options.repository) {
        reader.add_commits(*options.repository, source);
        continue;
      }
      require_source(source, "importing patches (nothing was changed)");
      if (fs::is_directory(source)) {
        reader.add_directory(source);
      } else {
        reader.add_file(source);
      }
    } catch (const Error& error) {
      unreadable.push_back({source, error});
    }
  }
  if (!unreadable.empty()) throw queue::unreadable_as_error(unreadable);
  return reader.take();
}

}  // namespace mlxpatch::ops
