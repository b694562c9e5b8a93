#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include <mlxpatch/ui/show.hpp>

#include "json_parts.hpp"

namespace mlxpatch::ui {

namespace {

/// JSON itself escapes the ASCII control characters; those above it (C1, which some terminals obey too, and DEL) are
/// written as \u00NN here. They can only stand inside strings.
std::string for_terminals(const std::string& text) {
  std::string safe;
  safe.reserve(text.size());
  const auto put = [&safe](unsigned value) {
    constexpr std::string_view digits = "0123456789abcdef";
    safe += "\\u00";
    safe += digits[value >> 4U];
    safe += digits[value & 0xFU];
  };
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    const auto following = index + 1 < text.size() ? static_cast<unsigned char>(text[index + 1]) : 0U;
    if (byte == 0x7F) {
      put(byte);
    } else if (byte == 0xC2 && following >= 0x80 && following < 0xA0) {
      put(following);
      ++index;
    } else {
      safe += text[index];
    }
  }
  return safe;
}

std::string dump(const Json& document) { return for_terminals(document.dump(1)) + "\n"; }

Json begin(const std::string& command) { return {{"schema", 1}, {"command", json_text(command)}}; }

void put(Json& document, const report::Init& init) {
  document["config"] = json_text(init.config_file);
  document["url"] = json_text(init.url);
  document["base"] = json_place(init.base);
  document["patches"] = json_texts(init.patches);
  document["notes"] = json_texts(init.notes);
  document["next"] = json_next(init.next);
}

Json patches_of(const std::vector<report::Patch>& patches) {
  Json array = Json::array();
  for (const report::Patch& patch : patches) array.push_back(json_patch(patch));
  return array;
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
  document["kept_as"] = json_id(setup.kept_as);
  document["notes"] = json_texts(setup.notes);
  document["next"] = json_next(setup.next);
}

Json json_replay(const std::optional<report::Replay>& replay) {
  if (!replay) return nullptr;
  Json object = Json::object();
  put_replay(object, *replay);
  return object;
}

Json json_upstream(const std::string& name, const std::optional<report::CommitLine>& base,
                   const std::optional<report::CommitLine>& tip, std::size_t behind) {
  return {{"name", json_id(name)}, {"base", json_place(base)}, {"tip", json_place(tip)}, {"behind", behind}};
}

void put(Json& document, const report::Status& status) {
  document["directory"] = json_text(status.directory);
  document["branch"] = json_id(status.branch);
  document["upstream"] = json_upstream(status.upstream, status.base, status.tip, status.behind);
  document["operation"] = json_id(status.operation);
  document["operation_detail"] = json_id(status.operation_detail);
  document["unmerged"] = json_texts(status.unmerged);
  document["modified"] = json_texts(status.modified);
  document["replay"] = json_replay(status.replay);
  document["drift"] = json_drift(status.drift);
  document["notes"] = json_texts(status.notes);
  document["next"] = json_next(status.next);
}

Json json_stop(const std::optional<report::Stop>& stop) {
  if (!stop) return nullptr;
  report::Patch patch;
  patch.conflicts = stop->conflicts;
  return {{"directory", json_id(stop->directory)},
          {"index", stop->patch_index},
          {"of", stop->patches},
          {"patch", json_text(stop->patch)},
          {"subject", json_text(stop->subject)},
          {"conflicts", json_patch_explained(patch)["conflicts"]},
          {"culprit", json_commit(stop->culprit)},
          {"likely_upstreamed_by", json_upstreamed_by(stop->likely)},
          {"upstream_diff", json_id(stop->upstream_diff)},
          {"patch_diff", json_id(stop->patch_diff)},
          {"patches_left", stop->patches_left},
          {"upstream_left", stop->upstream_left}};
}

void put(Json& document, const report::Update& update) {
  put_replay(document, update.replay);
  document["upstream"] = json_upstream(update.upstream, update.from, update.to, update.new_commits);
  document["drift"] = json_drift(update.drift);
  document["outcome"] = json_outcome(update.outcome);
  document["dry_run"] = update.dry_run;
  document["up_to_date"] = update.up_to_date;
  document["stop"] = json_stop(update.stop);
  document["audit"] = json_audit(update.audit);
  document["written"] = json_texts(update.written);
  document["notes"] = json_texts(update.notes);
  document["next"] = json_next(update.next);
}

void put(Json& document, const report::Abort& abort) {
  document["operation"] = json_text(abort.operation);
  document["branch"] = json_id(abort.branch);
  document["tip"] = json_id(abort.tip);
  document["kept_as"] = json_id(abort.kept_as);
  document["notes"] = json_texts(abort.notes);
}

void put(Json& document, const report::Regen& regen) {
  document["outcome"] = json_outcome(regen.outcome);
  document["check"] = regen.check_only;
  document["base"] = json_place(regen.base);
  document["written"] = json_texts(regen.written);
  document["removed"] = json_texts(regen.removed);
  document["unchanged"] = json_texts(regen.unchanged);
  document["audit"] = json_audit(regen.audit);
  document["notes"] = json_texts(regen.notes);
  document["next"] = json_next(regen.next);
}

void put(Json& document, const report::Import& import_result) {
  document["branch"] = json_id(import_result.branch);
  document["tip"] = json_id(import_result.tip);
  document["patches"] = patches_of(import_result.patches);
  document["left_out"] = Json::array();
  for (const auto& [name, why] : import_result.left_out) {
    document["left_out"].push_back({{"name", json_text(name)}, {"why", json_text(why)}});
  }
  document["audit"] = json_audit(import_result.audit);
  document["written"] = json_texts(import_result.written);
  document["notes"] = json_texts(import_result.notes);
  document["next"] = json_next(import_result.next);
}

void put(Json& document, const report::Export& export_result) {
  document["as"] = json_text(export_result.form);
  document["output"] = json_text(export_result.output);
  document["written"] = json_texts(export_result.written);
  document["removed"] = json_texts(export_result.removed);
}

void put(Json& document, const report::Check& check) {
  put_replay(document, check.replay);
  document["upstream"] = json_upstream(check.upstream, check.base, check.tip, check.behind);
  document["drift"] = json_drift(check.drift);
  document["outcome"] = json_outcome(check.outcome);
  document["files_apply"] = check.files_apply;
  document["apply_problem"] = json_id(check.apply_problem);
  document["next"] = json_next(check.next);
}

void put(Json& document, const report::Verify& verify) {
  document["outcome"] = json_outcome(verify.outcome);
  document["runs"] = Json::array();
  for (const report::Verify::Run& run : verify.runs) {
    document["runs"].push_back({{"name", json_text(run.name)},
                                {"command", json_texts(run.command)},
                                {"passed", run.passed},
                                {"exit_code", run.exit_code},
                                {"problem", json_id(run.problem)},
                                {"output", json_id(run.output)}});
  }
  document["next"] = json_next(verify.next);
}

void put(Json& document, const report::Install& install) {
  document["with"] = json_text(install.with);
  document["venv"] = json_text(install.venv);
  document["package"] = json_id(install.package);
  document["version"] = json_id(install.version);
  document["location"] = json_id(install.location);
  document["next"] = json_next(install.next);
}

void put(Json& document, const report::Doctor& doctor) {
  constexpr std::array<const char*, 4> names = {"good", "warning", "bad", "skipped"};
  document["outcome"] = json_outcome(doctor.outcome);
  document["findings"] = Json::array();
  for (const report::Doctor::Finding& finding : doctor.findings) {
    document["findings"].push_back({{"what", json_text(finding.what)},
                                    {"verdict", names.at(static_cast<std::size_t>(finding.verdict))},
                                    {"detail", json_id(finding.detail)},
                                    {"cure", json_id(finding.cure)}});
  }
}

void put(Json& document, const report::Log& log) {
  document["base"] = json_id(log.base);
  document["tip"] = json_id(log.tip);
  document["only_touching"] = log.only_touching;
  document["of"] = log.of;
  document["commits"] = Json::array();
  for (const report::Log::Line& line : log.commits) {
    Json commit = json_commit(line.commit);
    commit["touching"] = json_texts(line.touching);
    document["commits"].push_back(commit);
  }
}

void put(Json& document, const report::Pristine& pristine) {
  document["directory"] = json_text(pristine.directory);
  document["at"] = pristine.removed ? Json(nullptr) : json_place(pristine.commit);
  document["removed"] = pristine.removed;
  document["notes"] = json_texts(pristine.notes);
}

void put(Json& document, const report::Why& why) {
  document["onto"] = json_id(why.onto);
  document["patch"] = json_patch_explained(why.patch);
  document["upstream_diff"] = json_id(why.upstream_diff);
  document["patch_diff"] = json_id(why.patch_diff);
  document["next"] = json_next(why.next);
}

void put(Json& document, const report::Undo& undo) {
  document["id"] = json_text(undo.id);
  document["what"] = json_text(undo.what);
  document["tip"] = json_id(undo.tip);
  document["files"] = json_texts(undo.files);
  document["notes"] = json_texts(undo.notes);
}

void put(Json& document, const report::History& history) {
  document["operations"] = Json::array();
  for (const report::History::Line& line : history.operations) {
    document["operations"].push_back({{"id", json_text(line.id)},
                                      {"date", json_id(line.date)},
                                      {"command", json_text(line.command)},
                                      {"summary", json_text(line.summary)},
                                      {"state", json_text(line.state)}});
  }
}

void put(Json& document, const report::Demo& demo) {
  document["directory"] = json_text(demo.directory);
  document["next"] = json_next(demo.next);
}

void put(Json& document, const report::Am& am) {
  document["outcome"] = json_outcome(am.outcome);
  document["branch"] = json_id(am.branch);
  document["tip"] = json_id(am.tip);
  document["tree"] = json_id(am.tree);
  document["patches"] = patches_of(am.patches);
  document["refused"] = Json::array();
  for (const auto& [name, why] : am.refused) {
    document["refused"].push_back({{"name", json_text(name)}, {"why", json_text(why)}});
  }
  document["next"] = json_next(am.next);
}

void put(Json& document, const report::FormatPatch& format_patch) {
  document["written"] = json_texts(format_patch.written);
}

void put(Json& document, const report::ReplayRun& run) { put_replay(document, run.replay); }

void put(Json& document, const report::CulpritRun& culprit) {
  document["base"] = json_id(culprit.base);
  document["onto"] = json_id(culprit.onto);
  document["patches"] = Json::array();
  for (const report::Patch& patch : culprit.patches) document["patches"].push_back(json_patch_explained(patch));
}

const char* name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed:
      return "failed";
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::interrupted:
      return "interrupted";
  }
  return "failed";
}

}  // namespace

std::string json(const report::Result& result, const std::string& command) {
  Json document = begin(command);
  std::visit([&document](const auto& value) { put(document, value); }, result);
  return dump(document);
}

std::string json(const Error& error, const std::string& command) {
  Json document = begin(command);
  document["command"] = json_id(command);
  document["error"] = {{"kind", name_of(error.kind())},
                       {"doing", json_id(error.doing())},
                       {"message", json_text(error.what())},
                       {"places", json_texts(error.places())},
                       {"hints", json_texts(error.hints())}};
  return dump(document);
}

}  // namespace mlxpatch::ui
