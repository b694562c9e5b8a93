#include "json/resolutions.hpp"

#include <string_view>
#include <vector>

#include <mlxpatch/report/resolution.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

namespace {

std::string_view name_of(report::ResolutionsAction action) {
  switch (action) {
    using enum report::ResolutionsAction;
    case list:
      return "list";
    case show:
      return "show";
    case forget:
      return "forget";
    case prune:
      return "prune";
  }
  return "";
}

std::string_view name_of(report::Outdated outdated) {
  return outdated == report::Outdated::patch_left ? "patch left" : "base past";
}

Json json_resolution(const report::Resolution& resolution) {
  Json value = {{"key", json_id(resolution.key)},           {"file", json_text(resolution.file)},
                {"patch", json_text(resolution.patch)},     {"culprit", json_id(resolution.culprit)},
                {"subject", json_text(resolution.subject)}, {"date", json_text(resolution.date)},
                {"author", json_text(resolution.author)},   {"path", json_text(resolution.path)},
                {"also", json_texts(resolution.also)}};
  if (resolution.outdated) value["outdated"] = name_of(*resolution.outdated);
  if (!resolution.texts) return value;
  const report::ResolutionTexts& texts = *resolution.texts;
  value["texts"] = {{"before", json_text(texts.before)}, {"base", json_text(texts.base)},
                    {"ours", json_text(texts.ours)},     {"theirs", json_text(texts.theirs)},
                    {"after", json_text(texts.after)},   {"result", json_text(texts.result)}};
  return value;
}

}  // namespace

Json json_resolutions(const std::vector<report::Resolution>& resolutions) {
  Json array = Json::array();
  for (const report::Resolution& resolution : resolutions) array.push_back(json_resolution(resolution));
  return array;
}

void put(Json& document, const report::Resolutions& resolutions) {
  document["action"] = name_of(resolutions.action);
  document["dry_run"] = resolutions.dry_run;
  document["resolutions"] = json_resolutions(resolutions.resolutions);
  document["left"] = resolutions.left;
  document["damaged"] = Json::array();
  for (const auto& [file, what] : resolutions.damaged) {
    document["damaged"].push_back({{"file", json_text(file)}, {"what", json_text(what)}});
  }
}

}  // namespace mlxpatch::ui
