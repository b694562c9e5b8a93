#pragma once

#include <map>
#include <optional>
#include <string>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "attributes.hpp"

namespace mlxpatch::merge {

/// How two changed versions of a file are merged (gitattributes(5), "Performing a three-way merge").
struct MergeDriver {
  enum class Kind {
    text,     ///< line by line
    both,     ///< line by line; lines that both changed are taken from both ("union")
    never,    ///< not at all: ours stays, and a person decides ("binary")
    program,  ///< line by line; where that conflicts, by a program that the configuration names (run_drivers)
  };
  Kind kind = Kind::text;
  std::string name;
};

/// Finds the merge drivers of files by the attributes of our side's tree and the configuration. The store must outlive
/// it.
class MergeDrivers {
 public:
  explicit MergeDrivers(objects::ObjectStore& store) : m_store(store), m_attributes(store) {}

  MergeDriver of(const objects::OverlayTree& ours, const std::string& path);

 private:
  MergeDriver named(const std::string& name);

  objects::ObjectStore& m_store;
  Attributes m_attributes;
  std::optional<MergeDriver> m_default;
  std::map<std::string, MergeDriver> m_named;
};

}  // namespace mlxpatch::merge
