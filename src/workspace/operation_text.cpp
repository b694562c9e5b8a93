#include "operation_text.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;
// Whether an open one is still open, and which way it goes, is told by the files beside the entry.
constexpr std::array<std::pair<Operation::State, std::string_view>, 3> k_states{{
    {Operation::State::open, "open"},
    {Operation::State::done, "done"},
    {Operation::State::undone, "undone"},
}};

std::string_view word_for(Operation::State state) {
  for (const auto& [known, word] : k_states) {
    if (known == state) return word;
  }
  return "open";
}

Operation::State read_state(const JsonFields& fields) {
  const std::string text = fields.text("state");
  for (const auto& [state, word] : k_states) {
    if (word == text) return state;
  }
  throw fields.wrong("state", "is none of open, done, undone");
}

Json json_move(const git::Oid& before, const git::Oid& after) {
  Json value = Json::object();
  value["before"] = json_oid(before);
  value["after"] = json_oid(after);
  return value;
}

Json json_side(const ConflictRecord::Side& side) {
  Json value = Json::object();
  value["mode"] = side.mode;
  value["oid"] = json_oid(side.oid);
  return value;
}

Json json_conflicts(const std::vector<ConflictRecord>& conflicts) {
  Json list = Json::array();
  for (const ConflictRecord& conflict : conflicts) {
    Json value = Json::object();
    value["path"] = json_text(conflict.path);
    value["base"] = json_side(conflict.base);
    value["ours"] = json_side(conflict.ours);
    value["theirs"] = json_side(conflict.theirs);
    value["worktree"] = json_side(conflict.worktree);
    list.push_back(std::move(value));
  }
  return list;
}

ConflictRecord::Side read_side(const JsonFields& fields, std::string_view name) {
  const JsonFields side = fields.object(name);
  const std::uint64_t mode = side.number("mode");
  if (mode > std::numeric_limits<std::uint32_t>::max()) throw side.wrong("mode", "is no file mode");
  return {static_cast<std::uint32_t>(mode), side.oid("oid")};
}

std::vector<ConflictRecord> read_conflicts(const JsonFields& fields, std::string_view name) {
  std::vector<ConflictRecord> conflicts;
  for (const JsonFields& item : fields.objects(name)) {
    conflicts.push_back({item.text("path"), read_side(item, "base"), read_side(item, "ours"), read_side(item, "theirs"),
                         read_side(item, "worktree")});
  }
  return conflicts;
}

}  // namespace

std::string serialize_operation(const Operation& operation) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["id"] = operation.id;
  value["command"] = json_text(operation.command);
  value["summary"] = json_text(operation.summary);
  value["date"] = json_text(operation.date);
  value["state"] = word_for(operation.state);
  value["head"] = Json::object();
  value["head"]["before"] = json_text(operation.head.before);
  value["head"]["after"] = json_text(operation.head.after);
  value["refs"] = Json::array();
  for (const RefMove& ref : operation.refs) {
    Json move = json_move(ref.before, ref.after);
    move["name"] = json_text(ref.name);
    value["refs"].push_back(std::move(move));
  }
  value["tree"] = json_move(operation.tree_before, operation.tree_after);
  value["index"] = json_move(operation.index_before, operation.index_after);
  value["conflicts_before"] = json_conflicts(operation.conflicts_before);
  value["conflicts_after"] = json_conflicts(operation.conflicts_after);
  value["files"] = Json::array();
  for (const FileMove& file : operation.files) {
    Json move = json_move(file.before, file.after);
    move["path"] = json_text(file.path);
    value["files"].push_back(std::move(move));
  }
  value["keeper"] = json_oid(operation.keeper);
  value["pending_before"] = json_text(operation.pending_before);
  value["pending_after"] = json_text(operation.pending_after);
  value["cherry_pick_before"] = json_text(operation.cherry_pick_before);
  value["cherry_pick_after"] = json_text(operation.cherry_pick_after);
  value["message_after"] = json_text(operation.message_after);
  value["undoes"] = operation.undoes;
  value["resolutions"] = json_oids(operation.resolutions);
  return value.dump(1) + "\n";
}

Operation parse_operation(const std::string& text, const std::string& file_name) {
  const std::string what = fmt::format("the journal entry '{}'", escape_control(file_name));
  const Json value = parse_state(text, what, k_schema);
  const JsonFields fields(value, what, "");
  Operation operation;
  operation.id = fields.number("id");
  operation.command = fields.text("command");
  operation.summary = fields.text("summary");
  operation.date = fields.text("date");
  operation.state = read_state(fields);
  const JsonFields head = fields.object("head");
  operation.head = {head.text("before"), head.text("after")};
  for (const JsonFields& ref : fields.objects("refs")) {
    operation.refs.push_back({ref.text("name"), ref.oid("before"), ref.oid("after")});
  }
  const JsonFields tree = fields.object("tree");
  operation.tree_before = tree.oid("before");
  operation.tree_after = tree.oid("after");
  operation.conflicts_before = read_conflicts(fields, "conflicts_before");
  operation.conflicts_after = read_conflicts(fields, "conflicts_after");
  for (const JsonFields& file : fields.objects("files")) {
    operation.files.push_back({file.text("path"), file.oid("before"), file.oid("after")});
  }
  operation.keeper = fields.oid("keeper");
  operation.pending_before = fields.text("pending_before");
  operation.pending_after = fields.text("pending_after");
  operation.cherry_pick_before = fields.text("cherry_pick_before");
  operation.cherry_pick_after = fields.text("cherry_pick_after");
  operation.message_after = fields.text("message_after");
  operation.undoes = fields.number("undoes");
  // Journals of earlier versions do not have these.
  if (fields.has("resolutions")) operation.resolutions = fields.oids("resolutions");
  if (fields.has("index")) {
    const JsonFields index = fields.object("index");
    operation.index_before = index.oid("before");
    operation.index_after = index.oid("after");
  }
  return operation;
}

}  // namespace mlxpatch::workspace
