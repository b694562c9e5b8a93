#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::tests {

/// A sealed world for one test: a temporary directory with a HOME of its own, no git configuration but the one written
/// here, fixed identity, clock, time zone and language, for this process and for every program that it starts. The
/// destructor removes the directory and restores the environment. There is at most one at a time.
///
/// All worlds of a process have the same paths, since libgit2 remembers HOME from its first use.
class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// The world that exists now. Throws std::logic_error if there is none.
  static World& current();

  const std::filesystem::path& root() const { return m_root; }
  std::filesystem::path home() const { return m_root / "home"; }
  /// A path below root(); nothing is created.
  std::filesystem::path operator/(const std::filesystem::path& relative) const { return m_root / relative; }

  /// Until the end of this world.
  void set_environment(const std::string& name, const std::string& value);
  void unset_environment(const std::string& name);

  /// Removes the name and address of author and committer, so that git has none at all.
  void forget_identity();

  /// The date that git gives to commits, in seconds since 1970. It does not change until it is advanced.
  std::int64_t now() const { return m_now; }
  void advance(std::chrono::seconds by = std::chrono::minutes(1));

  /// `text` with this world's directory shown as $WORLD, for golden files.
  std::string hide_paths(std::string_view text) const;

 private:
  void remember(const std::string& name);
  void publish_date();

  std::filesystem::path m_root;
  std::filesystem::path m_previous_directory;
  std::map<std::string, std::optional<std::string>> m_before;
  std::int64_t m_now;
};

}  // namespace mlxpatch::tests
