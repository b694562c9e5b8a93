#include <mlxpatch/workspace/pending.hpp>

#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/queue/replay/replay_policy.hpp>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

Pending::Mode read_mode(const JsonFields& fields) {
  const std::string text = fields.text("mode");
  if (text == "rebase") return Pending::Mode::rebase;
  if (text == "merge") return Pending::Mode::merge;
  throw fields.wrong("mode", "is neither rebase nor merge");
}

Pending::Command read_command(const JsonFields& fields) {
  const std::string text = fields.text("command");
  if (text == "update") return Pending::Command::update;
  if (text == "pick") return Pending::Command::pick;
  if (text == "edit") return Pending::Command::edit;
  throw fields.wrong("command", "is none of update, pick, edit");
}

queue::ReplayPolicy read_policy(const JsonFields& fields) {
  queue::ReplayPolicy policy;
  if (fields.flag("one_stride")) policy.range = queue::ReplayPolicy::Range::direct;
  if (!fields.flag("dedup")) policy.dedup = queue::ReplayPolicy::Dedup::off;
  return policy;
}

Json json_done(const Pending::Done& done) {
  Json item = Json::object();
  item["commit"] = json_oid(done.commit);
  item["new_commit"] = json_oid(done.new_commit);
  item["state"] = json_text(done.state);
  item["by"] = json_text(done.by);
  item["how"] = json_text(done.how);
  item["notes"] = json_texts(done.notes);
  item["hunks_kept"] = done.hunks_kept;
  item["taken"] = Json::array();
  for (const auto& [since, hunks] : done.taken) {
    item["taken"].push_back(Json{{"since", json_oid(since)}, {"hunks", hunks}});
  }
  item["lost_lines"] = Json::array();
  for (const auto& [path, line] : done.lost_lines) {
    item["lost_lines"].push_back(Json{{"path", json_text(path)}, {"line", json_text(line)}});
  }
  return item;
}

Json json_resolution(const Pending::Resolution& resolution) {
  Json item = Json::object();
  item["commit"] = json_oid(resolution.commit);
  item["made"] = json_oid(resolution.made);
  item["reused"] = json_texts(resolution.reused);
  return item;
}

Json json_text_conflict(const Pending::TextConflict& text) {
  Json item = Json::object();
  item["path"] = json_text(text.path);
  item["base"] = json_oid(text.base);
  item["ours"] = json_oid(text.ours);
  item["theirs"] = json_oid(text.theirs);
  item["known"] = json_oid(text.known);
  return item;
}

Pending::Done read_done(const JsonFields& item) {
  Pending::Done done{item.oid("commit"), item.oid("new_commit"), item.text("state"), item.text("by"), {}, {}};
  if (item.has("how")) done.how = item.text("how");
  if (item.has("notes")) done.notes = item.texts("notes");
  if (!item.has("taken")) return done;
  done.hunks_kept = item.number("hunks_kept");
  for (const JsonFields& taken : item.objects("taken")) {
    done.taken.push_back({taken.oid("since"), taken.number("hunks")});
  }
  for (const JsonFields& lost : item.objects("lost_lines")) {
    done.lost_lines.push_back({lost.text("path"), lost.text("line")});
  }
  return done;
}

Json json_dones(const std::vector<Pending::Done>& dones) {
  Json list = Json::array();
  for (const Pending::Done& done : dones) list.push_back(json_done(done));
  return list;
}

std::vector<Pending::Done> read_dones(const JsonFields& fields) {
  std::vector<Pending::Done> dones;
  for (const JsonFields& item : fields.objects("done")) dones.push_back(read_done(item));
  return dones;
}

Json json_checkpoint(const Pending::Checkpoint& checkpoint) {
  return {{"on", json_oid(checkpoint.on)},
          {"tip", json_oid(checkpoint.tip)},
          {"done", json_dones(checkpoint.done)},
          {"resolutions", checkpoint.resolutions}};
}

Pending::Checkpoint read_checkpoint(const JsonFields& item) {
  return {item.oid("on"), item.oid("tip"), read_dones(item), item.number("resolutions")};
}

/// The members that a state written by an earlier version does not have.
void read_newer_members(const JsonFields& fields, Pending& pending) {
  if (fields.has("culprit")) pending.culprit = fields.oid("culprit");
  if (fields.has("checkpoint")) pending.checkpoint = read_checkpoint(fields.object("checkpoint"));
  pending.todo_from = fields.has("todo_from") ? fields.oids("todo_from") : pending.todo;
  if (fields.has("reuse") && fields.flag("reuse")) pending.known = Pending::Known::reuse;
  if (fields.has("texts")) {
    for (const JsonFields& item : fields.objects("texts")) {
      pending.texts.push_back(
          {item.text("path"), item.oid("base"), item.oid("ours"), item.oid("theirs"), item.oid("known")});
    }
  }
  if (!fields.has("resolutions")) return;
  for (const JsonFields& item : fields.objects("resolutions")) {
    Pending::Resolution resolution{item.oid("commit"), item.oid("made")};
    if (item.has("reused")) resolution.reused = item.texts("reused");
    pending.resolutions.push_back(std::move(resolution));
  }
}

}  // namespace

bool is_at_edited_patch(const Pending& pending) {
  // The first of them is the edited patch.
  return pending.command == Pending::Command::edit && pending.resolutions.empty();
}

std::string_view name_of(Pending::Command command) {
  switch (command) {
    case Pending::Command::update:
      return "update";
    case Pending::Command::pick:
      return "pick";
    case Pending::Command::edit:
      return "edit";
  }
  return "";
}

std::string serialize_pending(const Pending& pending) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["command"] = json_text(std::string(name_of(pending.command)));
  value["mode"] = pending.mode == Pending::Mode::merge ? "merge" : "rebase";
  value["operation"] = pending.operation;
  value["head_before"] = json_text(pending.head_before);
  value["branch_before"] = json_oid(pending.branch_before);
  value["base"] = json_oid(pending.base);
  value["onto"] = json_oid(pending.onto);
  value["stride"] = json_oid(pending.stopped_on);
  value["culprit"] = json_oid(pending.culprit);
  value["prefix"] = json_oid(pending.prefix);
  value["queue"] = json_oids(pending.queue);
  value["done"] = json_dones(pending.done);
  value["todo"] = json_oids(pending.todo);
  value["todo_from"] = json_oids(pending.todo_from);
  value["resolutions"] = Json::array();
  for (const Pending::Resolution& resolution : pending.resolutions) {
    value["resolutions"].push_back(json_resolution(resolution));
  }
  if (pending.checkpoint) value["checkpoint"] = json_checkpoint(*pending.checkpoint);
  value["paths"] = json_texts(pending.paths);
  value["texts"] = Json::array();
  for (const Pending::TextConflict& text : pending.texts) value["texts"].push_back(json_text_conflict(text));
  value["reuse"] = pending.known == Pending::Known::reuse;
  value["autostash"] = json_oid(pending.autostash);
  value["by_hand"] = pending.by_hand;
  value["one_stride"] = pending.policy.range == queue::ReplayPolicy::Range::direct;
  value["dedup"] = pending.policy.dedup == queue::ReplayPolicy::Dedup::by_patch_id;
  return value.dump(1) + "\n";
}

Pending parse_pending(const std::string& text) {
  const std::string what = "the state of the stopped update (pending.json in the checkout's .git/mlxpatch)";
  const Json value = parse_state(text, what, k_schema);
  const JsonFields fields(value, what, "");
  Pending pending;
  pending.command = read_command(fields);
  pending.mode = read_mode(fields);
  pending.operation = fields.number("operation");
  pending.head_before = fields.text("head_before");
  pending.branch_before = fields.oid("branch_before");
  pending.base = fields.oid("base");
  pending.onto = fields.oid("onto");
  pending.stopped_on = fields.oid("stride");
  pending.prefix = fields.oid("prefix");
  pending.queue = fields.oids("queue");
  pending.done = read_dones(fields);
  pending.todo = fields.oids("todo");
  pending.paths = fields.texts("paths");
  pending.autostash = fields.oid("autostash");
  pending.by_hand = fields.flag("by_hand");
  pending.policy = read_policy(fields);
  read_newer_members(fields, pending);
  return pending;
}

}  // namespace mlxpatch::workspace
