#include "merge_driver.hpp"

#include <string>

#include <mlxpatch/objects/overlay_tree.hpp>

#include "attributes.hpp"

namespace mlxpatch::merge {

MergeDriver MergeDrivers::of(const objects::OverlayTree& ours, const std::string& path) {
  const AttributeValue value = m_attributes.value(ours, path, "merge");
  switch (value.state) {
    case AttributeValue::State::set:
      return {MergeDriver::Kind::text, "text"};
    case AttributeValue::State::unset:
      return {MergeDriver::Kind::never, "binary"};
    case AttributeValue::State::text:
      return named(value.text);
    case AttributeValue::State::unspecified:
      break;
  }
  if (!m_default) m_default = named(m_store.repository().config_string("merge.default").value_or("text"));
  return *m_default;
}

MergeDriver MergeDrivers::named(const std::string& name) {
  const auto known = m_named.find(name);
  if (known != m_named.end()) return known->second;
  MergeDriver driver{MergeDriver::Kind::text, name};
  // The configuration can redefine the built-in ones; a name that nothing defines means text.
  if (m_store.repository().config_string("merge." + name + ".driver")) {
    driver.kind = MergeDriver::Kind::program;
  } else if (name == "union") {
    driver.kind = MergeDriver::Kind::both;
  } else if (name == "binary") {
    driver.kind = MergeDriver::Kind::never;
  }
  return m_named.emplace(name, driver).first->second;
}

}  // namespace mlxpatch::merge
