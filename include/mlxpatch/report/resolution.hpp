#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mlxpatch::report {

/// The texts of a remembered conflict, and what a person made of it.
struct ResolutionTexts {
  std::string before;
  std::string base;
  std::string ours;
  std::string theirs;
  std::string after;
  std::string result;
};

/// Why the conflict of a resolution will not come again.
enum class Outdated {
  patch_left,  ///< its patch is not in the queue any more
  base_past,   ///< the base has the upstream commit that broke the patch
};

/// A remembered resolution: where it comes from.
struct Resolution {
  std::string key;   ///< 40 hexadecimal digits
  std::string file;  ///< in the project
  std::string patch;
  std::string culprit;  ///< the upstream commit's id; empty: not known
  std::string subject;  ///< of the culprit
  std::string date;     ///< ISO 8601
  std::string author;   ///< "Name <email>"
  std::string path;
  std::vector<std::string> also{};         ///< other files that the person changed along with it
  std::optional<Outdated> outdated{};      ///< where that is asked for
  std::optional<ResolutionTexts> texts{};  ///< likewise
};

/// A file in conflict that holds what was made of the same conflicts before.
struct KnownFile {
  std::string path;
  std::vector<Resolution> resolutions;  ///< one for each conflict, or one for the whole file
};

/// A patch of an update that went on by remembered resolutions alone.
struct ReusedPatch {
  std::string name;
  std::vector<Resolution> resolutions;
};

/// A file among the resolutions that is ignored.
struct DamagedResolution {
  std::string file;  ///< in the project
  std::string what;  ///< is wrong with it
};

enum class ResolutionsAction { list, show, forget, prune };

/// The remembered resolutions of a project, or what became of them.
struct Resolutions {
  ResolutionsAction action = ResolutionsAction::list;
  bool dry_run = false;
  std::vector<Resolution> resolutions;  ///< all, those to be shown, or those that were forgotten
  std::size_t left = 0;                 ///< how many are remembered afterwards
  std::vector<DamagedResolution> damaged;
};

}  // namespace mlxpatch::report
