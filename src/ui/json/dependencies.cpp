#include "json/dependencies.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include <mlxpatch/report/dependencies.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

namespace {

Json json_patch_at(const report::Dependencies& dependencies, std::size_t place) {
  return {{"index", place + 1}, {"name", json_text(dependencies.queue[place].name)}};
}

Json json_patches_at(const report::Dependencies& dependencies, const std::vector<std::size_t>& places) {
  Json array = Json::array();
  for (const std::size_t place : places) array.push_back(json_patch_at(dependencies, place));
  return array;
}

Json json_dependencies_of(const report::Dependencies& dependencies, std::size_t place) {
  const report::PatchDependencies& patch = dependencies.queue[place];
  Json document = json_patch_at(dependencies, place);
  document["subject"] = json_text(patch.subject);
  document["commit"] = json_id(patch.commit);
  document["needs"] = Json::array();
  for (const report::PatchNeed& need : patch.needs) {
    Json needed = json_patch_at(dependencies, need.patch);
    needed["paths"] = json_texts(need.paths);
    document["needs"].push_back(std::move(needed));
  }
  document["needed_by"] = json_patches_at(dependencies, patch.needed_by);
  document["all_needs"] = json_patches_at(dependencies, patch.all_needs);
  document["all_needed_by"] = json_patches_at(dependencies, patch.all_needed_by);
  return document;
}

}  // namespace

void put(Json& document, const report::Dependencies& dependencies) {
  document["queue"] = dependencies.queue.size();
  document["patches"] = Json::array();
  for (std::size_t place = 0; place < dependencies.queue.size() && dependencies.asked.empty(); ++place) {
    document["patches"].push_back(json_dependencies_of(dependencies, place));
  }
  for (const std::size_t place : dependencies.asked) {
    document["patches"].push_back(json_dependencies_of(dependencies, place));
  }
  document["notes"] = json_texts(dependencies.notes);
}

}  // namespace mlxpatch::ui
