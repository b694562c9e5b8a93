#include <mlxpatch/workspace/pending.hpp>

#include <utility>

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

}  // namespace

std::string serialize_pending(const Pending& pending) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["command"] = json_text(pending.command);
  value["mode"] = pending.mode == Pending::Mode::merge ? "merge" : "rebase";
  value["operation"] = pending.operation;
  value["head_before"] = json_text(pending.head_before);
  value["branch_before"] = json_oid(pending.branch_before);
  value["base"] = json_oid(pending.base);
  value["onto"] = json_oid(pending.onto);
  value["stride"] = json_oid(pending.stride);
  value["prefix"] = json_oid(pending.prefix);
  value["queue"] = json_oids(pending.queue);
  value["done"] = Json::array();
  for (const Pending::Done& done : pending.done) {
    Json item = Json::object();
    item["commit"] = json_oid(done.commit);
    item["new_commit"] = json_oid(done.new_commit);
    item["state"] = json_text(done.state);
    item["by"] = json_text(done.by);
    value["done"].push_back(std::move(item));
  }
  value["todo"] = json_oids(pending.todo);
  value["paths"] = json_texts(pending.paths);
  value["autostash"] = json_oid(pending.autostash);
  value["by_hand"] = pending.by_hand;
  value["one_stride"] = pending.one_stride;
  value["dedup"] = pending.dedup;
  return value.dump(1) + "\n";
}

Pending parse_pending(const std::string& text) {
  const std::string what = "the state of the stopped update (pending.json in the checkout's .git/mlxpatch)";
  const Json value = parse_state(text, what, k_schema);
  const JsonFields fields(value, what, "");
  Pending pending;
  pending.command = fields.text("command");
  pending.mode = read_mode(fields);
  pending.operation = fields.number("operation");
  pending.head_before = fields.text("head_before");
  pending.branch_before = fields.oid("branch_before");
  pending.base = fields.oid("base");
  pending.onto = fields.oid("onto");
  pending.stride = fields.oid("stride");
  pending.prefix = fields.oid("prefix");
  pending.queue = fields.oids("queue");
  for (const JsonFields& item : fields.objects("done")) {
    pending.done.push_back({item.oid("commit"), item.oid("new_commit"), item.text("state"), item.text("by")});
  }
  pending.todo = fields.oids("todo");
  pending.paths = fields.texts("paths");
  pending.autostash = fields.oid("autostash");
  pending.by_hand = fields.flag("by_hand");
  pending.one_stride = fields.flag("one_stride");
  pending.dedup = fields.flag("dedup");
  return pending;
}

}  // namespace mlxpatch::workspace
