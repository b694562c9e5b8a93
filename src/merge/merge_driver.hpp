#pragma once

#include <map>
#include <optional>
#include <string>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "attributes.hpp"

namespace mlxpatch::merge {

/// How both sides' changes of one file become one file (gitattributes(5), "Performing a three-way merge").
struct MergeDriver {
  enum class Kind {
    text,     ///< line by line
    both,     ///< line by line, and where both changed the same lines those of both ("union")
    never,    ///< ours stays, and a person decides ("binary")
    program,  ///< one that the user's configuration names; it works on files, which there are none of in memory
  };
  Kind kind = Kind::text;
  std::string name;
};

/// Tells files' drivers, by the attributes of our side's tree and by the configuration. The store must outlive it.
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
