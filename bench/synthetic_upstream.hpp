#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mlxpatch::bench {

/// What an upstream is like, and so what a replay there costs.
enum class UpstreamKind {
  mixed,      ///< many files, and a history of all that people do
  hot_file,   ///< one file that all patches and all commits edit
  long_file,  ///< the same, as long as files get
  moved,      ///< one commit that moves or renames every file
  wide,       ///< one directory with all files
  tags        ///< as `mixed`, with tags besides
};

struct UpstreamShape {
  UpstreamKind kind = UpstreamKind::mixed;
  std::size_t files = 40000;
  std::size_t commits = 1000;  ///< after the base
  std::size_t lines = 30;      ///< of each file, but of the kinds `mixed` and `tags`
  std::size_t tags = 0;
  std::vector<std::size_t> queues{10, 100, 1000};  ///< numbers of patches, ascending

  /// The same for equal shapes only; stands in a kept upstream's folder.
  std::string fingerprint() const;
  /// For a title: "40000 files, 1000 upstream commits".
  std::string description() const;
};

/// Whether an edit plan says what upstream and queue do; else it is made up as it goes, as `mixed` and `tags` are.
bool has_edit_plan(UpstreamKind kind);

/// The usual shape of a kind.
UpstreamShape usual_shape(UpstreamKind kind);

/// The names of the branches that write_upstream() makes. Queues are branches on `base`; a smaller one is the beginning
/// of each larger one.
inline constexpr const char* k_base = "base";
inline constexpr const char* k_tip = "tip";
std::string queue_branch(std::size_t patches);
/// A commit on the tip whose tree is what the queue has to give there.
std::string expected_branch(std::size_t patches);
/// The queue, but that two of its patches change lines which upstream changes too. Only of the kind `mixed`.
std::string conflicting_branch(std::size_t patches);
inline constexpr std::size_t k_conflicting_patches = 2;

/// Makes a bare repository of that shape at `git_directory`, the same on every machine, packed as a clone is.
void write_upstream(const std::filesystem::path& git_directory, const UpstreamShape& shape);

}  // namespace mlxpatch::bench
