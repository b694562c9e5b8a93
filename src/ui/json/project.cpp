#include "json/project.hpp"

#include <mlxpatch/report/project.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Init& init) {
  document["config"] = json_text(init.config_file);
  document["url"] = json_text(init.url);
  document["base"] = json_place(init.base);
  document["patches"] = json_texts(init.patches);
  document["notes"] = json_texts(init.notes);
  document["next"] = json_next(init.next);
}

void put(Json& document, const report::Setup& setup) {
  document["already_set_up"] = setup.already_set_up;
  document["directory"] = json_text(setup.directory);
  document["url"] = json_id(setup.url);
  document["remote"] = json_id(setup.remote);
  document["branch"] = json_id(setup.branch);
  document["base"] = json_place(setup.base);
  document["base_reason"] = json_id(setup.base_reason);
  document["tip"] = json_id(setup.tip);
  document["patches"] = patches_of(setup.patches);
  document["ignored_by"] = json_id(setup.ignored_by);
  document["url_before"] = json_id(setup.url_before);
  document["wrote"] = json_texts(setup.wrote);
  document["recorded_names"] = setup.recorded_names;
  document["kept_as"] = json_id(setup.kept_as);
  document["notes"] = json_texts(setup.notes);
  document["next"] = json_next(setup.next);
}

void put(Json& document, const report::Verify& verify) {
  document["outcome"] = name_of(verify.outcome);
  document["runs"] = Json::array();
  for (const report::Verify::Run& run : verify.runs) {
    document["runs"].push_back({{"name", json_text(run.name)},
                                {"command", json_texts(run.command)},
                                {"passed", run.passed},
                                {"exit_code", run.exit_code},
                                {"problem", json_id(run.problem)},
                                {"output", json_id(run.output)}});
  }
  document["imports"] = Json::array();
  for (const report::Verify::Import& found : verify.imports) {
    document["imports"].push_back({{"module", json_text(found.module)},
                                   {"file", json_text(found.file)},
                                   {"from_checkout", found.from_checkout},
                                   {"from_project", found.from_project}});
  }
  document["next"] = json_next(verify.next);
}

void put(Json& document, const report::Install& install) {
  document["with"] = json_text(install.with);
  document["venv"] = json_text(install.venv);
  document["package"] = json_id(install.package);
  document["version"] = json_id(install.version);
  document["location"] = json_id(install.location);
  document["uv_source"] = nullptr;
  if (const auto& source = install.uv_source) {
    document["uv_source"] = {{"state", name_of(source->state)},
                             {"entry", json_text(source->entry)},
                             {"is_dependency", source->is_dependency}};
  }
  document["notes"] = json_texts(install.notes);
  document["next"] = json_next(install.next);
}

void put(Json& document, const report::Doctor& doctor) {
  document["outcome"] = name_of(doctor.outcome);
  document["findings"] = Json::array();
  for (const report::Doctor::Finding& finding : doctor.findings) {
    document["findings"].push_back({{"what", json_text(finding.what)},
                                    {"verdict", name_of(finding.verdict)},
                                    {"detail", json_id(finding.detail)},
                                    {"cure", json_id(finding.cure)}});
  }
}

void put(Json& document, const report::Pristine& pristine) {
  document["directory"] = json_text(pristine.directory);
  document["at"] = pristine.removed ? Json(nullptr) : json_place(pristine.commit);
  document["removed"] = pristine.removed;
  document["notes"] = json_texts(pristine.notes);
}

void put(Json& document, const report::Demo& demo) {
  document["directory"] = json_text(demo.directory);
  document["next"] = json_next(demo.next);
}

}  // namespace mlxpatch::ui
