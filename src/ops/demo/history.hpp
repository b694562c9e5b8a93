#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mlxpatch::ops {

/// The miniature upstream of the demo, as data: "tinyserve", a Python package that answers questions over HTTP.

struct DemoEdit {
  std::string_view path;
  std::string_view before;  ///< occurs once in the file; empty: the file is new
  std::string_view after;
};

struct DemoCommit {
  std::string_view name;  ///< of a patch: its file; empty for upstream's commits
  std::size_t author;     ///< which of the demo's people
  std::string_view message;
  std::vector<DemoEdit> edits;
  std::string_view tag;  ///< empty: none
};

/// Upstream's commits, oldest first.
const std::vector<DemoCommit>& demo_history();

/// The patches of the demo's project, in order, based on the commit numbered `k_demo_base`.
const std::vector<DemoCommit>& demo_patches();

/// How many of upstream's commits are published at each point of the demo.
inline constexpr std::size_t k_demo_base = 12;
inline constexpr std::size_t k_demo_clean = 18;     ///< all patches replay cleanly
inline constexpr std::size_t k_demo_conflict = 24;  ///< one of them conflicts
inline constexpr std::size_t k_demo_taken = 30;     ///< upstream has merged one of them

/// The resolution of the conflict.
inline constexpr std::string_view k_demo_resolution =
    "    server.caches = {room: AnswerCache(max_size=cache_size) for room in ROOMS}\n";

}  // namespace mlxpatch::ops
