#include "json/history.hpp"

#include <mlxpatch/report/history.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

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

void put(Json& document, const report::Undo& undo) {
  document["id"] = json_text(undo.id);
  document["what"] = json_text(undo.what);
  document["tip"] = json_id(undo.tip);
  document["files"] = json_texts(undo.files);
  document["removed"] = json_texts(undo.removed);
  document["notes"] = json_texts(undo.notes);
  document["kept"] = json_next(undo.kept);
}

void put(Json& document, const report::History& history) {
  document["operations"] = Json::array();
  for (const report::History::Line& line : history.operations) {
    document["operations"].push_back({{"id", json_text(line.id)},
                                      {"date", json_id(line.date)},
                                      {"command", json_text(line.command)},
                                      {"summary", json_text(line.summary)},
                                      {"state", name_of(line.state)}});
  }
}

}  // namespace mlxpatch::ui
