#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mlxpatch::report {

/// A patch that another one needs directly.
struct PatchNeed {
  std::size_t patch = 0;  ///< its place in Dependencies::queue
  std::vector<std::string> paths;
};

/// A patch of the queue and its relations. Places are those in Dependencies::queue; all are in its order.
struct PatchDependencies {
  std::string name;
  std::string subject;
  std::string commit;
  std::vector<PatchNeed> needs;
  std::vector<std::size_t> needed_by;      ///< directly
  std::vector<std::size_t> all_needs;      ///< directly or not
  std::vector<std::size_t> all_needed_by;  ///< directly or not

  bool is_alone() const { return needs.empty() && needed_by.empty(); }
};

/// Which patches of the queue need which.
struct Dependencies {
  /// How a person wants to see it: as text, or as a graph in Graphviz' language.
  enum class Form { text, dot };
  Form form = Form::text;
  std::vector<PatchDependencies> queue;  ///< all of it
  std::vector<std::size_t> asked;        ///< the places of the patches that were asked for; none: all
  std::vector<std::string> notes;
};

}  // namespace mlxpatch::report
