#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/queue/resolve/resolution.hpp>

namespace mlxpatch::queue {

/// How many lines above and below a conflict belong to it. Conflicts with fewer between them are one.
inline constexpr std::size_t k_surroundings = 3;

/// The three versions of a file that conflicts; one that does not exist is empty.
struct FileTexts {
  std::string_view base;
  std::string_view ours;
  std::string_view theirs;
};

/// A conflict of a file, and what a person made of it.
struct ResolvedConflict {
  ConflictTexts conflict;
  std::string result;
};

/// What the resolved file says of each conflict. If it differs from the merge outside of the conflicts, or if it can't
/// be said for certain which lines are whose, the whole file is one conflict, without surroundings. Equal conflicts
/// with different results say nothing and are left out.
std::vector<ResolvedConflict> resolved_conflicts(const FileTexts& texts, std::string_view resolved);

/// The resolution of exactly this conflict, null if none is known. It must live until the file is put together.
using FindResolution = std::function<const Resolution*(const ConflictTexts& conflict)>;

/// A file of which every conflict has been resolved before.
struct KnownFile {
  std::string text;
  std::vector<const Resolution*> used;  ///< in the order of the file
};

/// The file with what is remembered of its conflicts: of the file as a whole, or of each of its conflicts. Whatever
/// `find` returns counts only if its texts are exactly the conflict's. std::nullopt if one of them is not known.
std::optional<KnownFile> known_file(const FileTexts& texts, const FindResolution& find);

}  // namespace mlxpatch::queue
