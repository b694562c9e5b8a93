#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Below the patch directory: one file for each remembered conflict.
inline constexpr std::string_view k_resolutions_directory = ".resolutions";

/// The command, as the journal has it, whose removal of resolutions is undone.
inline constexpr std::string_view k_forgetting = "resolutions";

/// The project path of the directory: "patches/.resolutions".
std::string resolutions_directory(const workspace::Config& config);
/// The project path of a resolution's file: "patches/.resolutions/<key>.txt".
std::string resolution_path(const workspace::Config& config, const git::Oid& key);
/// Whether a project path is that of a resolution.
bool is_resolution_path(std::string_view path);

/// The resolutions of a project, as its files have them, with what the run is about to write. The files may come from a
/// stranger: one counts only if it is small, whole, and named after its texts.
class Resolutions {
 public:
  explicit Resolutions(const Project& project) : m_project(project) {}

  struct Stored {
    git::Oid key;
    queue::Resolution resolution;
  };
  struct Damaged {
    git::Oid key;      ///< that it is named after
    std::string path;  ///< in the project
    std::string what;
  };

  /// Whether there may be any, without reading them.
  bool any() const;
  /// Whether they can be written: unless something else is in the place of their directory.
  bool has_place() const;
  /// The resolution of exactly this conflict; null if none is known, or if its file does not count. Valid as long as
  /// this object.
  const queue::Resolution* find(const queue::ConflictTexts& conflict);
  /// From here on this is the resolution of the key, whatever the files have; std::nullopt: none is.
  void set(const git::Oid& key, std::optional<queue::Resolution> resolution);
  /// All that count, by key. Those that do not are in damaged().
  std::vector<Stored> all();
  /// What was found so far and does not count.
  const std::vector<Damaged>& damaged() const { return m_damaged; }

 private:
  std::filesystem::path directory() const;
  const std::optional<queue::Resolution>& read(const git::Oid& key);

  Project m_project;
  std::map<git::Oid, std::optional<queue::Resolution>> m_read;
  std::vector<Damaged> m_damaged;
};

/// Adds a sentence about each file that was found not to count.
void note_damaged(const Project& project, const Resolutions& resolutions, std::vector<std::string>& notes);

}  // namespace mlxpatch::ops
